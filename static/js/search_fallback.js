/* The search page where its module does not run: says whether it could not be loaded or the browser is too old for it. */
(() => {
  if (!document.querySelector("form[data-bundle]")) return;
  const code = new URL(document.body.dataset.search, document.baseURI).href;

  function showMessage(name) {
    document.querySelector("[data-find=start]").hidden = true;
    document.querySelector(`[data-find=${name}]`).hidden = false;
  }

  import(code).catch((error) => {
    setTimeout(() => { throw error; });
    return fetch(code).then((response) => showMessage(response.ok ? "old" : "failed"), () => showMessage("failed"));
  });
})();
