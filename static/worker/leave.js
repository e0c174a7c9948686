/* Nothing is kept for offline (any more): a worker that an earlier build left with readers takes itself and its caches away. */
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const family = `gazette ${new URL(registration.scope).pathname} `;
  await Promise.all((await caches.keys()).filter((name) => name.startsWith(family)).map((name) => caches.delete(name)));
  await registration.unregister();
}
