/* Finds in the list of terms, marks of punctuation aside: 三生融合 finds “三生”融合. */
(function () {
  /** @type {HTMLInputElement} */
  var input = document.querySelector('.filter input');
  if (!input) return;
  var plain = function (text) { return text.toLowerCase().replace(/[\s\p{P}]/gu, ''); };
  var status = document.querySelector('[data-none]');
  var rows = Array.from(document.querySelectorAll('.definitions>[data-entry]')).map(function (row) {
    return { row: row, text: Array.from(row.querySelectorAll('dfn,.def,.also')).map(function (e) { return plain(e.textContent); }).join(' ') };
  });
  input.form.addEventListener('submit', function (event) { event.preventDefault(); });
  input.addEventListener('input', function () {
    var wanted = plain(input.value), left = 0;
    rows.forEach(function (entry) { entry.row.hidden = !entry.text.includes(wanted); if (!entry.row.hidden) left += 1; });
    status.textContent = left ? '' : status.dataset.none;
  });
})();
