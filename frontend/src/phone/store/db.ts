// The phone's own storage: the day, what is on its way, photos, forms begun. Everything survives closing and updates.
import type { Arrived, Day, Outgoing, Photo } from "../model";

export interface StoredDay {
  key: "day";
  day: Day;
  etag: string;
  fetched_at: string;
  /** By how many seconds the phone's clock was behind the server's. */
  clock_offset?: number;
}

/** A form that was begun, by what it is about. */
export interface Begun {
  key: string;
  saved_at: string;
  content: unknown;
}

interface Stores {
  day: StoredDay;
  queue: Outgoing;
  photos: Photo;
  begun: Begun;
  arrived: Arrived;
  counters: { key: string; value: number };
  /** Room held back: given up when the phone is full, so that what is being saved still fits. */
  reserve: { key: "reserve"; blob: Blob };
}

const KEYS: Record<keyof Stores, string> = {
  day: "key",
  queue: "id",
  photos: "sha256",
  begun: "key",
  arrived: "id",
  counters: "key",
  reserve: "key",
};

/** Raised when the phone has no room left: nothing was half written. */
export class StorageFull extends Error {
  constructor() {
    super("手机存储空间不足，这一次没有保存。请先连上网络上报，或清理手机空间后再保存。");
  }
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("taizhang-phone", 2);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(KEYS)) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath });
      }
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

let onFull = () => undefined as void;

/** Who is told when the reserve has to be given up. */
export const whenFull = (tell: () => void) => void (onFull = tell);

/** Several writes that happen together or not at all. Raises StorageFull where even the reserve does not help. */
export async function write(names: (keyof Stores)[], act: (stores: Writer) => void): Promise<void> {
  try {
    await transact(names, act);
  } catch (error) {
    if (!(error instanceof StorageFull) || !(await reserved())) throw error;
    await transact(["reserve"], (stores) => stores.remove("reserve", "reserve"));
    onFull();
    await transact(names, act);
  }
}

async function transact(names: (keyof Stores)[], act: (stores: Writer) => void): Promise<void> {
  const db = await database();
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(names, "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(isFull(transaction.error) ? new StorageFull() : transaction.error);
    act(new Writer(transaction));
  });
}

export class Writer {
  constructor(private transaction: IDBTransaction) {}

  put<Name extends keyof Stores>(name: Name, value: Stores[Name]): void {
    this.transaction.objectStore(name).put(value);
  }

  remove(name: keyof Stores, key: string): void {
    this.transaction.objectStore(name).delete(key);
  }

  /** Adds one to a counter and hands on its new value. */
  next(name: string, use: (value: number) => void): void {
    const counters = this.transaction.objectStore("counters");
    const request = counters.get(name);
    request.onsuccess = () => {
      const value = (request.result?.value ?? 0) + 1;
      counters.put({ key: name, value });
      use(value);
    };
  }
}

export async function get<Name extends keyof Stores>(name: Name, key: string): Promise<Stores[Name] | undefined> {
  const db = await database();
  return answer(db.transaction(name).objectStore(name).get(key));
}

export async function all<Name extends keyof Stores>(name: Name): Promise<Stores[Name][]> {
  const db = await database();
  return answer(db.transaction(name).objectStore(name).getAll());
}

export const put = <Name extends keyof Stores>(name: Name, value: Stores[Name]) =>
  write([name], (stores) => stores.put(name, value));

export const remove = (name: keyof Stores, key: string) => write([name], (stores) => stores.remove(name, key));

function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const isFull = (error: DOMException | null) => error?.name === "QuotaExceededError";

const RESERVE = 12 * 1024 * 1024;
const CHUNK = 65_536;

/** How the storage stands: whether the browser may clear it, and whether it is so full that the reserve was given up. */
export async function storageState(): Promise<{ kept: boolean; full: boolean }> {
  const kept = Boolean(navigator.storage?.persisted && (await navigator.storage.persisted()));
  return { kept, full: !(await reserved()) };
}

/** Asked without reading it: a blob that a page holds keeps its room. */
async function reserved(): Promise<boolean> {
  const db = await database();
  return (await answer(db.transaction("reserve").objectStore("reserve").count())) > 0;
}

/** Holds room back for about thirty photos, where there is room. Browsers don't say how much is left: one has to try. */
export async function holdReserve(): Promise<void> {
  if (await reserved()) return;
  const chunks = Array.from({ length: RESERVE / CHUNK }, () => crypto.getRandomValues(new Uint8Array(CHUNK)));
  try {
    await transact(["reserve"], (stores) => stores.put("reserve", { key: "reserve", blob: new Blob(chunks) }));
  } catch (error) {
    if (!(error instanceof StorageFull)) throw error; // full: storageState says so
  }
}

/** Asks the browser never to clear our storage by itself. */
export async function askToKeep(): Promise<void> {
  if (navigator.storage?.persist && !(await navigator.storage.persisted())) await navigator.storage.persist();
}
