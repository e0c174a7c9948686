/* The table of contents: open where there is room next to the text, with the current section marked. */
(() => {
  /** @type {HTMLDetailsElement} */
  const contents = document.querySelector(".rail details");
  if (!contents) return;
  const isBesideText = () => getComputedStyle(contents).position === "sticky";
  const links = /** @type {HTMLAnchorElement[]} */ (Array.from(contents.querySelectorAll("a")));
  let isScheduled = false, current = -1;
  // Where each section begins. For a heading in its paragraph's first line, the paragraph: it has a place before it is laid out.
  const headings = links.map((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return heading && (heading.closest(".para") || heading);
  });

  function markCurrent() {
    let found = 0;
    isScheduled = false;
    headings.forEach((heading, i) => { if (heading && heading.getBoundingClientRect().top < innerHeight / 3) found = i; });
    if (found === current) return;
    current = found;
    links.forEach((link, i) => {
      if (i === current) link.setAttribute("aria-current", "location"); else link.removeAttribute("aria-current");
    });
    contents.scrollTop = links[current].offsetTop - 160;
  }

  addEventListener("scroll", () => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(markCurrent);
  }, { passive: true });
  contents.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("a") && !isBesideText()) contents.open = false;
  });
  // Not before the page is laid out: measuring now would make a slow phone lay it out now.
  if (window.ResizeObserver) {
    const observer = new ResizeObserver(() => {
      observer.disconnect();
      contents.open = isBesideText();
      setTimeout(markCurrent, 200);
    });
    observer.observe(contents);
  }
})();
