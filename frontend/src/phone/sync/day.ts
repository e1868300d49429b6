// The day's work, fetched when there is a network and kept for when there is none.
import type { Day, Subject } from "../model";
import { get, put, StorageFull, type StoredDay } from "../store/db";
import { ask } from "./server";

export const storedDay = () => get("day", "day");

/** The day as the server has it now, stored. Raises as `ask` does. */
export async function fetchDay(): Promise<StoredDay> {
  const known = await get("day", "day");
  const response = await ask("/api/day", { headers: known ? { "If-None-Match": known.etag } : {} });
  const arrived = Date.now();
  const day = response.status === 304 && known ? known.day : ((await response.json()) as Day);
  const stored: StoredDay = {
    key: "day",
    day,
    etag: response.headers.get("ETag") ?? "",
    fetched_at: new Date(arrived).toISOString(),
    clock_offset: clockOffset(response, arrived),
  };
  await put("day", stored).catch((error: unknown) => {
    if (!(error instanceof StorageFull)) throw error; // the old one stays; sending goes on
  });
  return stored;
}

function clockOffset(response: Response, arrived: number): number {
  const theirs = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(theirs) ? 0 : Math.round((theirs - arrived) / 1000);
}

/** A subject that the phone does not hold: added to the stored day. Raises as `ask` does. */
export async function fetchSubject(id: string): Promise<Day | null> {
  const subject = (await (await ask(`/api/subjects/${encodeURIComponent(id)}`)).json()) as Subject;
  const known = await get("day", "day");
  if (!known) return null;
  const day = { ...known.day, subjects: [...known.day.subjects.filter((row) => row.id !== subject.id), subject] };
  await put("day", { ...known, day, etag: "" });
  return day;
}
