/* Reading aloud, one module joined from this folder (gazette/html/assets.py): what of a document is read (text.js), in which
   voice and how an utterance ends (voice.js), and the bar with its buttons (reader.js). The wording comes from the page
   (templates/partials/aloud.html). */

/** Not read: apparatus, the 附注 and the imprint, which are not part of the document's own course. */
const SKIPPED = "[data-apparatus], .visually-hidden, .notes, .imprint";
const MAX_LENGTH = 80; // characters of a piece: browsers cut off an utterance after some fifteen seconds

/** The places of `article` in order: each an element to highlight, with its text nodes. */
export function findPlaces(article) {
  const places = [];
  const isSymbol = (element) => element.matches(".marker") && !/[\p{L}\p{N}]/u.test(element.textContent);
  const isRead = (node) => node.nodeType === Node.TEXT_NODE || !node.matches(SKIPPED) && !isSymbol(node);
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) => (isRead(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text) || !node.data.trim()) continue;
    const parent = node.parentElement;
    const element = parent.closest(".para, .cell") || parent.closest("h1, h2, h3, h4, h5, h6, p, li:not(.group), pre, td, th, dt, dd");
    if (!element || element.nextElementSibling?.matches(".notes")) continue;
    if (places[places.length - 1]?.element !== element) places.push({ element, nodes: [] });
    places[places.length - 1].nodes.push(node);
  }
  return places;
}

/** The pieces of a place, each with its words and range: sentences and headings; long ones are cut at a comma. */
export function splitPlace(place) {
  const pieces = [];
  for (const nodes of splitAtBlocks(place.nodes)) {
    const text = nodes.map((node) => node.data).join("");
    for (const [start, end] of pieceSpans(text)) {
      const words = text.slice(start, end).replace(/\s+/g, " ").trim();
      if (/[\p{L}\p{N}]/u.test(words)) pieces.push({ words, range: createRange(nodes, start, end) });
    }
  }
  return pieces;
}

/** The text nodes by block: a heading in a paragraph's first line is read on its own. */
function splitAtBlocks(nodes) {
  const parts = [];
  let previous;
  for (const node of nodes) {
    const block = node.parentElement.closest("h1, h2, h3, h4, h5, h6, p, li");
    if (block !== previous) parts.push([]);
    parts[parts.length - 1].push(node);
    previous = block;
  }
  return parts;
}

function pieceSpans(text) {
  const spans = [];
  for (const { index, 0: sentence } of text.matchAll(/.+?(?:[。！？；…]+[”’」』）〕]*|$)/gsu)) {
    let start = index, rest = sentence;
    while (rest.length > MAX_LENGTH) {
      const comma = Math.max(...["，", "、", "：", ","].map((mark) => rest.lastIndexOf(mark, MAX_LENGTH - 1)));
      const length = comma > 0 ? comma + 1 : MAX_LENGTH;
      spans.push([start, start + length]);
      start += length;
      rest = rest.slice(length);
    }
    if (rest) spans.push([start, start + rest.length]);
  }
  return spans;
}

/** The range of `start` to `end` in the nodes' joined text. */
function createRange(nodes, start, end) {
  const range = document.createRange();
  let nodeStart = 0, hasStart = false;
  for (const node of nodes) {
    const nodeEnd = nodeStart + node.length;
    if (!hasStart && start < nodeEnd) { range.setStart(node, start - nodeStart); hasStart = true; }
    if (end <= nodeEnd) { range.setEnd(node, end - nodeStart); break; }
    nodeStart = nodeEnd;
  }
  return range;
}
