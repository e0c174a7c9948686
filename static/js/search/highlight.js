/* The highlights on the page that a hit leads to. */
import { Finder } from "./finder.js";
import { findParts } from "./further.js";
import { findSpans, mergeSpans, normal, parseQuery, stripAccents, termPattern } from "./text.js";

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

/** The spans of the search's terms in a normal text: of the terms themselves, else of what the documents call them; if there are none
    of any term, of the nearest words, as in further.js. */
async function findMarks(search, text) {
  const finder = new Finder(new URL("../pagefind/", search));
  const terms = parseQuery(search.searchParams.get("q") ?? "");
  const find = async (words) => (await Promise.all(words.map((word) => findWord(finder, word, text)))).flat();
  const marks = [];
  for (const term of terms) {
    const own = await find([term]);
    marks.push(...(own.length ? own : await find((await finder.loadSynonyms()).get(term).find)));
  }
  if (!marks.length) {
    const synonyms = await finder.loadSynonyms();
    for (const [part, isKnown] of terms.flatMap((term) => synonyms.split(term))) {
      const words = synonyms.get(part);
      const parts = isKnown ? [part] : await findParts(part, async (word) => (await find([word])).length);
      marks.push(...await find([...parts, ...words.find, ...words.near]));
    }
  }
  return mergeSpans(marks);
}

/** The spans of a word: as typed, else ignoring quotation marks, else in the other script; else without accents. */
async function findWord(finder, word, text) {
  for (const [form, inOtherScript, isLoose] of [[word, false, false], [word, false, true], [word, true, false], [word, true, true], [stripAccents(word), false, true]]) {
    const spans = findSpans(text, termPattern(form, inOtherScript ? await finder.loadVariants() : null, isLoose));
    if (spans.length) return spans;
  }
  return [];
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
