/* A hit as it is shown. */

/** Year, kind and place of a hit, its title and its words as nodes, and its address. `room` is for the words. */
export function describe({ page, piece, marks }, room) {
  const { meta, filters } = page;
  const { lead, shift } = piece;
  const line = filters.year ? [element("b", { className: "digits" }, filters.year), "　"] : [];
  line.push([meta.kind, placeOf(page, piece)].filter(Boolean).join("　"));
  const above = piece.level || lead ? marks.map(([a, b]) => [a + shift, b + shift]) : [];
  const title = marked((piece.title || meta.title || page.title).replace(/[。：:]$/, ""), above);
  const said = [];
  if (!piece.level) {
    const text = piece.text.slice(lead);
    const here = marks.map(([a, b]) => [a - lead, b - lead]).filter(([, b]) => b > 0);
    excerpt(text, here, room).forEach(([from, to], n, all) => {
      if (from && (!n || from > all[n - 1][1])) said.push("…");
      said.push(...marked(text.slice(from, to), here.map(([a, b]) => [a - from, b - from])));
      if (to < text.length && n === all.length - 1) said.push("…");
    });
  }
  return { line, title, said, href: `${page.href}${piece.id && "#"}${piece.id}` };
}

/** P17 in a report, 03—2 in a newspaper page. */
function placeOf(page, piece) {
  const [, paged] = (page.filters.kind === "report" && piece.id.match(/^[pn](\d+)-/)) || [];
  if (paged) return `P${paged}`;
  const [, section, item] = piece.id.match(/^e(\d\d)(?:-(\d+))?/) ?? [];
  return section ? section + (item ? `—${item}` : "") : "";
}

/** Whether a key belongs to an input method. Safari reports the Enter that confirms a word after the composition has ended. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Lets arrive.js of the page `href` know what was searched for: `search` is the address of the search. */
export function leaveQuery(href, search) {
  try { sessionStorage.sought = JSON.stringify([href, search]); } catch { /* not marked there */ }
}

export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** A text as nodes, the stretches of `marks` in <mark>. */
function marked(text, marks) {
  const nodes = [];
  let at = 0;
  for (const [start, end] of marks) {
    const [from, to] = [Math.max(start, at), Math.min(end, text.length)];
    if (from >= to) continue;
    nodes.push(text.slice(at, from), element("mark", {}, text.slice(from, to)));
    at = to;
  }
  return [...nodes, text.slice(at)].filter((node) => node !== "");
}

/** [start, end] of the stretches of a text to show: all of a short one, else what stands around the first marks. */
export function excerpt(text, marks, room = 96) {
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
