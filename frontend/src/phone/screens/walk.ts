// The way of the day: from where one stands always on to the nearest place that is left.
import { distance } from "../capture/place";
import type { Place } from "../model";
import type { Visit } from "./visits";

/** Places on one way: more than anybody visits in a day. */
const MOST = 60;

export interface Leg {
  visit: Visit;
  /** From the place before, as the crow flies. */
  metres: number;
}

/** The order in which to go; places without coordinates have none. */
export function walkOf(visits: Visit[], start: Place | null): Leg[] {
  const left = visits.filter((visit) => !visit.done && isPlaced(visit)).slice(0, MOST);
  const legs: Leg[] = [];
  let at = start ?? (left[0] && whereOf(left[0]));
  while (left.length > 0) {
    const metres = left.map((visit) => distance(at, whereOf(visit)));
    const nearest = metres.indexOf(Math.min(...metres));
    const [visit] = left.splice(nearest, 1);
    legs.push({ visit, metres: metres[nearest] });
    at = whereOf(visit);
  }
  return legs;
}

export const lengthOf = (legs: Leg[]) => legs.reduce((sum, leg) => sum + leg.metres, 0);

export const whereOf = ({ subject }: Visit) => ({ lat: subject.lat as number, lng: subject.lng as number });

export const isPlaced = ({ subject }: Visit) => subject.lat !== null && subject.lng !== null;
