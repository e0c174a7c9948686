/* On a page reached from a search hit: highlights the words that were searched for in the paragraph that the link opens. The
   search stores its address in the session's storage (search/hit.js); for a hit opened in a new tab it is the referrer. */
(() => {
  let isFirstTarget = true;

  function highlightTarget() {
    let searchAddress = document.referrer, opened = null;
    try { opened = JSON.parse(sessionStorage.sought || "null"); delete sessionStorage.sought; } catch { /* storage is blocked */ }
    if (opened && opened[0] === location.href) searchAddress = opened[1];
    else if (!isFirstTarget) return; // the referrer says nothing about a later target
    isFirstTarget = false;
    const code = document.body.dataset.search, search = searchAddress && new URL(searchAddress);
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not a valid fragment */ }
    if (search && target && code && search.origin === location.origin && /\/search\/(index\.html)?$/.test(search.pathname)) {
      import(new URL(code, document.baseURI).href).then((module) => module.highlightTarget(search, target));
    }
  }

  addEventListener("hashchange", highlightTarget);
  highlightTarget();
})();
