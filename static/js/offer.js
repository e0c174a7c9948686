/* A link in a chat may open the other script than the one that the reader has chosen before (place.js keeps the choice): a
   line at the foot of the window offers the same page in that one. It covers no room of the text, and once refused it stays
   away. Its words, in the script that it offers, come from the switch. */
(function () {
  /** @type {HTMLAnchorElement} */
  var link = document.querySelector('.script-switch');
  var choice = /(?:^|; )nf_lang=([\w-]+)/.exec(document.cookie);
  if (!link || !choice || choice[1] !== link.hreflang) return;
  var store = /** @type {Storage} */ ({}), words = link.dataset;
  try { store = localStorage; } catch { /* this page only */ }
  if (store.refused === link.hreflang) return;
  var add = function (to, tag, text) {
    var made = to.appendChild(document.createElement(tag));
    made.textContent = text;
    return made;
  };
  var line = document.createElement('aside');
  line.className = 'offer';
  line.lang = link.hreflang;
  line.setAttribute('aria-label', words.offer);
  add(line, 'span', words.offer);
  var go = add(line, 'a', words.go), no = add(line, 'button', words.no);
  go.href = link.href;
  go.hreflang = link.hreflang;
  /* The switch itself knows the place. */
  go.addEventListener('click', function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.click();
  });
  no.type = 'button';
  no.addEventListener('click', function () {
    try { store.refused = link.hreflang; } catch { /* offered again on the next page */ }
    line.remove();
  });
  document.body.appendChild(line);
})();
