// The service worker: the app itself from the cache, so that it opens without network. Data is never cached here; what
// people have written lies in the page's own storage and no update touches it.
//
// The server writes `SHELL` above this script: {version, files}. A new version is fetched whole before it takes over.
declare const SHELL: { version: string; files: string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = `phone-${SHELL.version}`;
const START = "/phone/";

worker.addEventListener("install", (event) => {
  const fresh = SHELL.files.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
  if (event.data === "claim") void worker.clients.claim();
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === START) event.respondWith(cached(START, event.request));
  else if (SHELL.files.includes(url.pathname)) event.respondWith(cached(url.pathname, event.request));
});

async function cached(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(file, { ignoreSearch: true })) ?? fetch(request);
}

async function clean(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith("phone-") && name !== CACHE) await caches.delete(name);
  }
}
