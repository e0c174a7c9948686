/* The place: what is in view, as the anchor at the upper third of the window and how far into it that line is.
   It survives a change of script (another page, so sessionStorage carries it) and of type size. */
(function () {
  var root = document.documentElement;
  var spots = document.querySelectorAll(
    '.document :is(.para,li,h1,h2,h3,.line)[id], .notes li[id], .gl>div[id], main section[id], main article[id], .paper>[id]');
  var line = function () { return innerHeight / 3; };

  /* The innermost anchor that the line crosses, or the last above it. */
  var find = function () {
    if (scrollY < 60) return null;
    var at = null, rect = null, y = line();
    spots.forEach(function (spot) {
      var box = spot.getBoundingClientRect();
      if (!box.height || box.top > y) return;
      if (!at || at.contains(spot) || box.bottom >= Math.min(y, rect.bottom)) { at = spot; rect = box; }
    });
    if (!at) return null;
    return { id: at.id, part: Math.min(1, (y - rect.top) / rect.height), past: Math.max(0, y - rect.bottom) };
  };
  var restore = function (place) {
    var spot = place && document.getElementById(place.id);
    if (!spot) return;
    var box = spot.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top + box.height * place.part + place.past - line(), behavior: 'instant' });
  };

  document.querySelectorAll('.script-switch').forEach(function (link) {
    var base = link.getAttribute('href');
    var set = function () {
      var place = find();
      link.setAttribute('href', base + (place ? '#' + place.id : location.hash));
      return place;
    };
    ['pointerdown', 'focus'].forEach(function (type) { link.addEventListener(type, set); });
    link.addEventListener('click', function () {
      var place = set();
      document.cookie = 'nf_lang=' + link.hreflang + ';path=/;max-age=31536000;SameSite=Lax';
      if (place) place.to = link.pathname + link.hash;
      try {
        if (place) sessionStorage.setItem('place', JSON.stringify(place)); else sessionStorage.removeItem('place');
      } catch (e) { /* the fragment leads there */ }
    });
  });

  if (root.classList.contains('switched')) {
    var kept = null, moved = false;
    try { kept = JSON.parse(sessionStorage.getItem('place')); sessionStorage.removeItem('place'); } catch (e) { /* no place */ }
    ['wheel', 'touchstart', 'keydown', 'pointerdown'].forEach(function (type) {
      addEventListener(type, function () { moved = true; }, { once: true, passive: true });
    });
    var again = function () { if (!moved) restore(kept); };
    again();
    requestAnimationFrame(again);
    addEventListener('load', function () { again(); requestAnimationFrame(again); });
    addEventListener('hashchange', function () { root.classList.remove('switched'); });
  }

  var held = null;
  document.addEventListener('reflow-begins', function () { held = find(); });
  document.addEventListener('reflow-ends', function () { restore(held); });
})();
