// What the app knows at this moment, and the few things that change it.
import { useEffect, useState } from "preact/hooks";

import { setClock } from "./clock";
import { findPlace, lastPlace } from "./capture/place";
import type { Arrived, Case, Day, Outgoing, Place, Subject } from "./model";
import { readAs, sizeAs } from "./reading";
import { all, holdReserve, remove, StorageFull, storageState, type StoredDay, whenFull } from "./store/db";
import { othersUnsent, queueOf, tidy } from "./store/queue";
import { fetchDay, fetchSubject, storedDay } from "./sync/day";
import { send } from "./sync/send";
import { Refused, SignedOut, Unreachable } from "./sync/server";

export type Link = "online" | "offline" | "signed-out" | "refused";

export interface State {
  ready: boolean;
  day: Day | null;
  fetchedAt: string;
  link: Link;
  /** Why the server said no, where it did. */
  refusal: string;
  syncing: boolean;
  queue: Outgoing[];
  arrived: Arrived[];
  others: [string, number][];
  place: Place | null;
  clockOffset: number;
  storage: { kept: boolean; full: boolean };
  /** A new version of the app waits: calling it loads that version. */
  update: (() => void) | null;
}

let state: State = {
  ready: false,
  day: null,
  fetchedAt: "",
  link: navigator.onLine ? "online" : "offline",
  refusal: "",
  syncing: false,
  queue: [],
  arrived: [],
  others: [],
  place: null,
  clockOffset: 0,
  storage: { kept: true, full: false },
  update: null,
};

const listeners = new Set<() => void>();

export function change(part: Partial<State>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

export function useApp(): State {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((count) => count + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return state;
}

whenFull(() => change({ storage: { ...state.storage, full: true } }));

/** What is stored on the phone, read again. */
export async function reread(): Promise<void> {
  const user = state.day?.me.user;
  if (user !== undefined) change(await keptFor(user));
}

async function keptFor(user: number): Promise<Partial<State>> {
  const [queue, arrived, others, storage] = await Promise.all([
    queueOf(user), all("arrived"), othersUnsent(user), storageState(),
  ]);
  const mine = arrived.filter((row) => row.user === user);
  mine.sort((one, other) => other.arrived_at.localeCompare(one.arrived_at));
  return { queue, others, storage, arrived: mine };
}

const NOT_SECURE = "要用 https 开头的地址打开，手机才允许拍照、定位和离线工作。请向管理员索取 https 地址。";

/** Start from what is stored, then see what the network has. */
export async function begin(): Promise<void> {
  if (!isSecureContext) return change({ ready: true, link: "refused", refusal: NOT_SECURE });
  const stored = await storedDay();
  if (stored) took(stored);
  await tidy();
  await holdReserve();
  await reread();
  change({ ready: Boolean(stored) });
  await sync();
  change({ ready: true });
}

let askedAgain = false;

/** Send what waits and fetch the day anew; only one tab does it at a time. Asked meanwhile, it goes round once more. */
export async function sync(): Promise<void> {
  askedAgain = true;
  if (state.syncing) return;
  change({ syncing: true });
  while (askedAgain) {
    askedAgain = false;
    try {
      await alone(exchange);
      change({ link: "online", refusal: "" });
    } catch (error) {
      change(linkAfter(error));
    }
    await reread();
  }
  change({ syncing: false });
}

async function exchange(): Promise<void> {
  const before = state.day?.me.user;
  const stored = await fetchDay();
  const { user } = stored.day.me;
  // Somebody else's day appears together with their queue: never with an empty one that says "all sent".
  took(stored, before === user ? {} : await keptFor(user));
  const sent = await send(user, () => void reread());
  await holdReserve();
  if (sent > 0) took(await fetchDay());
}

function took({ day, fetched_at, clock_offset = 0 }: StoredDay, more: Partial<State> = {}): void {
  setClock(clock_offset);
  sizeAs(day);
  void readAs(day.me.language ?? "").then((changed) => changed && change({}));
  change({ ...more, day, fetchedAt: fetched_at, clockOffset: clock_offset });
}

/** Ask the server for a subject that the phone does not hold. False where it has none to show. */
export async function lookUp(id: string): Promise<boolean> {
  try {
    const day = await fetchSubject(id);
    if (day) change({ day });
    return day !== null;
  } catch {
    return false;
  }
}

function linkAfter(error: unknown): Partial<State> {
  if (error instanceof Unreachable) return { link: "offline" };
  if (error instanceof SignedOut) return { link: "signed-out" };
  if (error instanceof Refused) return { link: "refused", refusal: `${error.problem.message}。${error.problem.remedy}。` };
  if (error instanceof StorageFull) return { link: "refused", refusal: error.message };
  throw error;
}

async function alone(act: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return act();
  await navigator.locks.request("taizhang-sync", act);
}

const PATIENCE = 4000;

/** The present place; where the phone takes long to find it, the last one known. */
export async function locate(): Promise<Place | null> {
  const found = findPlace().then((place) => {
    if (place) change({ place });
    return place;
  });
  const enough = new Promise<Place | null>((resolve) => setTimeout(() => resolve(lastPlace()), PATIENCE));
  return Promise.race([found, enough]);
}

/** The day leaves the phone with the person; what they have not sent stays until they come back. */
export async function forgetDay(): Promise<void> {
  await remove("day", "day");
  change({ day: null, queue: [], arrived: [] });
}

/** The register of the day, with what entries on their way add and correct. */
export function registerNow({ subjects }: Day, queue: Outgoing[]): Subject[] {
  const known = new Map(subjects.map((row) => [row.id, row]));
  for (const row of queue) {
    if (row.state === "refused") continue;
    const before = known.get(row.about);
    if (row.subject && !before) known.set(row.about, row.subject);
    if (row.kind === "subject.corrected" && before) known.set(row.about, corrected(before, row.body.changes as Changes));
  }
  return [...known.values()];
}

type Changes = Record<string, string | number>;

function corrected(subject: Subject, changes: Changes): Subject {
  const { name = subject.name, address = subject.address, lat = subject.lat, lng = subject.lng } = changes as Partial<Subject>;
  const words = Object.fromEntries(Object.entries(changes).map(([column, value]) => [column, String(value)]));
  return { ...subject, name, address, lat, lng, values: { ...subject.values, ...words } };
}

/** The cases of the day, with those that entries on their way will open, as they stand after the steps on their way. */
export function casesNow({ day, queue }: State): Case[] {
  const known = day?.cases ?? [];
  const ids = new Set(known.map((row) => row.id));
  const arising = queue.flatMap((row) => row.arising).filter((row) => !ids.has(row.id));
  return [...known, ...arising].map((row) => (stepOnItsWay(queue, row.id) ? { ...row, steps: [] } : row));
}

export const stepOnItsWay = (queue: Outgoing[], about: string) =>
  queue.find((row) => row.about === about && row.kind !== "case.filed" && row.state !== "refused");

/** How many entries wait to be sent. */
export const unsent = () => state.queue.filter((row) => row.state !== "refused").length;

/** The inspection of a subject that is on its way, if there is one; of one campaign, where it is named. */
export const inspectionOnItsWay = (queue: Outgoing[], subject: string, campaign = "") =>
  queue.find(
    (row) =>
      row.kind === "inspection.recorded" &&
      row.body.subject === subject &&
      (!campaign || row.campaign === campaign) &&
      row.state !== "refused",
  );
