/* The header's search box: "/" focuses it, and it shows results while one types; the search code is loaded when the box is
   first used. Where the header has no room for the box, the link to the search page opens it. */
(() => {
  /** @type {HTMLFormElement} */
  const form = document.querySelector(".seek");
  if (!form || document.querySelector("form[data-bundle]")) return;
  const box = form.elements["q"], header = form.closest(".top"), code = document.body.dataset.search;
  const links = /** @type {HTMLAnchorElement[]} */ (Array.from(document.querySelectorAll(".top .tools a")));
  const searchLink = links.find((link) => link.href === form.action);

  function openBox() {
    if (!form.offsetParent) header.classList.add("seeking");
    box.focus();
    box.select();
  }
  /** Stores this page's address for search/search_page.js, where there may be no referrer. */
  function rememberPage() {
    try { sessionStorage.searchedFrom = location.href; } catch { /* storage is blocked */ }
  }

  box.addEventListener("focus", () => {
    import(new URL(code, document.baseURI).href).then((search) => { new search.Panel(form); }, () => { /* a plain form */ });
  }, { once: true });
  form.addEventListener("submit", rememberPage);
  form.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) header.classList.remove("seeking");
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === box && header.classList.contains("seeking")) (searchLink || document.body).focus();
    if (event.key !== "/" || !(event.target instanceof Element) || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    openBox();
  });
  if (searchLink) searchLink.addEventListener("click", (event) => {
    rememberPage();
    if (form.offsetParent || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openBox();
  });
})();
