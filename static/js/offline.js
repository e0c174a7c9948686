/* The service worker that keeps visited pages, where the build names one. */
(function () {
  var worker = document.body.dataset.offline;
  if (!worker || !navigator.serviceWorker) return;
  addEventListener('load', function () {
    navigator.serviceWorker.register(new URL(worker, document.baseURI)).catch(function () { /* then only with a network */ });
  });
})();
