/* Two ways between the pages and the search. On a page reached from a hit, the words that were searched for are marked
   in the paragraph that the link opens; the search page's address, which the browser tells as the referrer, says what
   they were. And "/" leads into the header's search box. */
(function () {
  var from = document.referrer && new URL(document.referrer);
  var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  var code = document.body.dataset.search;
  if (from && target && code && from.origin === location.origin && /\/search\/(index\.html)?$/.test(from.pathname)) {
    import(new URL(code, document.baseURI)).then(function (search) { search.arrive(from, target); });
  }

  var box = document.querySelector('.seek input[type=search]');
  if (box && !document.querySelector('form[data-bundle]')) {
    addEventListener('keydown', function (event) {
      if (event.key !== '/' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
  }
})();
