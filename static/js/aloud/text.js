/* Reading aloud, one module put together from this folder (gazette/html/assets.py): what of a document is read (text.js),
   in which voice and how an utterance ends (voice.js), and the bar with its buttons (reader.js). No wording stands here: it
   comes from the page (templates/partials/aloud.html). */


/** What belongs to the page and not to the document's own course: apparatus, the 附注 and the imprint. */
const SILENT = "[data-apparatus], .visually-hidden, .notes, .imprint";
const LONGEST = 80; // characters of a piece: browsers cut off what lasts longer than some fifteen seconds

/** The places of `article` in order, each an element to be marked with its text nodes. */
export function placesOf(article) {
  const found = [];
  const heard = (node) => node.nodeType === Node.TEXT_NODE || !node.matches(SILENT) && !(node.matches(".marker") && !/[\p{L}\p{N}]/u.test(node.textContent));
  const walk = document.createTreeWalker(article, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => (heard(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!(node instanceof Text) || !node.data.trim()) continue;
    const parent = node.parentElement;
    const element = parent.closest(".para, .cell") || parent.closest("h1, h2, h3, h4, h5, h6, p, li:not(.group), pre, td, th, dt, dd");
    if (!element || element.nextElementSibling?.matches(".notes")) continue;
    if (found[found.length - 1]?.element !== element) found.push({ element, nodes: [] });
    found[found.length - 1].nodes.push(node);
  }
  return found;
}

/** The pieces of a place: its sentences, headings apart, long ones cut at a comma. Each with where it stands. */
export function piecesOf(place) {
  const pieces = [];
  for (const nodes of parts(place.nodes)) {
    const text = nodes.map((node) => node.data).join("");
    for (const [from, to] of cuts(text)) {
      const words = text.slice(from, to).replace(/\s+/g, " ").trim();
      if (/[\p{L}\p{N}]/u.test(words)) pieces.push({ words, range: range(nodes, from, to) });
    }
  }
  return pieces;
}

/* A heading in a paragraph's first line is a part of its own. */
function parts(nodes) {
  const found = [];
  let last;
  for (const node of nodes) {
    const block = node.parentElement.closest("h1, h2, h3, h4, h5, h6, p, li");
    if (block !== last) found.push([]);
    found[found.length - 1].push(node);
    last = block;
  }
  return found;
}

function cuts(text) {
  const found = [];
  for (const { index, 0: sentence } of text.matchAll(/.+?(?:[。！？；…]+[”’」』）〕]*|$)/gsu)) {
    let from = index, left = sentence;
    while (left.length > LONGEST) {
      const comma = Math.max(...["，", "、", "：", ","].map((mark) => left.lastIndexOf(mark, LONGEST - 1)));
      const end = comma > 0 ? comma + 1 : LONGEST;
      found.push([from, from + end]);
      from += end;
      left = left.slice(end);
    }
    if (left) found.push([from, from + left.length]);
  }
  return found;
}

function range(nodes, from, to) {
  const made = document.createRange();
  let before = 0, open = true;
  for (const node of nodes) {
    const end = before + node.length;
    if (open && from < end) { made.setStart(node, from - before); open = false; }
    if (to <= end) { made.setEnd(node, to - before); break; }
    before = end;
  }
  return made;
}
