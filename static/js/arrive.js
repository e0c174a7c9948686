/* On a page reached from a hit, the words that were searched for are marked in the paragraph that the link opens. What they
   were, the search page's address says: the browser tells it as the referrer, or the header's panel has left it. */
(function () {
  var arrive = function () {
    var from = document.referrer && new URL(document.referrer), left = null;
    try { left = JSON.parse(sessionStorage.sought || 'null'); delete sessionStorage.sought; } catch (e) { /* none */ }
    if (left && left[0] === location.href) from = new URL(left[1]);
    else if (arrive.done) return; // the referrer speaks of the page's first place only
    arrive.done = true;
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var code = document.body.dataset.search;
    if (from && target && code && from.origin === location.origin && /\/search\/(index\.html)?$/.test(from.pathname)) {
      import(new URL(code, document.baseURI)).then(function (search) { search.arrive(from, target); });
    }
  };
  addEventListener('hashchange', arrive);
  arrive();
})();
