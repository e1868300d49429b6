// What is on its way to the server. An entry is written with its photos in one step and leaves only on a full receipt.
import type { Arrived, Case, FileRef, Outgoing, Person, Photo, Problem, Subject } from "../model";
import { sha256, uuid7 } from "../ids";
import { all, get, put, StorageFull, write, type Writer } from "./db";

const KEPT_ARRIVED = 100;

export interface NewEntry {
  kind: string;
  about: string;
  campaign: string | null;
  org: number | null;
  body: Record<string, unknown>;
  files: FileRef[];
  label: string;
  arising?: Case[];
  subject?: Subject;
  happened_at?: string;
}

/** Write entries down, together with the removal of the form that they came from. Raises StorageFull. */
export async function enqueue(me: Person, entries: NewEntry[], form?: string): Promise<void> {
  const now = new Date().toISOString();
  await write(["queue", "counters", "begun"], (stores) => {
    for (const entry of entries) {
      stores.next("seq", (seq) => {
        stores.put("queue", {
          id: uuid7(),
          seq,
          user: me.user,
          user_name: me.name,
          post: me.post,
          kind: entry.kind,
          about: entry.about,
          campaign: entry.campaign,
          org: entry.org,
          happened_at: entry.happened_at ?? now,
          body: entry.body,
          files: [...new Set(entry.files.map((file) => file.sha256))],
          label: entry.label,
          arising: entry.arising ?? [],
          subject: entry.subject,
          state: "waiting",
        });
      });
    }
    if (form) stores.remove("begun", form);
  });
}

export async function queueOf(user: number): Promise<Outgoing[]> {
  const rows = await all("queue");
  return rows.filter((row) => row.user === user).sort((one, other) => one.seq - other.seq);
}

/** What other people who used this phone have not sent yet: {name: number}. */
export async function othersUnsent(user: number): Promise<[string, number][]> {
  const counts = new Map<string, number>();
  for (const row of await all("queue")) {
    if (row.user !== user) counts.set(row.user_name, (counts.get(row.user_name) ?? 0) + 1);
  }
  return [...counts];
}

/** The server has the entry; a phone too full to write that down learns it again the next time. */
export async function received(row: Outgoing, problem?: Problem): Promise<Outgoing> {
  const known: Outgoing = { ...row, state: "received", problem };
  await put("queue", known).catch(unlessFull);
  return known;
}

function unlessFull(error: unknown): void {
  if (!(error instanceof StorageFull)) throw error;
}

export const refused = (row: Outgoing, problem: Problem) => put("queue", { ...row, state: "refused", problem });

/** A refused entry is tried once more. */
export const tryAgain = (row: Outgoing) => put("queue", { ...row, state: "waiting", problem: undefined });

/** The server has the entry and every photo: it may leave, with the photos that nothing else here needs. */
export async function settle(row: Outgoing): Promise<void> {
  const needed = new Set((await all("queue")).filter((other) => other.id !== row.id).flatMap((other) => other.files));
  const old = (await all("arrived")).sort((one, other) => other.arrived_at.localeCompare(one.arrived_at));
  const arrived: Arrived = {
    id: row.id,
    user: row.user,
    label: row.label,
    happened_at: row.happened_at,
    arrived_at: new Date().toISOString(),
    about: row.about,
    problem: row.problem,
  };
  await write(["queue", "photos", "arrived"], (stores) => {
    leave(stores, row, needed);
    stores.put("arrived", arrived);
    for (const { id } of old.slice(KEPT_ARRIVED - 1)) stores.remove("arrived", id);
  }).catch(async (error: unknown) => {
    unlessFull(error);
    await write(["queue", "photos"], (stores) => leave(stores, row, needed)); // without a note that it has arrived
  });
}

function leave(stores: Writer, row: Outgoing, needed: Set<string>): void {
  stores.remove("queue", row.id);
  for (const sha of row.files) if (!needed.has(sha)) stores.remove("photos", sha);
}

/** A person gives up a refused entry. */
export async function discard(row: Outgoing): Promise<void> {
  const needed = new Set((await all("queue")).filter((other) => other.id !== row.id).flatMap((other) => other.files));
  await write(["queue", "photos"], (stores) => leave(stores, row, needed));
}

const FORGOTTEN = 30 * 24 * 3600 * 1000;

/** Forms that nobody went on with, and photos that nothing names any more. */
export async function tidy(): Promise<void> {
  const [queue, begun, photos] = await Promise.all([all("queue"), all("begun"), all("photos")]);
  const oldest = new Date(Date.now() - FORGOTTEN).toISOString();
  const old = begun.filter((row) => row.saved_at < oldest);
  const named = new Set(queue.flatMap((row) => row.files));
  const forms = JSON.stringify(begun.filter((row) => row.saved_at >= oldest));
  const aDayAgo = new Date(Date.now() - 24 * 3600 * 1000).toISOString(); // what was just taken, a form may name next
  const unnamed = photos.filter(
    ({ sha256: sha, kept_at }) => !named.has(sha) && !forms.includes(sha) && (kept_at ?? "") < aDayAgo,
  );
  if (old.length + unnamed.length === 0) return;
  await write(["begun", "photos"], (stores) => {
    for (const row of old) stores.remove("begun", row.key);
    for (const row of unnamed) stores.remove("photos", row.sha256);
  });
}

const FORMAT = "taizhang-queue-1";

/** `photos`: data URLs by hash. */
interface Saved {
  format: string;
  entries: Outgoing[];
  photos: Record<string, string>;
}

/** Everything that is not yet sent, photos included, as one file that can be carried elsewhere. */
export async function asFile(user: number): Promise<Blob> {
  const rows = await queueOf(user);
  const photos: Record<string, string> = {};
  for (const sha of new Set(rows.flatMap((row) => row.files))) {
    const photo = await get("photos", sha);
    if (photo) photos[sha] = await asDataUrl(photo.blob);
  }
  const content = { format: FORMAT, saved_at: new Date().toISOString(), entries: rows, photos };
  return new Blob([JSON.stringify(content)], { type: "application/json" });
}

function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export class NotAQueue extends Error {}

/** Take back what was saved to a file, on this phone or another: returns how many. Sent twice, it counts once.

Raises NotAQueue, StorageFull. */
export async function fromFile(file: Blob, me: Person): Promise<number> {
  const { entries, photos } = await readSaved(file);
  const stranger = entries.find((row) => row.user !== me.user);
  if (stranger) throw new NotAQueue(`这个文件是 ${stranger.user_name} 的，请 ${stranger.user_name} 登录后再恢复。`);
  const kept = await Promise.all(Object.entries(photos).map(([sha, content]) => asPhoto(sha, content, me.user)));
  const known = new Set((await all("queue")).map((row) => row.id));
  const fresh = entries.filter((row) => !known.has(row.id));
  await write(["queue", "photos"], (stores) => {
    for (const photo of kept) stores.put("photos", photo);
    for (const row of fresh) stores.put("queue", { ...row, state: "waiting", problem: undefined });
  });
  return fresh.length;
}

async function readSaved(file: Blob): Promise<Saved> {
  try {
    const saved = JSON.parse(await file.text()) as Saved;
    if (saved.format === FORMAT && Array.isArray(saved.entries)) return saved;
  } catch {
    // told below
  }
  throw new NotAQueue("这不是本应用另存的文件，请选择名称以“台账未上报”开头的文件。");
}

async function asPhoto(sha: string, content: string, user: number): Promise<Photo> {
  const [head, base64 = ""] = content.split(",", 2);
  const type = head.slice("data:".length, head.indexOf(";"));
  const blob = new Blob([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], { type });
  if ((await sha256(blob)) !== sha) throw new NotAQueue("文件已损坏：其中一张照片读不出来。请换一份另存的文件。");
  return photoOf(sha, blob, user);
}

export const photoOf = (sha: string, blob: Blob, user: number): Photo => ({
  sha256: sha, blob, user, kept_at: new Date().toISOString(),
});
