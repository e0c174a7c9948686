/* The service worker: makes the pages that a reader has visited available without a network. SITE is written above it by the
   build (gazette/exports/service_worker.py). Pages come from the network while there is one, files named after their content
   from the cache. Each build has its own cache; the pages of the previous one are fetched again. */

const CACHE_PREFIX = `gazette ${new URL(registration.scope).pathname} `;
const CACHE = CACHE_PREFIX + SITE.build;
const NAMED_BY_CONTENT = /\/assets\/|\/pagefind\/(index|text)\/|\.pf_meta$/;
const SEARCH_DELAY = 3000; // ms that the search's own requests come first
const NETWORK_TIMEOUT = 3000; // ms that the network has if there is a saved copy

const toAddress = (path) => new URL(path, registration.scope).href;
const toPath = (address) => address.slice(registration.scope.length);
const withoutQuery = (address) => address.replace(/[?#].*/, "");
const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(CACHE_PREFIX));
/* What every search of an edition requests. */
const pageList = (edition) => toAddress(`${edition}/pagefind/pages.json`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { method, url, headers } = event.request;
  if (method !== "GET" || headers.has("range") || !url.startsWith(registration.scope)) return;
  event.respondWith(NAMED_BY_CONTENT.test(withoutQuery(url)) ? answerFromCache(event) : answerFromNetwork(event));
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(SITE.shell.map((path) => cache.add(createRequest(toAddress(path)))));
  for (const name of await ownCaches()) {
    if (name === CACHE) continue;
    const saved = (await (await caches.open(name)).keys()).map(({ url }) => url);
    const isWanted = (address) => !NAMED_BY_CONTENT.test(address) || SITE.pictures.includes(toPath(address));
    await Promise.all(saved.filter(isWanted).map(saveAddress));
    await Promise.all(Object.keys(SITE.bundles).filter((edition) => saved.includes(pageList(edition))).map(saveSearch));
  }
  await skipWaiting();
}

async function activate() {
  await Promise.all((await ownCaches()).filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await clients.claim();
  // The pages that are open were loaded before the worker.
  for (const { url } of await clients.matchAll({ type: "window" })) {
    const address = withoutQuery(url);
    await saveAddress(address);
    const [, edition] = toPath(address).match(/^([^/]+)\/search\//) ?? [];
    if (edition) await saveSearch(edition);
  }
}

/** A request that the browser's own cache does not answer with an older copy, unless the name depends on the content. */
function createRequest(address) {
  return new Request(address, NAMED_BY_CONTENT.test(address) ? {} : { cache: "no-cache" });
}

/** Saves an address, if it can be fetched and is not saved. */
async function saveAddress(address) {
  const cache = await caches.open(CACHE);
  if (await cache.match(address)) return;
  const known = NAMED_BY_CONTENT.test(address) && (await caches.match(address));
  await (known ? cache.put(address, known) : cache.add(createRequest(address))).catch(() => {});
}

/** Saves all that an edition's search needs, if that is not much and the reader does not save data. */
async function saveSearch(edition) {
  if (!navigator.connection?.saveData) await Promise.all((SITE.bundles[edition] ?? []).map((path) => saveAddress(toAddress(path))));
}

async function answerFromCache(event) {
  return (await (await caches.open(CACHE)).match(withoutQuery(event.request.url))) ?? answerFromNetwork(event);
}

/** From the network; from the cache if that fails or does not answer for a while (a lift, a tunnel). */
async function answerFromNetwork(event) {
  const { request } = event;
  const address = withoutQuery(request.url);
  const cache = await caches.open(CACHE);
  const fetched = fetch(request);
  event.waitUntil(fetched.then((response) => saveResponse(cache, address, response.clone())).catch(() => {}));
  const saved = await cache.match(address);
  try {
    return await (saved ? Promise.race([fetched, wait(NETWORK_TIMEOUT).then(() => saved)]) : fetched);
  } catch (error) {
    if (saved) return saved;
    if (request.mode !== "navigate") throw error;
    const message = SITE.messages[toPath(address).split("/")[0]] ?? Object.values(SITE.messages)[0];
    return cache.match(toAddress(message));
  }
}

async function saveResponse(cache, address, response) {
  if (response.status === 200 && !response.redirected) await cache.put(address, response);
  const edition = Object.keys(SITE.bundles).find((name) => pageList(name) === address);
  if (edition) await wait(SEARCH_DELAY).then(() => saveSearch(edition));
}
