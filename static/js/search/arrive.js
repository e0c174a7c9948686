/* The marks on the page that a hit leads to. */
import { Finder, merged } from "./find.js";
import { normal, parse, pattern, spans } from "./text.js";

/** Marks in the paragraph that the reader has arrived at what was searched for; `from` is the search page's address. */
export async function arrive(from, target) {
  for (const mark of document.querySelectorAll("main mark")) mark.replaceWith(...mark.childNodes);
  target.normalize();
  const terms = parse(from.searchParams.get("q") ?? "");
  const nodes = [];
  const walker = document.createTreeWalker(target, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("[data-apparatus]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const text = normal(nodes.map((node) => node.data).join(""));
  const marks = [];
  for (const term of terms) {
    let found = [];
    for (const way of [[false], [false, true], [true], [true, true]]) {
      const forms = way[0] ? await new Finder(new URL("../pagefind/", from)).json("forms.json") : null;
      found = spans(text, pattern(term, forms, way[1]));
      if (found.length) break;
    }
    marks.push(...found);
  }
  let start = 0;
  const made = [];
  const all = merged(marks);
  for (const node of nodes) {
    const length = node.data.length;
    let rest = node, gone = 0;
    for (const [from_, to_] of all) {
      const [a, b] = [Math.max(from_ - start, 0), Math.min(to_ - start, length)];
      if (a >= b) continue;
      const middle = a > gone ? rest.splitText(a - gone) : rest;
      rest = b < length ? middle.splitText(b - Math.max(a, gone)) : middle;
      gone = b;
      const mark = document.createElement("mark");
      middle.replaceWith(mark);
      mark.append(middle);
      made.push(mark);
    }
    start += length;
  }
  const box = made[0]?.getBoundingClientRect();
  if (box && (box.bottom > innerHeight || box.top < 0)) made[0].scrollIntoView({ block: "center" });
}
