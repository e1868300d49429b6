// Identifiers made on the phone, as taizhang.core.ids makes them: a resend counts once, and what follows from a thing
// has the same id here and on the server.

const NAMESPACE = "6f1d9c3e-2b7a-5c84-9e05-7a1f0c9d2e41";

/** A fresh UUIDv7: 48 bits of Unix milliseconds, the rest random. */
export function uuid7(milliseconds = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Math.floor(milliseconds / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, milliseconds % 2 ** 32);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return asText(bytes);
}

/** The id that follows from what it names (UUIDv5). */
export async function derived(...parts: string[]): Promise<string> {
  const name = new TextEncoder().encode(parts.join("\x1f"));
  const space = Uint8Array.from(NAMESPACE.replaceAll("-", "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const input = new Uint8Array([...space, ...name]);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-1", input)).slice(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return asText(bytes);
}

export async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return hex(new Uint8Array(digest));
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function asText(bytes: Uint8Array): string {
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What people call a case (taizhang.cases.projections.case_number): known before the server has heard of it. */
export function caseNumber(id: string, at: Date): string {
  const tail = parseInt(id.replaceAll("-", "").slice(-10, -5), 16);
  const letters = [15, 10, 5, 0].map((shift) => BASE32[(tail >> shift) & 31]).join("");
  const day = new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(at);
  return `${day.slice(2).replaceAll("-", "")}-${letters}`;
}
