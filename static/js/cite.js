/* 引用: the link of a paragraph (¶) opens its reference, with the original's page and today's date, to copy. The form is on
   the page (.reference), and without script the link leads to the paragraph as any link does. */
(function () {
  var form = document.querySelector('.reference');
  if (!form || !window.HTMLDialogElement) return;
  var words = form.dataset, canonical = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=canonical]'));
  var base = (canonical ? canonical.href : location.href).split('#')[0];
  /** @type {HTMLDialogElement} */
  var sheet = null;

  /* The page of the original on which a place begins: that of the last turn before its first word. */
  var pageOf = function (place) {
    var found = '';
    document.querySelectorAll('.document [data-page]').forEach(function (turn) {
      var inside = place.contains(turn) && !turn.previousSibling && turn.parentNode.previousSibling === null;
      if (inside || turn.compareDocumentPosition(place) === Node.DOCUMENT_POSITION_FOLLOWING) found = turn.dataset.page;
    });
    return found;
  };
  var today = function () {
    var now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (n) { return String(n).padStart(2, '0'); }).join('-');
  };
  var add = function (box, tag, text) {
    var made = box.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };
  var copier = function (box, label, text, said) {
    var button = add(box, 'button', label);
    button.type = 'button';
    button.addEventListener('click', function () {
      var done = function () { said.textContent = words.copied; };
      var failed = function () { text.className = ""; getSelection().selectAllChildren(text); };
      if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).then(done, failed); else failed();
    });
    return button;
  };

  var fill = function (place) {
    sheet.textContent = '';
    sheet.setAttribute('aria-label', words.title);
    add(sheet, 'strong', words.title);
    var copy = /** @type {HTMLElement} */ (form.cloneNode(true)), page = pageOf(place);
    copy.querySelector('[data-slot=page]').textContent = page ? ': ' + page : '';
    copy.querySelector('[data-slot=date]').textContent = today();
    copy.querySelector('[data-slot=url]').textContent = base + '#' + place.id;
    sheet.appendChild(copy);
    var link = add(sheet, 'p', base + '#' + place.id);
    link.className = 'link';
    var row = add(sheet, 'p', ''), said = document.createElement('span');
    said.setAttribute('role', 'status');
    copier(row, words.copyReference, copy, said).autofocus = true;
    copier(row, words.copyLink, link, said);
    var aloud = document.querySelector('html:not(.mute) [data-aloud]:not([aria-disabled=true])');
    if (aloud) add(row, 'button', aloud.dataset.from).addEventListener('click', function () {
      sheet.close();
      document.dispatchEvent(new CustomEvent('read-from', { detail: place }));
    });
    row.appendChild(said);
    /* A figure of the paragraph can be cited by itself. */
    var figures = place.querySelectorAll('data.figure[data-indicator]');
    if (figures.length) {
      var list = add(sheet, 'p', words.figures);
      figures.forEach(function (figure) {
        var own = add(list, 'a', (figure.querySelector('.value') || figure).textContent);
        own.href = '#' + figure.id;
        own.addEventListener('click', function (event) { event.preventDefault(); fill(figure); sheet.querySelector('button').focus(); });
      });
    }
    var close = add(sheet, 'button', document.body.dataset.close);
    close.type = 'button';
    close.addEventListener('click', function () { sheet.close(); });
  };

  document.addEventListener('click', function (event) {
    var target = event.target instanceof Element ? event.target : null;
    var link = /** @type {HTMLAnchorElement} */ (target && target.closest('a.permalink'));
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var place = document.getElementById(link.hash.slice(1));
    if (!place || !place.closest('.document')) return;
    event.preventDefault();
    if (!sheet) {
      sheet = document.body.appendChild(document.createElement('dialog'));
      sheet.className = 'sheet cite';
      sheet.addEventListener('click', function (click) { if (click.target === sheet) sheet.close(); });
    }
    history.replaceState(history.state, '', link.hash);
    fill(place);
    sheet.showModal();
  });
})();
