/* The contents: open where there is room beside the text, with the current section marked. */
(function () {
  var rail = document.querySelector('.rail details');
  if (!rail) return;
  if (getComputedStyle(rail).position === 'sticky') rail.open = true;
  var links = Array.from(rail.querySelectorAll('a')), busy = false, now = -1;
  var heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
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
    if (event.target.closest('a') && getComputedStyle(rail).position !== 'sticky') rail.open = false;
  });
  mark();
})();
