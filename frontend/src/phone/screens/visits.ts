// The day's list: what is owed at each subject, nearest first.
import { now } from "../clock";
import { distance } from "../capture/place";
import type { Day, Duty, Outgoing, Place, Subject } from "../model";
import { inspectionOnItsWay } from "../state";

/** Everything owed at one subject. `metres` is null where either place is not known. */
export interface Visit {
  subject: Subject;
  duties: Duty[];
  dueAt: string;
  metres: number | null;
  done: boolean;
}

/** Visits of duties that have begun: those still to be done first, nearest first, else by due time. */
export function visitsOf(day: Day, queue: Outgoing[], place: Place | null, at = now()): Visit[] {
  const subjects = new Map(day.subjects.map((subject) => [subject.id, subject]));
  const visits = new Map<string, Visit>();
  for (const duty of begun(day, at)) {
    const subject = duty.subject ? subjects.get(duty.subject) : undefined;
    if (!subject) continue;
    const known = visits.get(subject.id);
    if (known) {
      known.duties.push(duty);
      if (duty.due_at < known.dueAt) known.dueAt = duty.due_at;
    } else {
      visits.set(subject.id, { subject, duties: [duty], dueAt: duty.due_at, metres: metresTo(subject, place), done: false });
    }
  }
  for (const visit of visits.values()) {
    visit.done = campaignsOf(visit).every((campaign) => inspectionOnItsWay(queue, visit.subject.id, campaign));
  }
  return [...visits.values()].sort(order);
}

/** The campaigns that one visit serves. */
export const campaignsOf = (visit: Visit): string[] => [...new Set(visit.duties.map((duty) => duty.campaign))];

/** What another campaign still asks at a subject where somebody stands already. */
export function alsoHere(day: Day, queue: Outgoing[], subject: string, campaign: string, at = now()): Duty | undefined {
  return begun(day, at).find(
    (duty) =>
      duty.subject === subject &&
      duty.campaign !== campaign &&
      duty.checklist !== "" &&
      !duty.here &&
      !inspectionOnItsWay(queue, subject, duty.campaign),
  );
}

/** How many places were inspected today, those on their way included. */
export function doneToday(day: Day, queue: Outgoing[], at = now()): number {
  const today = at.toDateString();
  const inspected = ({ id, inspected_at }: Subject) =>
    (inspected_at && new Date(inspected_at).toDateString() === today) || inspectionOnItsWay(queue, id);
  return day.subjects.filter(inspected).length;
}

/** Duties that are about no single subject. */
export function otherDuties(day: Day, queue: Outgoing[], at = now()): Duty[] {
  return begun(day, at).filter((duty) => !duty.subject && !queue.some((row) => row.about === duty.id));
}

const begun = (day: Day, at: Date) => day.duties.filter((duty) => new Date(duty.opens_at) <= at);

export function metresTo(subject: Subject, place: Place | null): number | null {
  if (!place || subject.lat === null || subject.lng === null) return null;
  return distance(place, { lat: subject.lat, lng: subject.lng });
}

function order(one: Visit, other: Visit): number {
  if (one.done !== other.done) return one.done ? 1 : -1;
  if (one.metres !== null && other.metres !== null) return one.metres - other.metres;
  if (one.metres !== null || other.metres !== null) return one.metres !== null ? -1 : 1;
  return one.dueAt.localeCompare(other.dueAt) || one.subject.name.localeCompare(other.subject.name, "zh");
}
