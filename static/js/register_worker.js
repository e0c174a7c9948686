/* Registers the service worker that saves visited pages, where the build has one. */
(() => {
  const worker = document.body.dataset.offline;
  if (!worker || !navigator.serviceWorker) return;
  addEventListener("load", () => {
    navigator.serviceWorker.register(new URL(worker, document.baseURI)).catch(() => { /* the site needs a network then */ });
  });
})();
