/* Terms and slips of print: a tooltip for mouse and keyboard, a sheet from below for touch and narrow windows. The words
   come from the page ([data-entry], or the note that is linked to); without script the link leads to them. */
(function () {
  var KINDS = 'a.term, a.sic, a.differs-mark';
  var tip = null, owner = null, timer = 0, sheet = null, opener = null, touch = false, quiet = false;
  var root = document.documentElement;

  var source = function (link) {
    var slug = link.dataset.term;
    return slug ? document.querySelector('[data-entry="' + CSS.escape(slug) + '"]') : document.getElementById(link.hash.slice(1));
  };
  var words = function (element) {
    var copy = element.cloneNode(true);
    copy.querySelectorAll('[data-apparatus]').forEach(function (part) { part.remove(); });
    return copy.textContent.trim();
  };
  var fill = function (box, link) {
    var entry = source(link);
    if (!entry) return false;
    box.textContent = '';
    [['dfn', 'strong'], ['.def', 'span'], ['.from', 'small']].forEach(function (pair) {
      var part = entry.querySelector(pair[0]);
      if (part) box.appendChild(document.createElement(pair[1])).textContent = words(part);
    });
    return true;
  };

  var hide = function () {
    clearTimeout(timer);
    if (tip) tip.remove();
    if (owner) owner.removeAttribute('aria-describedby');
    tip = owner = null;
  };
  var later = function () { clearTimeout(timer); timer = setTimeout(hide, 250); };
  var stay = function () { clearTimeout(timer); };
  var open = function (link, x, y) {
    if (owner === link) { stay(); return; }
    hide();
    tip = document.createElement('div');
    tip.className = 'tip';
    tip.id = 'tip';
    tip.setAttribute('role', 'tooltip');
    if (!fill(tip, link)) { tip = null; return; }
    document.body.appendChild(tip);
    /* A term may be broken over two lines: the tip stands at the piece under the pointer, else at the first. The box of a
       piece is empty where the line ends just before the term. */
    var boxes = Array.from(link.getClientRects()).filter(function (b) { return b.width; });
    var box = boxes.find(function (b) { return x >= b.left && x <= b.right && y >= b.top && y <= b.bottom; }) || boxes[0] ||
      link.getBoundingClientRect();
    var width = tip.offsetWidth, height = tip.offsetHeight;
    var up = box.bottom + height + 16 > innerHeight && box.top > height + 80;
    tip.style.left = scrollX + Math.max(16, Math.min(box.left, root.clientWidth - width - 16)) + 'px';
    tip.style.top = scrollY + (up ? box.top - height - 6 : box.bottom + 6) + 'px';
    owner = link;
    link.setAttribute('aria-describedby', 'tip');
    tip.addEventListener('pointerenter', stay);
    tip.addEventListener('pointerleave', later);
  };

  /* Safari before 15.4 knows neither dialogs nor :focus-visible. There the first tap opens the tip, the second follows the link. */
  var tap = function (link) {
    var open_ = owner === link;
    if (!open_) open(link);
    return !open_ && owner === link;
  };
  var focused = function (link) {
    // eslint-disable-next-line no-restricted-syntax -- caught
    try { return link.matches(':focus-visible'); } catch { return !touch; }
  };

  var close = function () { sheet.close(); };
  var show = function (link) {
    if (!sheet) {
      sheet = document.createElement('dialog');
      sheet.className = 'sheet';
      sheet.addEventListener('click', function (event) { if (event.target === sheet) close(); });
      sheet.addEventListener('close', function () {
        var at = document.activeElement; // Chromium below 94 does not give the focus back
        if (opener && (at === document.body || sheet.contains(at))) opener.focus({ preventScroll: true });
        setTimeout(function () { quiet = false; }, 50);
      });
    }
    if (!fill(sheet, link)) return false;
    sheet.setAttribute('aria-label', sheet.firstChild.textContent);
    if (link.dataset.term) {
      var more = sheet.appendChild(document.createElement('a'));
      more.className = 'tap-link';
      more.href = link.href;
      more.textContent = document.body.dataset.more;
    }
    var button = sheet.appendChild(document.createElement('button'));
    button.type = 'button';
    button.textContent = document.body.dataset.close;
    button.autofocus = true;
    button.addEventListener('click', close);
    document.body.appendChild(sheet);
    hide();
    opener = link;
    quiet = true; /* the focus comes back to the term, and needs no tip */
    sheet.showModal();
    return true;
  };

  var term = function (event) { return event.target instanceof Element ? event.target.closest(KINDS) : null; };
  document.addEventListener('pointerover', function (event) {
    var link = term(event);
    if (link && event.pointerType !== 'touch') open(link, event.clientX, event.clientY);
  });
  document.addEventListener('pointerout', function (event) {
    var link = term(event);
    if (link && !link.contains(event.relatedTarget)) later();
  });
  document.addEventListener('focusin', function (event) {
    var link = term(event);
    if (link && !quiet && focused(link)) open(link);
  });
  document.addEventListener('focusout', function (event) { if (term(event)) later(); });
  document.addEventListener('pointerdown', function (event) {
    touch = event.pointerType === 'touch';
    if (touch && owner && term(event) !== owner) hide();
  }, true);
  document.addEventListener('keydown', function (event) {
    touch = false;
    if (event.key === 'Escape' && tip) { hide(); event.stopPropagation(); }
  });
  document.addEventListener('click', function (event) {
    var link = term(event);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!(touch || innerWidth < 700 || matchMedia('(hover:none)').matches)) return;
    if (window.HTMLDialogElement ? show(link) : tap(link)) event.preventDefault();
  });
})();
