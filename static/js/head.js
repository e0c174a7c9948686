/* In <head> without defer: the reader's choices are set before the first paint. */
(function () {
  var root = document.documentElement, store = {}, place = '';
  try { store = localStorage; place = sessionStorage.getItem('place') || ''; } catch { /* this page only */ }
  root.classList.add('js');
  if (!window.speechSynthesis) root.classList.add('mute');
  if (store.type === 'large') root.dataset.type = 'large';
  if (store.theme) root.dataset.theme = store.theme;
  /* Coming from the other script, the paragraph in view is no news: it is not marked as arrived at. */
  if (place && place.indexOf('"' + location.pathname + location.search + location.hash + '"') > 0) root.classList.add('switched');
})();
