/* The contents: open where there is room beside the text, with the current section marked. */
(function () {
  /** @type {HTMLDetailsElement} */
  var rail = document.querySelector('.rail details');
  if (!rail) return;
  var beside = function () { return getComputedStyle(rail).position === 'sticky'; };
  var links = /** @type {HTMLAnchorElement[]} */ (Array.from(rail.querySelectorAll('a'))), busy = false, now = -1;
  /* Where a section begins. A heading in its paragraph's first line: the paragraph, which has a place before it is laid out. */
  var heads = links.map(function (link) {
    var head = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return head && (head.closest('.para') || head);
  });
  var mark = function () {
    var current = 0;
    busy = false;
    heads.forEach(function (head, i) { if (head && head.getBoundingClientRect().top < innerHeight / 3) current = i; });
    if (current === now) return;
    links.forEach(function (link, i) {
      if (i === current) link.setAttribute('aria-current', 'location'); else link.removeAttribute('aria-current');
    });
    now = current;
    rail.scrollTop = links[now].offsetTop - 160;
  };
  addEventListener('scroll', function () { if (!busy) { busy = true; requestAnimationFrame(mark); } }, { passive: true });
  rail.addEventListener('click', function (event) {
    if (event.target instanceof Element && event.target.closest('a') && !beside()) rail.open = false;
  });
  /* Not before the page is laid out: what is asked now, a slow phone would have to lay out now. */
  if (window.ResizeObserver) {
    var first = new ResizeObserver(function () {
      first.disconnect();
      rail.open = beside();
      setTimeout(mark, 200);
    });
    first.observe(rail);
  }
})();
