// Where the phone is. One fix when it is needed, never a track.
import type { Place } from "../model";

let latest: { place: Place; at: number } | undefined;

const FRESH = 60_000;

/** The present place, as exactly as the phone finds it within a few seconds; null where it gives none. */
export function findPlace(): Promise<Place | null> {
  if (latest && Date.now() - latest.at < FRESH && latest.place.accuracy <= 30) return Promise.resolve(latest.place);
  return ask(30_000);
}

/** Where the phone is at this very moment: the corner of a parcel is not where one stood half a minute ago. */
export const placeNow = () => ask(0);

function ask(oldest: number): Promise<Place | null> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      (position) => {
        const { coords } = position;
        const place = { ...mockedOf(position), lat: round(coords.latitude, 6), lng: round(coords.longitude, 6), accuracy: round(coords.accuracy, 1) };
        latest = { place, at: Date.now() };
        resolve(place);
      },
      () => resolve(oldest > 0 ? (latest?.place ?? null) : null),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: oldest },
    );
  });
}

/** WeCom's and other hosts' web views add a flag to the position, each under its own name. */
function mockedOf(position: GeolocationPosition): { mocked?: boolean } {
  const told = { ...position, ...position.coords } as { mocked?: boolean; isMock?: boolean; isFromMockProvider?: boolean };
  const mocked = told.mocked ?? told.isMock ?? told.isFromMockProvider;
  return mocked === undefined ? {} : { mocked };
}

export const lastPlace = () => latest?.place ?? null;

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

const EARTH = 6_371_000;

/** Metres along the ground between two points. */
export function distance(one: { lat: number; lng: number }, other: { lat: number; lng: number }): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const a =
    Math.sin(rad(other.lat - one.lat) / 2) ** 2 +
    Math.cos(rad(one.lat)) * Math.cos(rad(other.lat)) * Math.sin(rad(other.lng - one.lng) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(a));
}

export const inWords = (metres: number) =>
  metres < 1000 ? `${Math.max(10, Math.round(metres / 10) * 10)} 米` : `${(metres / 1000).toFixed(1)} 公里`;
