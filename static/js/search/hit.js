/* A hit as it is shown. */

/** A hit as nodes and an address: `line` (year, kind and place), `title`, `excerpt` of about `room` characters, and `href`. */
export function describeHit({ page, piece, marks }, room) {
  const { meta, filters } = page;
  const { lead, shift } = piece;
  const line = filters.year ? [createElement("b", { className: "digits" }, filters.year), "　"] : [];
  line.push([meta.kind, placeOf(page, piece)].filter(Boolean).join("　"));
  const titleMarks = piece.level || lead ? marks.map(([a, b]) => [a + shift, b + shift]) : [];
  const title = markSpans((piece.title || meta.title || page.title).replace(/[。：:]$/, ""), titleMarks);
  const excerpt = [];
  if (!piece.level) {
    const text = piece.text.slice(lead);
    const textMarks = marks.map(([a, b]) => [a - lead, b - lead]).filter(([, b]) => b > 0);
    excerptSpans(text, textMarks, room).forEach(([from, to], n, all) => {
      if (from && (!n || from > all[n - 1][1])) excerpt.push("…");
      excerpt.push(...markSpans(text.slice(from, to), textMarks.map(([a, b]) => [a - from, b - from])));
      if (to < text.length && n === all.length - 1) excerpt.push("…");
    });
  }
  return { line, title, excerpt, href: `${page.href}${piece.id && "#"}${piece.id}` };
}

/** The page in a report, section and item in a newspaper page; the wording is the page's. */
function placeOf({ meta }, piece) {
  const say = (name, number) => (meta[name] && number ? meta[name].replace("{n}", number) : "");
  const [, number] = piece.id.match(/^[pn](\d+)-/) ?? [];
  const [, section, item] = piece.id.match(/^e(\d\d)(?:-(\d+))?/) ?? [];
  return say("page", number) + say("section", section) + say("item", item);
}

/** Words in quotation marks, one after the other. */
export function quoteWords(words) {
  return words.map((word) => `“${word.replace(/[“”‘’「」『』]/g, "")}”`).join("");
}

/** Whether a key belongs to an input method. Safari reports the Enter that confirms a word after the composition has ended. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Tells highlight_target.js of the page `href` what was searched for: `search` is the address of the search. */
export function rememberSearch(href, search) {
  try { sessionStorage.sought = JSON.stringify([href, search]); } catch { /* not highlighted there */ }
}

export function createElement(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A text as nodes, the spans of `marks` in <mark>. */
function markSpans(text, marks) {
  const nodes = [];
  let position = 0;
  for (const [start, end] of marks) {
    const [from, to] = [Math.max(start, position), Math.min(end, text.length)];
    if (from >= to) continue;
    nodes.push(text.slice(position, from), createElement("mark", {}, text.slice(from, to)));
    position = to;
  }
  return [...nodes, text.slice(position)].filter((node) => node !== "");
}

/** [start, end] of the parts of a text to show: all of a short one, else what surrounds the first marks. */
function excerptSpans(text, marks, room) {
  if (text.length <= room * 1.25) return [[0, text.length]];
  const first = marks[0] ?? [0, 0];
  let from = Math.max(0, first[0] - (room >> 1)), to = Math.min(text.length, Math.max(first[1], first[0] + (room >> 1)));
  const before = text.slice(Math.max(0, from - 24), from), after = text.slice(to, to + 24);
  const ends = [/[。；！？][^。；！？]*$/, /[，、：][^，、：]*$/].map((end) => before.search(end)).find((n) => n >= 0);
  from = from <= 24 ? 0 : ends === undefined ? from : from - before.length + ends + 1;
  const stop = after.search(/[，。；！？]/);
  to = to + 24 >= text.length ? text.length : to + stop + 1;
  const later = marks.find(([start]) => start >= to);
  if (!later || marks.some(([start, end]) => start >= from && end <= to && start !== marks[0][0])) return [[from, to]];
  return [[from, to], [Math.max(to, later[0] - 20), Math.min(text.length, later[1] + 30)]];
}
