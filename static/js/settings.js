/* Large type and dark colours. The place is kept by place.js, which hears of the change. */
(function () {
  var root = document.documentElement, store = {};
  try { store = localStorage; } catch { /* this page only */ }
  var tell = function (name) { document.dispatchEvent(new CustomEvent(name)); };
  var on = {
    type: function () { return root.dataset.type === 'large'; },
    theme: function () {
      return root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme:dark)').matches;
    }
  };
  /* Safari 16 does not pass a changed custom property on to what is inside a container; it does where the container is new. */
  var page = /** @type {HTMLElement} */ (document.querySelector('.page'));
  var renew = function () {
    page.style.containerType = 'normal';
    void getComputedStyle(page.firstElementChild).color;
    page.style.containerType = '';
  };
  document.querySelectorAll('button[data-set]').forEach(function (button) {
    var kind = button.dataset.set;
    var show = function () { button.setAttribute('aria-pressed', String(on[kind]())); };
    button.addEventListener('click', function () {
      tell('reflow-begins');
      if (kind === 'theme') root.dataset.theme = on.theme() ? 'light' : 'dark';
      else if (on.type()) delete root.dataset.type;
      else root.dataset.type = 'large';
      try { store[kind] = root.dataset[kind] || ''; } catch { /* not kept */ }
      renew();
      show();
      tell('reflow-ends');
    });
    show();
  });
})();
