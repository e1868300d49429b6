// Talking to the server: what came back, and why nothing did.
import type { Problem } from "../model";

/** No network, or a server that does not answer: try again later. */
export class Unreachable extends Error {}

/** The session has ended: what is on its way stays here until the person signs in again. */
export class SignedOut extends Error {}

/** The server said no. */
export class Refused extends Error {
  constructor(
    public status: number,
    public problem: Problem,
  ) {
    super(problem.message);
  }
}

const PATIENCE = 60_000;

/** Raises Unreachable, SignedOut, Refused. */
export async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.method && init.method !== "GET") headers.set("X-CSRFToken", cookie("csrftoken"));
  let response: Response;
  try {
    response = await fetch(address, { ...init, headers, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Unreachable();
  }
  if (response.ok || response.status === 304) return response;
  if (response.status === 401) throw new SignedOut();
  if (response.status >= 500 || response.status === 408 || response.status === 429) throw new Unreachable();
  throw new Refused(response.status, await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { code: "not-readable", message: "服务器没有按约定回答", remedy: "请稍后再试", detail: `HTTP ${response.status}` };
  }
}

export function cookie(name: string): string {
  const pair = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}
