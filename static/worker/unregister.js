/* For a site without offline pages: the worker that an earlier build installed removes its caches and itself. */
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(removeAll()));

async function removeAll() {
  const prefix = `gazette ${new URL(registration.scope).pathname} `;
  await Promise.all((await caches.keys()).filter((name) => name.startsWith(prefix)).map((name) => caches.delete(name)));
  await registration.unregister();
}
