/* On the page that the service worker shows for one that is neither saved nor reachable: lists the saved pages by title, those
   of its own edition first. */
(() => {
  const list = document.querySelector("[data-saved]");
  if (!list || !window.caches) return;
  const home = new URL(list.dataset.saved, document.baseURI).href, root = new URL(list.dataset.root, document.baseURI);
  const parser = new DOMParser();

  async function readPage(cache, address) {
    // Only the head is parsed: a report is long.
    const head = (await (await cache.match(address)).text()).split("</head>")[0], page = parser.parseFromString(head, "text/html");
    return { address, lang: page.documentElement.lang, title: page.title.split("｜")[0], isOwn: address.startsWith(home) };
  }

  async function findPages() {
    const names = (await caches.keys()).filter((name) => name.startsWith(`gazette ${root.pathname} `));
    const pages = await Promise.all(names.map(async (name) => {
      const cache = await caches.open(name);
      const addresses = (await cache.keys()).map((request) => request.url).filter((address) => address.endsWith("/"));
      return Promise.all(addresses.map((address) => readPage(cache, address)));
    }));
    return pages.flat().sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || (a.address < b.address ? -1 : 1));
  }

  findPages().then((pages) => {
    pages.forEach(({ address, lang, title }) => {
      const link = list.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
      link.href = address;
      link.lang = link.hreflang = lang;
      link.textContent = title;
    });
    list.parentElement.hidden = !pages.length;
  });
})();
