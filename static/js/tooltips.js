/* Explains terms and misprints: a tooltip for mouse and keyboard, a dialog from below for touch and narrow windows. The words
   come from the page ([data-entry], or the note that is linked to); without script the link leads to them. */
(() => {
  const KINDS = "a.term, a.sic, a.differs-mark";
  const root = document.documentElement;
  let tooltip = null, owner = null; // the open tooltip and the link that it explains
  let hideTimer = 0;
  let dialog = null, opener = null; // the dialog and the link that opened it
  let isTouch = false; // the last input was a touch
  let isRestoringFocus = false; // the focus comes back from the dialog to the term, which needs no tooltip then

  function findEntry(link) {
    const slug = link.dataset.term;
    return slug ? document.querySelector(`[data-entry="${CSS.escape(slug)}"]`) : document.getElementById(link.hash.slice(1));
  }

  function textWithoutApparatus(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[data-apparatus]").forEach((part) => part.remove());
    return copy.textContent.trim();
  }

  /** Puts the explanation of `link` into `box`; false where the page has none. */
  function fillBox(box, link) {
    const entry = findEntry(link);
    if (!entry) return false;
    box.textContent = "";
    [["dfn", "strong"], [".def", "span"], [".from", "small"]].forEach(([selector, tag]) => {
      const part = entry.querySelector(selector);
      if (part) box.appendChild(document.createElement(tag)).textContent = textWithoutApparatus(part);
    });
    return true;
  }

  function hideTooltip() {
    clearTimeout(hideTimer);
    if (tooltip) tooltip.remove();
    if (owner) owner.removeAttribute("aria-describedby");
    tooltip = owner = null;
  }
  const cancelHiding = () => clearTimeout(hideTimer);
  function hideSoon() {
    cancelHiding();
    hideTimer = setTimeout(hideTooltip, 250);
  }

  /** Opens the tooltip of `link`; `x` and `y` are where the pointer is. */
  function showTooltip(link, x, y) {
    if (owner === link) { cancelHiding(); return; }
    hideTooltip();
    tooltip = document.createElement("div");
    tooltip.className = "tip";
    tooltip.id = "tip";
    tooltip.setAttribute("role", "tooltip");
    if (!fillBox(tooltip, link)) { tooltip = null; return; }
    document.body.appendChild(tooltip);
    // A term may be broken over two lines: the tooltip belongs to the part under the pointer, else to the first. A part is
    // empty where the line ends just before the term.
    const boxes = Array.from(link.getClientRects()).filter((box) => box.width);
    const isUnderPointer = (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    const box = boxes.find(isUnderPointer) || boxes[0] || link.getBoundingClientRect();
    const width = tooltip.offsetWidth, height = tooltip.offsetHeight;
    const isAbove = box.bottom + height + 16 > innerHeight && box.top > height + 80;
    tooltip.style.left = `${scrollX + Math.max(16, Math.min(box.left, root.clientWidth - width - 16))}px`;
    tooltip.style.top = `${scrollY + (isAbove ? box.top - height - 6 : box.bottom + 6)}px`;
    owner = link;
    link.setAttribute("aria-describedby", "tip");
    tooltip.addEventListener("pointerenter", cancelHiding);
    tooltip.addEventListener("pointerleave", hideSoon);
  }

  // Safari before 15.4 has neither dialogs nor :focus-visible: there the first tap opens the tooltip, the second follows the link.
  function showTooltipOnTap(link) {
    const wasOpen = owner === link;
    if (!wasOpen) showTooltip(link);
    return !wasOpen && owner === link;
  }
  function hasVisibleFocus(link) {
    // eslint-disable-next-line no-restricted-syntax -- caught
    try { return link.matches(":focus-visible"); } catch { return !isTouch; }
  }

  function createDialog() {
    dialog = document.createElement("dialog");
    dialog.className = "sheet";
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      const active = document.activeElement; // Chromium below 94 does not give the focus back
      if (opener && (active === document.body || dialog.contains(active))) opener.focus({ preventScroll: true });
      setTimeout(() => { isRestoringFocus = false; }, 50);
    });
  }
  function showDialog(link) {
    if (!dialog) createDialog();
    if (!fillBox(dialog, link)) return false;
    dialog.setAttribute("aria-label", dialog.firstChild.textContent);
    if (link.dataset.term) {
      const more = dialog.appendChild(document.createElement("a"));
      more.className = "tap-link";
      more.href = link.href;
      more.textContent = document.body.dataset.more;
    }
    const close = dialog.appendChild(document.createElement("button"));
    close.type = "button";
    close.textContent = document.body.dataset.close;
    close.autofocus = true;
    close.addEventListener("click", () => dialog.close());
    document.body.appendChild(dialog);
    hideTooltip();
    opener = link;
    isRestoringFocus = true;
    dialog.showModal();
    return true;
  }

  const linkOf = (event) => (event.target instanceof Element ? event.target.closest(KINDS) : null);
  document.addEventListener("pointerover", (event) => {
    const link = linkOf(event);
    if (link && event.pointerType !== "touch") showTooltip(link, event.clientX, event.clientY);
  });
  document.addEventListener("pointerout", (event) => {
    const link = linkOf(event);
    if (link && !link.contains(event.relatedTarget)) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link && !isRestoringFocus && hasVisibleFocus(link)) showTooltip(link);
  });
  document.addEventListener("focusout", (event) => { if (linkOf(event)) hideSoon(); });
  document.addEventListener("pointerdown", (event) => {
    isTouch = event.pointerType === "touch";
    if (isTouch && owner && linkOf(event) !== owner) hideTooltip();
  }, true);
  document.addEventListener("keydown", (event) => {
    isTouch = false;
    if (event.key === "Escape" && tooltip) { hideTooltip(); event.stopPropagation(); }
  });
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!(isTouch || innerWidth < 700 || matchMedia("(hover:none)").matches)) return;
    if (window.HTMLDialogElement ? showDialog(link) : showTooltipOnTap(link)) event.preventDefault();
  });
})();
