/* Keeps the reading position: the anchor at a third of the window's height, and how far into it that line is. It survives a
   change of script (another page, so sessionStorage carries it) and of type size. */
(() => {
  const root = document.documentElement;
  const anchors = document.querySelectorAll([
    ...[".para", "li", "h1", "h2", "h3", ".line", "figure", "tr"].map((kind) => `.document ${kind}[id]`),
    ".notes li[id],.definitions>div[id],main section[id],main article[id],.paper>[id]",
  ].join());
  const readingLine = () => innerHeight / 3;

  /** The innermost anchor that the line crosses, or the last one above it; null at the top of the page. */
  function findPosition() {
    if (scrollY < 60) return null;
    const line = readingLine();
    let anchor = null, box = null, offLine = null;
    anchors.forEach((candidate) => {
      if (offLine && offLine.contains(candidate)) return; // measuring it would force its layout
      const rect = candidate.getBoundingClientRect();
      if (rect.top > line || rect.bottom < line) offLine = candidate;
      if (!rect.height || rect.top > line) return;
      if (!anchor || anchor.contains(candidate) || rect.bottom >= Math.min(line, box.bottom)) { anchor = candidate; box = rect; }
    });
    if (!anchor) return null;
    return { id: anchor.id, part: Math.min(1, (line - box.top) / box.height), past: Math.max(0, line - box.bottom) };
  }
  /** The address's fragment while the beginning of its target is in the window: then it stays. */
  function visibleFragment() {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not a valid fragment */ }
    const top = target ? target.getBoundingClientRect().top : -1;
    return top >= 0 && top < innerHeight ? location.hash : "";
  }
  function restorePosition(position) {
    const anchor = position && position.id && document.getElementById(position.id);
    if (!anchor) return;
    const box = anchor.getBoundingClientRect();
    const top = scrollY + box.top + box.height * position.part + position.past - readingLine();
    scrollTo({ top, behavior: "instant" });
  }

  const TERM = "a.term[data-term]";
  function termsIn(anchor, slug) {
    return Array.from(anchor.querySelectorAll(TERM)).filter((link) => link.dataset.term === slug);
  }
  /** The term whose tooltip is open: its entry, and which of its occurrences in the nearest anchor it is. */
  function openTerm() {
    const link = document.querySelector(`${TERM}[aria-describedby=tip]`), anchor = link && link.closest("[id]");
    return anchor && { id: anchor.id, slug: link.dataset.term, n: termsIn(anchor, link.dataset.term).indexOf(link) };
  }
  /** Focuses the term, which opens its tooltip: Esc closes it, Tab goes on from here. */
  function focusTerm(term) {
    const anchor = term && document.getElementById(term.id), link = anchor && termsIn(anchor, term.slug)[term.n];
    if (link) link.focus({ preventScroll: true });
  }

  function saveChoice(lang) {
    document.cookie = `nf_lang=${lang};path=/;max-age=31536000;SameSite=Lax`;
    try { delete localStorage.refused; } catch { /* see offer.js */ }
  }

  document.querySelectorAll(".script-switch").forEach((/** @type {HTMLAnchorElement} */ link) => {
    const base = link.getAttribute("href"), otherPage = link.href;
    let variants = {}, term = null, prefetch = null;

    /** The search page's query, in the other script's characters as far as they are known. */
    function convertedQuery() {
      const fields = new URLSearchParams(location.search), words = fields.get("q");
      if (!words) return "";
      fields.set("q", Array.from(words, (c) => (variants[c] ? Array.from(variants[c])[0] : c)).join(""));
      return `?${fields}`;
    }
    /** Points the link at the present position and returns that. */
    function updateLink() {
      const position = findPosition();
      link.setAttribute("href", base + convertedQuery() + (visibleFragment() || (position ? `#${position.id}` : location.hash)));
      return position;
    }
    function prefetchOtherPage() {
      if (prefetch) return;
      prefetch = document.createElement("link");
      prefetch.rel = "prefetch";
      prefetch.href = otherPage;
      document.head.appendChild(prefetch);
      if (!document.querySelector("form[data-bundle]")) return;
      fetch(new URL("../pagefind/forms.json", otherPage)).then((response) => (response.ok ? response.json() : {}))
        .then((known) => { variants = known; updateLink(); }).catch(() => { /* the query goes as it was typed */ });
    }

    ["pointerenter", "focus", "touchstart"].forEach((type) => link.addEventListener(type, prefetchOtherPage, { passive: true }));
    ["pointerdown", "focus"].forEach((type) => link.addEventListener(type, () => { term = openTerm(); updateLink(); }));
    link.addEventListener("click", (event) => {
      const position = updateLink();
      saveChoice(link.hreflang);
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const place = Object.assign({ to: link.pathname + link.search + link.hash, term: openTerm() || term }, position);
      try { sessionStorage.setItem("place", JSON.stringify(place)); } catch { /* the fragment leads there */ }
    });
  });
  document.querySelectorAll(".choose a[hreflang]").forEach((/** @type {HTMLAnchorElement} */ link) => {
    link.addEventListener("click", () => saveChoice(link.hreflang));
  });

  if (root.classList.contains("switched")) {
    let place = null, hasReaderMoved = false;
    try { place = JSON.parse(sessionStorage.getItem("place")); sessionStorage.removeItem("place"); } catch { /* no position */ }
    ["wheel", "touchstart", "keydown", "pointerdown"].forEach((type) => {
      addEventListener(type, () => { hasReaderMoved = true; }, { once: true, passive: true });
    });
    const restore = () => { if (!hasReaderMoved) restorePosition(place); };
    /** Restores the position for some frames more: what has come near gets its height in these, on a slow device late. */
    const holdPosition = (frames) => {
      if (frames && !hasReaderMoved) requestAnimationFrame(() => { restore(); holdPosition(frames - 1); });
    };
    restore();
    requestAnimationFrame(restore);
    addEventListener("load", () => {
      restore(); // the browser may have gone to the fragment once more
      root.classList.add("placed");
      requestAnimationFrame(() => { restore(); if (place && !hasReaderMoved) focusTerm(place.term); holdPosition(12); });
    });
    addEventListener("hashchange", () => root.classList.remove("switched"));
  }

  let positionBefore = null;
  document.addEventListener("reflow-begins", () => { positionBefore = findPosition(); });
  document.addEventListener("reflow-ends", () => restorePosition(positionBefore));
})();
