/* The place: what is in view, as the anchor at the upper third of the window and how far into it that line is.
   It survives a change of script (another page, so sessionStorage carries it) and of type size. */
(function () {
  var root = document.documentElement;
  var spots = document.querySelectorAll(
    ['.para', 'li', 'h1', 'h2', 'h3', '.line', 'figure', 'tr'].map(function (kind) { return '.document ' + kind + '[id],'; }).join('') +
    '.notes li[id],.definitions>div[id],main section[id],main article[id],.paper>[id]');
  var line = function () { return innerHeight / 3; };

  /* The innermost anchor that the line crosses, or the last above it. */
  var find = function () {
    if (scrollY < 60) return null;
    var at = null, rect = null, aside = null, y = line();
    spots.forEach(function (spot) {
      if (aside && aside.contains(spot)) return; // what is inside need not be laid out to be asked
      var box = spot.getBoundingClientRect();
      if (box.top > y || box.bottom < y) aside = spot;
      if (!box.height || box.top > y) return;
      if (!at || at.contains(spot) || box.bottom >= Math.min(y, rect.bottom)) { at = spot; rect = box; }
    });
    if (!at) return null;
    return { id: at.id, part: Math.min(1, (y - rect.top) / rect.height), past: Math.max(0, y - rect.bottom) };
  };
  /* The anchor that the address names, while its beginning is in the window: then the address goes on naming it. */
  var named = function () {
    var spot = null;
    try { spot = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* no anchor's name */ }
    var top = spot ? spot.getBoundingClientRect().top : -1;
    return top >= 0 && top < innerHeight ? location.hash : '';
  };
  var restore = function (place) {
    var spot = place && place.id && document.getElementById(place.id);
    if (!spot) return;
    var box = spot.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top + box.height * place.part + place.past - line(), behavior: 'instant' });
  };

  /* The term whose tooltip is open: its word, and which of its occurrences in the nearest anchor it is. */
  var TERM = 'a.term[data-term]';
  var occurrences = function (spot, slug) {
    return Array.from(spot.querySelectorAll(TERM)).filter(function (link) { return link.dataset.term === slug; });
  };
  var explained = function () {
    var link = document.querySelector(TERM + '[aria-describedby=tip]'), spot = link && link.closest('[id]');
    return spot && { id: spot.id, slug: link.dataset.term, n: occurrences(spot, link.dataset.term).indexOf(link) };
  };
  /* The tooltip opens at the focus, which is sensible too: Esc closes it, Tab goes on from here. */
  var explain = function (term) {
    var spot = term && document.getElementById(term.id), link = spot && occurrences(spot, term.slug)[term.n];
    if (link) link.focus({ preventScroll: true });
  };

  var remember = function (lang) {
    document.cookie = 'nf_lang=' + lang + ';path=/;max-age=31536000;SameSite=Lax';
    try { delete localStorage.refused; } catch { /* see offer.js */ }
  };

  document.querySelectorAll('.script-switch').forEach(function (/** @type {HTMLAnchorElement} */ link) {
    var base = link.getAttribute('href'), sibling = link.href, forms = {}, term = null;
    /* What is searched for goes along, in the other script's characters as far as they are known. */
    var query = function () {
      var fields = new URLSearchParams(location.search), words = fields.get('q');
      if (!words) return '';
      fields.set('q', Array.from(words, function (c) { return forms[c] ? Array.from(forms[c])[0] : c; }).join(''));
      return '?' + fields;
    };
    var set = function () {
      var place = find();
      link.setAttribute('href', base + query() + (named() || (place ? '#' + place.id : location.hash)));
      return place;
    };
    var ready = function () {
      if (!document.querySelector('form[data-bundle]')) return;
      fetch(new URL('../pagefind/forms.json', sibling)).then(function (answer) { return answer.ok ? answer.json() : {}; })
        .then(function (known) { forms = known; set(); }).catch(function () { /* the query goes as it was typed */ });
    };
    var hint = null;
    ['pointerenter', 'focus', 'touchstart'].forEach(function (type) {
      link.addEventListener(type, function () {
        if (hint) return;
        hint = document.createElement('link');
        hint.rel = 'prefetch';
        hint.href = sibling;
        document.head.appendChild(hint);
        ready();
      }, { passive: true });
    });
    ['pointerdown', 'focus'].forEach(function (type) {
      link.addEventListener(type, function () { term = explained(); set(); });
    });
    link.addEventListener('click', function (event) {
      var place = set();
      remember(link.hreflang);
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      var left = Object.assign({ to: link.pathname + link.search + link.hash, term: explained() || term }, place);
      try { sessionStorage.setItem('place', JSON.stringify(left)); } catch { /* the fragment leads there */ }
    });
  });
  document.querySelectorAll('.choose a[hreflang]').forEach(function (/** @type {HTMLAnchorElement} */ link) {
    link.addEventListener('click', function () { remember(link.hreflang); });
  });

  if (root.classList.contains('switched')) {
    var kept = null, moved = false;
    try { kept = JSON.parse(sessionStorage.getItem('place')); sessionStorage.removeItem('place'); } catch { /* no place */ }
    ['wheel', 'touchstart', 'keydown', 'pointerdown'].forEach(function (type) {
      addEventListener(type, function () { moved = true; }, { once: true, passive: true });
    });
    var again = function () { if (!moved) restore(kept); };
    again();
    requestAnimationFrame(again);
    /* Until now the browser may have gone to the fragment once more. */
    addEventListener('load', function () {
      again();
      root.classList.add('placed');
      requestAnimationFrame(function () { again(); if (kept && !moved) explain(kept.term); hold(12); });
    });
    /* What was far and is near now gets its height in the pictures that follow, a slow device's late. */
    var hold = function (left) {
      if (left && !moved) requestAnimationFrame(function () { again(); hold(left - 1); });
    };
    addEventListener('hashchange', function () { root.classList.remove('switched'); });
  }

  var held = null;
  document.addEventListener('reflow-begins', function () { held = find(); });
  document.addEventListener('reflow-ends', function () { restore(held); });
})();
