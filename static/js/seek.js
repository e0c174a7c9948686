/* The header's search box: "/" leads into it, its results as one types come with the search code, which is loaded when the
   box is first used. Where the head has no room for the box, the link to the search opens it. */
(function () {
  /** @type {HTMLFormElement} */
  var form = document.querySelector('.seek');
  if (!form || document.querySelector('form[data-bundle]')) return;
  var box = form.elements['q'], head = form.closest('.top'), code = document.body.dataset.search;
  var links = /** @type {HTMLAnchorElement[]} */ (Array.from(document.querySelectorAll('.top .nav a')));
  var way = links.find(function (link) { return link.href === form.action; });
  var open = function () {
    if (!form.offsetParent) head.classList.add('seeking');
    box.focus();
    box.select();
  };
  box.addEventListener('focus', function () {
    import(new URL(code, document.baseURI).href).then(function (search) { new search.Panel(form); }, function () { /* plain form */ });
  }, { once: true });
  /* Which page one comes from, where there is no referrer (search/page.js). */
  var leave = function () { try { sessionStorage.searchedFrom = location.href; } catch { /* unknown */ } };
  form.addEventListener('submit', leave);
  form.addEventListener('focusout', function (event) {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) head.classList.remove('seeking');
  });
  addEventListener('keydown', function (event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && event.target === box && head.classList.contains('seeking')) (way || document.body).focus();
    if (event.key !== '/' || !(event.target instanceof Element) || event.target.closest('input, textarea, select, [contenteditable]')) return;
    event.preventDefault();
    open();
  });
  if (way) way.addEventListener('click', function (event) {
    leave();
    if (form.offsetParent || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
})();
