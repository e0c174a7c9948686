/* On a page reached from a hit, the words that were searched for are marked in the paragraph that the link opens. What they
   were, the search left in the session's store (search/leave.js); a hit opened in a tab of its own tells it as the referrer. */
(function () {
  var first = true;
  var arrive = function () {
    var from = document.referrer, left = null;
    try { left = JSON.parse(sessionStorage.sought || 'null'); delete sessionStorage.sought; } catch { /* none */ }
    if (left && left[0] === location.href) from = left[1];
    else if (!first) return; // the referrer speaks of the page's first place only
    first = false;
    var target = null, code = document.body.dataset.search, search = from && new URL(from);
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no anchor's name */ }
    if (search && target && code && search.origin === location.origin && /\/search\/(index\.html)?$/.test(search.pathname)) {
      import(new URL(code, document.baseURI).href).then(function (module) { module.arrive(search, target); });
    }
  };
  addEventListener('hashchange', arrive);
  arrive();
})();
