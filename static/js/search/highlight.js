/* The highlights on the page that a hit leads to. */
import { Finder } from "./finder.js";
import { findSpans, mergeSpans, normal, parseQuery, termPattern } from "./text.js";

/** Marks the words of a search in the element that the reader has arrived at; `search` is the address of the search page. */
export async function highlightTarget(search, target) {
  for (const mark of document.querySelectorAll("main mark")) mark.replaceWith(...mark.childNodes);
  target.normalize();
  const nodes = textNodesOf(target);
  const marks = markNodes(nodes, await findMarks(search, normal(nodes.map((node) => node.data).join(""))));
  const box = marks[0]?.getBoundingClientRect();
  if (box && (box.bottom > innerHeight || box.top < 0)) marks[0].scrollIntoView({ block: "center" });
}

function textNodesOf(target) {
  const nodes = [];
  const walker = document.createTreeWalker(target, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("[data-apparatus]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** The spans of the search's terms in a normal text: as typed, else ignoring quotation marks, else in the other script. */
async function findMarks(search, text) {
  const marks = [];
  for (const term of parseQuery(search.searchParams.get("q") ?? "")) {
    for (const [inOtherScript, isLoose] of [[false, false], [false, true], [true, false], [true, true]]) {
      const variants = inOtherScript ? await new Finder(new URL("../pagefind/", search)).loadVariants() : null;
      const spans = findSpans(text, termPattern(term, variants, isLoose));
      marks.push(...spans);
      if (spans.length) break;
    }
  }
  return mergeSpans(marks);
}

/** Wraps the spans of the nodes' joined text in <mark> and returns these. */
function markNodes(nodes, spans) {
  const marks = [];
  let offset = 0;
  for (const node of nodes) {
    const length = node.data.length;
    let rest = node, done = 0;
    for (const [spanStart, spanEnd] of spans) {
      const [start, end] = [Math.max(spanStart - offset, 0), Math.min(spanEnd - offset, length)];
      if (start >= end) continue;
      const middle = start > done ? rest.splitText(start - done) : rest;
      rest = end < length ? middle.splitText(end - Math.max(start, done)) : middle;
      done = end;
      const mark = document.createElement("mark");
      middle.replaceWith(mark);
      mark.append(middle);
      marks.push(mark);
    }
    offset += length;
  }
  return marks;
}
