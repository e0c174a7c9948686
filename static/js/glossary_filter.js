/* Filters the list of terms, ignoring punctuation: 三生融合 finds “三生”融合. */
(() => {
  /** @type {HTMLInputElement} */
  const input = document.querySelector(".filter input");
  if (!input) return;
  const withoutPunctuation = (text) => text.toLowerCase().replace(/[\s\p{P}]/gu, "");
  const status = document.querySelector("[data-none]");
  const entries = Array.from(document.querySelectorAll(".definitions>[data-entry]")).map((element) => {
    const parts = Array.from(element.querySelectorAll("dfn,.def,.also"));
    return { element, text: parts.map((part) => withoutPunctuation(part.textContent)).join(" ") };
  });
  input.form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    const query = withoutPunctuation(input.value);
    entries.forEach(({ element, text }) => { element.hidden = !text.includes(query); });
    status.textContent = entries.some(({ element }) => !element.hidden) ? "" : status.dataset.none;
  });
})();
