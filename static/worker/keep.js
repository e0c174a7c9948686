/* The service worker: what a reader has visited is there without a network, too. SITE stands above, written by the build
   (gazette/exports/service_worker.py). Pages come from the network while there is one, files named after their content from the
   cache. Each build has a cache of its own; what the last one kept is fetched anew. */

const FAMILY = `gazette ${new URL(registration.scope).pathname} `;
const CACHE = FAMILY + SITE.build;
const NAMED_BY_CONTENT = /\/assets\/|\/pagefind\/(index|text)\/|\.pf_meta$/;
const AFTER = 3000; // ms that the search's own loading comes first
const PATIENCE = 3000; // ms that the network has, where there is a saved copy

const at = (path) => new URL(path, registration.scope).href;
const within = (address) => address.slice(registration.scope.length);
const plain = (address) => address.replace(/[?#].*/, "");
const mine = async () => (await caches.keys()).filter((name) => name.startsWith(FAMILY));
/* What every search of an edition asks for. */
const listing = (edition) => at(`${edition}/pagefind/pages.json`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { method, url, headers } = event.request;
  if (method !== "GET" || headers.has("range") || !url.startsWith(registration.scope)) return;
  event.respondWith(NAMED_BY_CONTENT.test(plain(url)) ? fixed(event) : fresh(event));
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(SITE.shell.map((path) => cache.add(request(at(path)))));
  for (const name of await mine()) {
    if (name === CACHE) continue;
    const saved = (await (await caches.open(name)).keys()).map(({ url }) => url);
    const wanted = (address) => !NAMED_BY_CONTENT.test(address) || SITE.pictures.includes(within(address));
    await Promise.all(saved.filter(wanted).map(keep));
    await Promise.all(Object.keys(SITE.bundles).filter((edition) => saved.includes(listing(edition))).map(keepSearch));
  }
  await skipWaiting();
}

async function activate() {
  await Promise.all((await mine()).filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
  // The pages that are open came before the worker did.
  for (const { url } of await clients.matchAll({ type: "window" })) {
    await keep(plain(url));
    const [, edition] = within(plain(url)).match(/^([^/]+)\/search\//) ?? [];
    if (edition) await keepSearch(edition);
  }
}

/** A request that no older copy of the browser's answers, unless the name says what is in it. */
function request(address) {
  return new Request(address, NAMED_BY_CONTENT.test(address) ? {} : { cache: "no-cache" });
}

/** Keeps an address, if it can be had and is not kept. */
async function keep(address) {
  const cache = await caches.open(CACHE);
  if (await cache.match(address)) return;
  const known = NAMED_BY_CONTENT.test(address) && (await caches.match(address));
  await (known ? cache.put(address, known) : cache.add(request(address))).catch(() => {});
}

/** Keeps all that the search of an edition needs, if it is not much and the reader does not save data. */
async function keepSearch(edition) {
  if (!navigator.connection?.saveData) await Promise.all((SITE.bundles[edition] ?? []).map((path) => keep(at(path))));
}

async function fixed(event) {
  return (await (await caches.open(CACHE)).match(plain(event.request.url))) ?? fresh(event);
}

/** From the network; from the cache where that fails, or where the answer does not come for a while (a lift, a tunnel). */
async function fresh(event) {
  const { request: asked } = event;
  const address = plain(asked.url);
  const cache = await caches.open(CACHE);
  const answer = fetch(asked);
  event.waitUntil(answer.then((found) => save(cache, address, found.clone())).catch(() => {}));
  const saved = await cache.match(address);
  try {
    return await (saved ? Promise.race([answer, wait(PATIENCE).then(() => saved)]) : answer);
  } catch (error) {
    if (saved) return saved;
    if (asked.mode !== "navigate") throw error;
    const message = SITE.messages[within(address).split("/")[0]] ?? Object.values(SITE.messages)[0];
    return cache.match(at(message));
  }
}

async function save(cache, address, answer) {
  if (answer.status === 200 && !answer.redirected) await cache.put(address, answer);
  const edition = Object.keys(SITE.bundles).find((name) => listing(name) === address);
  if (edition) await wait(AFTER).then(() => keepSearch(edition));
}
