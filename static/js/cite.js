/* Citations (引用): a paragraph's link (¶) opens its reference, with the original's page and today's date, to copy. The form of
   a reference is on the page (.reference); without script the link leads to the paragraph as any link does. */
(() => {
  const form = document.querySelector(".reference");
  if (!form || !window.HTMLDialogElement) return;
  const words = form.dataset, canonical = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=canonical]"));
  const base = (canonical ? canonical.href : location.href).split("#")[0];
  /** @type {HTMLDialogElement} */
  let dialog = null;

  /** The page of the original on which an element begins: the last page break before its first word. */
  function originalPage(element) {
    let page = "";
    document.querySelectorAll(".document [data-page]").forEach((pageBreak) => {
      const isFirst = element.contains(pageBreak) && !pageBreak.previousSibling && pageBreak.parentNode.previousSibling === null;
      const isBefore = pageBreak.compareDocumentPosition(element) === Node.DOCUMENT_POSITION_FOLLOWING;
      if (isFirst || isBefore) page = pageBreak.dataset.page;
    });
    return page;
  }

  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((number) => String(number).padStart(2, "0")).join("-");
  }

  function append(parent, tag, text) {
    const element = parent.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  }

  /** A button that copies the text of `source` and reports it in `status`. */
  function appendCopyButton(parent, label, source, status) {
    const button = append(parent, "button", label);
    button.type = "button";
    button.addEventListener("click", () => {
      const confirmCopy = () => { status.textContent = words.copied; };
      const selectText = () => { source.className = ""; getSelection().selectAllChildren(source); };
      if (navigator.clipboard) navigator.clipboard.writeText(source.textContent).then(confirmCopy, selectText); else selectText();
    });
    return button;
  }

  function fillDialog(element) {
    const address = `${base}#${element.id}`, page = originalPage(element);
    dialog.textContent = "";
    dialog.setAttribute("aria-label", words.title);
    append(dialog, "strong", words.title);
    const reference = /** @type {HTMLElement} */ (form.cloneNode(true));
    reference.querySelector("[data-slot=page]").textContent = page ? `: ${page}` : "";
    reference.querySelector("[data-slot=date]").textContent = today();
    reference.querySelector("[data-slot=url]").textContent = address;
    dialog.appendChild(reference);
    const link = append(dialog, "p", address);
    link.className = "link";
    const row = append(dialog, "p", ""), status = document.createElement("span");
    status.setAttribute("role", "status");
    appendCopyButton(row, words.copyReference, reference, status).autofocus = true;
    appendCopyButton(row, words.copyLink, link, status);
    const aloud = document.querySelector("html:not(.mute) [data-aloud]:not([aria-disabled=true])");
    if (aloud) append(row, "button", aloud.dataset.from).addEventListener("click", () => {
      dialog.close();
      document.dispatchEvent(new CustomEvent("read-from", { detail: element }));
    });
    row.appendChild(status);
    // A figure of the paragraph can be cited on its own.
    const figures = element.querySelectorAll("data.figure[data-indicator]");
    if (figures.length) {
      const list = append(dialog, "p", words.figures);
      figures.forEach((figure) => {
        const figureLink = append(list, "a", (figure.querySelector(".value") || figure).textContent);
        figureLink.href = `#${figure.id}`;
        figureLink.addEventListener("click", (event) => {
          event.preventDefault();
          fillDialog(figure);
          dialog.querySelector("button").focus();
        });
      });
    }
    const close = append(dialog, "button", document.body.dataset.close);
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = /** @type {HTMLAnchorElement} */ (target && target.closest("a.permalink"));
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const element = document.getElementById(link.hash.slice(1));
    if (!element || !element.closest(".document")) return;
    event.preventDefault();
    if (!dialog) {
      dialog = document.body.appendChild(document.createElement("dialog"));
      dialog.className = "sheet cite";
      dialog.addEventListener("click", (click) => { if (click.target === dialog) dialog.close(); });
    }
    history.replaceState(history.state, "", link.hash);
    fillDialog(element);
    dialog.showModal();
  });
})();
