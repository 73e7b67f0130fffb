// Keeps the page of the door, its styles and its script on the device, so that it opens without a network. What is asked of
// the service (who is expected, marks) is never answered from here. At the first visit the page puts its own parts into the cache.

import { DOOR_CACHE } from "./door_cache";

interface Fetching extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

addEventListener("install", () => void (globalThis as unknown as { skipWaiting(): Promise<void> }).skipWaiting());
addEventListener("activate", (event) => (event as Waiting).waitUntil((globalThis as unknown as { clients: { claim(): Promise<void> } }).clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const path = new URL(request.url).pathname;
  const whole = path.endsWith("/rencontres/accueil/") || path.startsWith("/static/") || path.startsWith("/assets/");
  if (request.method !== "GET" || !whole) return;
  (event as Fetching).respondWith(fromNetworkFirst(request));
});

async function fromNetworkFirst(request: Request): Promise<Response> {
  const cache = await caches.open(DOOR_CACHE);
  try {
    const answer = await fetch(request);
    // a page that asks to sign in is not the page of the door
    if (answer.ok && !answer.redirected) await cache.put(request, answer.clone());
    return answer;
  } catch (fault) {
    const before = await cache.match(request, { ignoreVary: true });
    if (before) return before;
    throw fault;
  }
}
