// Sending what waits: entries in batches, then the photos that the server does not have yet, part by part.
import type { Outgoing, Problem } from "../model";
import { get } from "../store/db";
import { queueOf, received, refused, settle } from "../store/queue";
import { ask, Refused, Unreachable } from "./server";

const BATCH = 20;
const PART = 256 * 1024;

interface Receipt extends Problem {
  id: string;
  fate: "appended" | "known" | "aside" | "refused" | "later";
  missing: string[];
}

/**
 * Send everything of one person; `told` hears about each step. Returns how many have arrived whole.
 * It writes no more than it must: a full phone gets rid of its load. Raises Unreachable, SignedOut; what was not sent stays.
 */
export async function send(user: number, told: () => void): Promise<number> {
  let arrived = 0;
  const queue = await queueOf(user);
  const taken = queue.filter((row) => row.state === "received");
  const waiting = queue.filter((row) => row.state === "waiting");
  for (let start = 0; start < waiting.length; start += BATCH) {
    taken.push(...(await sendBatch(waiting.slice(start, start + BATCH))));
    told();
  }
  for (const row of taken) {
    try {
      for (const sha of row.files) await sendPhoto(sha);
      await settle(row);
      arrived += 1;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await refused(row, error.problem); // a photo that cannot be taken must not stop the rest
    }
    told();
  }
  return arrived;
}

/** Returns the entries that the server has; their photos may still be due. */
async function sendBatch(rows: Outgoing[]): Promise<Outgoing[]> {
  const taken: Outgoing[] = [];
  try {
    for (const [index, receipt] of (await post(rows)).entries()) taken.push(...(await apply(rows[index], receipt)));
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 403) throw error;
    if (rows.length === 1) await refused(rows[0], error.problem);
    else for (const row of rows) taken.push(...(await sendBatch([row]))); // one that cannot be read stops no other
  }
  return taken;
}

async function post(rows: Outgoing[]): Promise<Receipt[]> {
  const entries = rows.map(({ id, kind, about, campaign, org, post, happened_at, body, seq }) => ({
    id, kind, about, campaign, org, post, happened_at, body, seq,
  }));
  const batch = { device: deviceName(), sent_at: new Date().toISOString(), entries };
  const headers = { "Content-Type": "application/json" };
  const response = await ask("/api/sync", { method: "POST", headers, body: JSON.stringify(batch) });
  return ((await response.json()) as { receipts: Receipt[] }).receipts;
}

async function apply(row: Outgoing, { fate, code, message, remedy, detail }: Receipt): Promise<Outgoing[]> {
  const problem = { code, message, remedy, detail };
  if (fate === "later") return [];
  if (fate === "refused") await refused(row, problem);
  return fate === "refused" ? [] : [await received(row, fate === "aside" ? problem : undefined)];
}

interface Progress {
  have: number;
  complete: boolean;
}

async function sendPhoto(sha: string): Promise<void> {
  const photo = await get("photos", sha);
  if (!photo) return;
  const { blob } = photo;
  let progress = (await (await ask(`/api/files/${sha}`)).json()) as Progress;
  let before = -1;
  while (!progress.complete) {
    if (progress.have <= before) throw new Unreachable();
    before = progress.have;
    const part = blob.slice(progress.have, progress.have + PART);
    const address = `/api/files/${sha}?offset=${progress.have}&size=${blob.size}`;
    const headers = { "Content-Type": "application/octet-stream" };
    progress = (await (await ask(address, { method: "POST", headers, body: part })).json()) as Progress;
  }
}

/** A name of this phone, kept as long as its storage. */
function deviceName(): string {
  const known = localStorage.getItem("taizhang-device");
  if (known) return known;
  const fresh = `phone-${Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  localStorage.setItem("taizhang-device", fresh);
  return fresh;
}
