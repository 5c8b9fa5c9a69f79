/** Keeps the page itself on the device, so that it opens without a network. No study word is in what it keeps: those come
 *  from the API, which it lets pass. The server writes a line before this one: which addresses, and as of which state. */

declare const SHELL: { study: string; version: string; addresses: string[] };

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", hear: (event: Waiting) => void): void;
  addEventListener(kind: "fetch", hear: (event: Fetching) => void): void;
}

const worker = self as unknown as Worker;
const BEGINNING = `firsthand-notes:${SHELL.study}:`;
const NAME = BEGINNING + SHELL.version;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy()));
worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method === "GET" && origin === location.origin && SHELL.addresses.includes(pathname)) event.respondWith(kept(event.request, pathname));
});

async function install(): Promise<void> {
  const box = await caches.open(NAME);
  await box.addAll(SHELL.addresses.map((address) => new Request(address, { cache: "reload" })));
  await worker.skipWaiting();
}

async function tidy(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(BEGINNING) && name !== NAME) await caches.delete(name);
  await worker.clients.claim();
}

/** From the device first: in the field a network that hardly carries is worse than none. */
async function kept(request: Request, pathname: string): Promise<Response> {
  return (await caches.match(pathname, { cacheName: NAME })) ?? fetch(request);
}
