/* Offers the page in the script that the reader chose before (cookie nf_lang, set by reading_position.js): a link in a chat
   may open the other one. The line at the foot of the window covers no text and stays away once it is declined. Its wording,
   in the script that it offers, comes from the script switch. */
(() => {
  /** @type {HTMLAnchorElement} */
  const scriptSwitch = document.querySelector(".script-switch");
  const choice = /(?:^|; )nf_lang=([\w-]+)/.exec(document.cookie);
  if (!scriptSwitch || !choice || choice[1] !== scriptSwitch.hreflang) return;
  let storage = /** @type {Storage} */ ({});
  try { storage = localStorage; } catch { /* storage is blocked: a refusal holds for this page only */ }
  if (storage.refused === scriptSwitch.hreflang) return;
  const words = scriptSwitch.dataset;
  const line = document.createElement("aside");
  line.className = "offer";
  line.lang = scriptSwitch.hreflang;
  line.setAttribute("aria-label", words.offer);

  function append(tag, text) {
    const element = line.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  }

  append("span", words.offer);
  const accept = append("a", words.go), decline = append("button", words.no);
  accept.href = scriptSwitch.href;
  accept.hreflang = scriptSwitch.hreflang;
  accept.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    scriptSwitch.click(); // it keeps the reading position
  });
  decline.type = "button";
  decline.addEventListener("click", () => {
    try { storage.refused = scriptSwitch.hreflang; } catch { /* offered again on the next page */ }
    line.remove();
  });
  document.body.appendChild(line);
})();
