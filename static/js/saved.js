/* The page that stands for one that is not saved and cannot be fetched (static/worker/keep.js): lists the saved pages, those of
   its own edition first, each with its title. */
(function () {
  var list = document.querySelector('[data-saved]');
  if (!list || !window.caches) return;
  var home = new URL(list.dataset.saved, document.baseURI).href, root = new URL(list.dataset.root, document.baseURI);
  var reader = new DOMParser();
  /* The head alone is read: a report is long. */
  var page = async function (cache, address) {
    var head = (await (await cache.match(address)).text()).split('</head>')[0], found = reader.parseFromString(head, 'text/html');
    return { address: address, lang: found.documentElement.lang, title: found.title.split('｜')[0], own: address.startsWith(home) };
  };
  var pages = async function () {
    var names = (await caches.keys()).filter(function (name) { return name.startsWith('gazette ' + root.pathname + ' '); });
    var found = await Promise.all(names.map(async function (name) {
      var cache = await caches.open(name);
      var addresses = (await cache.keys()).map(function (request) { return request.url; });
      return Promise.all(addresses.filter(function (address) { return address.endsWith('/'); }).map(function (address) { return page(cache, address); }));
    }));
    return found.flat().sort(function (a, b) { return Number(b.own) - Number(a.own) || (a.address < b.address ? -1 : 1); });
  };
  pages().then(function (found) {
    found.forEach(function (page) {
      var link = list.appendChild(document.createElement('li')).appendChild(document.createElement('a'));
      link.href = page.address;
      link.lang = link.hreflang = page.lang;
      link.textContent = page.title;
    });
    list.parentElement.hidden = !found.length;
  });
})();
