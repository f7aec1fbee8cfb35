// Keeps the page itself (no visit, no name) so that it opens without a signal. The day's visits are not in here.
const NAME = "carer-page";
const PAGE = "/carer/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(request, answer) {
  if (answer.ok && !answer.redirected) await (await caches.open(NAME)).put(request, answer.clone());
  return answer;
}
async function pageFirst(request) {
  try {
    return await keep(PAGE, await fetch(request));
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}
// What is kept is given at once, and made new behind it.
async function keptFirst(event) {
  const held = await caches.match(event.request);
  const fresh = fetch(event.request).then((answer) => keep(event.request, answer));
  if (!held) return fresh;
  event.waitUntil(fresh.catch(() => null));
  return held;
}
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(pageFirst(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(keptFirst(event));
});
self.addEventListener("message", (event) => {
  if (event.data?.forget) event.waitUntil(caches.delete(NAME).then(() => event.ports[0]?.postMessage("gone")));
  if (event.data?.keep) {
    const all = event.data.keep.map(async (url) => keep(url, await fetch(url, { cache: "reload" })).catch(() => null));
    event.waitUntil(Promise.all(all).then(() => event.ports[0]?.postMessage("kept")));
  }
});
