/* Large type and dark colours. reading_position.js hears of each change and keeps the place. */
(() => {
  const root = document.documentElement, page = /** @type {HTMLElement} */ (document.querySelector(".page"));
  let storage = {};
  try { storage = localStorage; } catch { /* storage is blocked: the choice holds for this page only */ }
  const isOn = {
    type: () => root.dataset.type === "large",
    theme: () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches),
  };
  const announce = (name) => document.dispatchEvent(new CustomEvent(name));

  /** Safari 16 passes a changed custom property on to what is inside a container only when the container is new. */
  function renewContainer() {
    page.style.containerType = "normal";
    void getComputedStyle(page.firstElementChild).color;
    page.style.containerType = "";
  }

  document.querySelectorAll("button[data-set]").forEach((button) => {
    const setting = button.dataset.set;
    const showState = () => button.setAttribute("aria-pressed", String(isOn[setting]()));
    button.addEventListener("click", () => {
      announce("reflow-begins");
      if (setting === "theme") root.dataset.theme = isOn.theme() ? "light" : "dark";
      else if (isOn.type()) delete root.dataset.type;
      else root.dataset.type = "large";
      try { storage[setting] = root.dataset[setting] || ""; } catch { /* not saved */ }
      renewContainer();
      showState();
      announce("reflow-ends");
    });
    showState();
  });
})();
