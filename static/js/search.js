/* The search: what a query means, where it is found, and the page that shows it.

   Pagefind (../pagefind/, built by gazette/outputs/search.py) tells which pages hold a phrase; every hit is then looked
   up in the page's own words (pagefind/text/ID.json), which gives all its places, the paragraph of each, and nothing
   that is not there. No wording stands here: it comes from the page's <template id="search-words">. */

// ---------- text: the twin of gazette/domain/tokens.py

export const BREAK = "¶";
const UNLIKE = /[A-Z\u00a0\u2010-\u2015\u2018\u2019\u201c-\u201f\u2022\u2027\u2212\u2e80-\u2fdf\u3000\u300c-\u300f\u301c-\u301e\u30fb\uf900-\ufaff\uff01-\uff5e]/g;
const ALIKE = new Map();
for (const [like, characters] of Object.entries({
  '"': "“”„‟「」『』〝〞", "'": "‘’", "-": "‐‑‒–—―−~〜～", "·": "•‧・", " ": "\u3000\u00a0",
})) for (const character of characters) ALIKE.set(character, like);

function like(character) {
  const known = ALIKE.get(character);
  if (known) return known;
  if (character < "\uf900" && character > "\u2e7f" || character > "\uf8ff" && character < "\ufb00") {
    const plain = character.normalize("NFKC");
    return plain.length === 1 ? plain : character;
  }
  if (character > "\uff00") return String.fromCharCode(character.charCodeAt(0) - 0xfee0).toLowerCase();
  return character < "[" ? character.toLowerCase() : character;
}

/** The text with like characters made equal; as long as it was. */
export function normal(text) {
  return text.replace(UNLIKE, like).replace(/~/g, "-");
}

/** The tokens of a text, as the index has them. */
export function tokenise(text) {
  const tokens = [];
  for (const [run] of normal(text).matchAll(/[0-9a-z]+|[^\s"]/gu)) {
    const token = run === "." ? "．" : /^[%+/\-\p{L}\p{N}]/u.test(run) ? run : BREAK;
    if (token !== BREAK || tokens.at(-1) !== BREAK) tokens.push(token);
  }
  return tokens;
}

// ---------- query

const LATIN = /[0-9a-z]/;

/** The terms of a query: all must be on the page. White space parts them, quotation marks keep one together. */
export function parse(query) {
  const text = normal(query.normalize("NFC")).replace(/(\d)[。·](?=\d)/g, "$1.");
  const terms = [];
  for (const [whole, quoted] of text.matchAll(/"([^"]*)"(?=\s|$)|\S+/g)) {
    const words = (quoted ?? whole).trim().split(/\s+/);
    // A space means something between Latin words alone.
    const latin = (one, other) => LATIN.test(one.slice(-1)) && LATIN.test(other[0]);
    const term = words.reduce((all, word) => all + (latin(all, word) ? " " : "") + word);
    if (tokenise(term).some((token) => token !== BREAK) && !terms.includes(term)) terms.push(term);
  }
  return terms;
}

/** An expression for a term in normal text. `forms`: with the other script's characters; `loose`: quotation marks aside. */
export function pattern(term, forms, loose) {
  const characters = [...(loose ? term.replaceAll('"', "") : term)];
  const parts = characters.map((c) => (forms?.[c] ? `[${forms[c]}]` : c.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")));
  return new RegExp(parts.join(loose ? '"?' : ""), "gu");
}

/** [start, end] of each occurrence in normal text, not counting those inside a longer number or Latin word. */
export function spans(text, expression) {
  const found = [];
  expression.lastIndex = 0;
  for (let match; (match = expression.exec(text)); ) {
    const start = match.index, end = start + match[0].length;
    if (joined(text, start) || joined(text, end)) expression.lastIndex = start + 1;
    else found.push([start, end]);
  }
  return found;
}

/** Whether a number or a Latin word runs on across the place `at`: 14|00, B|A, 6.|5 and 6|.5 (2023.|12 is a month). */
function joined(text, at) {
  const before = text[at - 1] ?? "", after = text[at] ?? "";
  if (/[0-9a-z]/.test(before) && /[0-9a-z]/.test(after)) return true;
  if (!(before === "." && /\d/.test(after)) && !(after === "." && /\d/.test(before))) return false;
  let start = at, end = at;
  while (/[\d.]/.test(text[start - 1] ?? "")) start--;
  while (/[\d.]/.test(text[end] ?? "")) end++;
  const number = text.slice(start, end);
  const month = /^(19|20)\d\d\.\d\d?$/.test(number) && !/[%万亿萬億]/.test(text[end] ?? "");
  return /^\d+\.\d+$/.test(number) && !month;
}

// ---------- finding

const AT_ONCE = 60; // pages read for one query
const AT_BEST = 20; // of more than these, how many: the most promising ones
export class Finder {
  /** `bundle` is the address of the edition's pagefind/ folder. */
  constructor(bundle) {
    this.bundle = bundle;
    this.phrases = new Map();
    this.pages = new Map();
    this.files = new Map();
  }

  /** The engine; it loads its parts when they are needed, in a worker. */
  ready() {
    return (this.engine ??= this.#start());
  }

  async #start(options) {
    const { createInstance } = await import(new URL("pagefind.js", this.bundle));
    return createInstance(options);
  }

  /** The engine's results; without its worker where that does not run (a host's policy may forbid WebAssembly there). */
  async #ask(words) {
    try {
      return (await (await this.ready()).search(words)).results;
    } catch (error) {
      if (this.alone) throw error;
      this.alone = true;
      this.engine = this.#start({ noWorker: true });
      return (await (await this.engine).search(words)).results;
    }
  }

  /** A JSON file of the bundle, once. */
  json(name) {
    if (!this.files.has(name)) {
      const file = fetch(new URL(name, this.bundle)).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${name}`);
        return answer.json();
      });
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  page(id) {
    if (!this.pages.has(id)) {
      const page = this.json(`text/${id}.json`).then((record) => this.#prepare(id, record));
      page.catch(() => this.pages.delete(id));
      this.pages.set(id, page);
    }
    return this.pages.get(id);
  }

  /* A piece's `title` is shown above it; the first `lead` characters of its text are in it already, `shift` further on. */
  #prepare(id, record) {
    let heading = null, length = 0;
    const pieces = record.pieces.map(([anchor, level, text], order, all) => {
      const piece = { id: anchor, level, text, plain: normal(text), order, title: heading ?? "", lead: 0, shift: 0 };
      const note = /^n\d+-\d+$/.test(anchor) && text.match(/^（P\d+）(.+?)(?=：)/);
      length += text.length;
      if (level) {
        heading = piece.title = text;
        // A run-in heading stands in its paragraph too: its words are found there.
        piece.shadowed = all[order + 1]?.[1] === 0 && all[order + 1][2].startsWith(text);
      } else if (heading && all[order - 1][1] && text.startsWith(heading)) {
        piece.lead = heading.length;
      } else if (note) {
        piece.title = (heading ?? "") + note[1];
        piece.lead = note[0].length + 1;
        piece.shift = piece.title.length - note[0].length;
      }
      return piece;
    });
    return { ...record, id, pieces, length, href: new URL(record.url, new URL("../", this.bundle)).href };
  }

  /** The pages that hold a run of tokens in order. */
  phrase(tokens) {
    const words = tokens.join(" ");
    if (!this.phrases.has(words)) {
      const found = this.#ask(`"${words}"`).then((results) => new Set(results.map((result) => result.id)));
      found.catch(() => this.phrases.delete(words));
      this.phrases.set(words, found);
    }
    return this.phrases.get(words);
  }

  /** The pages that may hold a term: never too few. */
  async #candidates(term, forms) {
    const runs = [[]];
    for (const token of tokenise(term)) token === BREAK ? runs.push([]) : runs.at(-1).push(token);
    const sets = runs.filter((run) => run.length).map((run) => this.#any(run, forms));
    return (await Promise.all(sets)).reduce(both);
  }

  async #any(run, forms) {
    const ways = product(run.map((token) => (forms?.[token] ? [...forms[token]] : [token])));
    if (!ways.length) {
      const half = run.length >> 1;
      return both(await this.#any(run.slice(0, half), forms), await this.#any(run.slice(half), forms));
    }
    const sets = await Promise.all(ways.map((way) => this.phrase(way)));
    return new Set(sets.flatMap((set) => [...set]));
  }

  /** The pages and the expression of a term: as typed, else quotation marks aside, else in the other script.
      `others` are strings that the same characters may stand for and that occur too (制造 where 製造 is printed). */
  async #resolve(term) {
    const forms = await this.json("forms.json");
    const ways = [...term].some((character) => forms[character]) ? [null, forms] : [null];
    for (const way of ways) {
      const ids = await this.#candidates(term, way);
      for (const loose of ids.size ? [false, true] : []) {
        const expression = pattern(term, way, loose);
        if (await this.#holds([...ids], expression))
          return { term, ids, expression, others: way ? [] : await this.#others(term, forms) };
      }
    }
    return { term, ids: new Set(), expression: null, others: [] };
  }

  async #others(term, forms) {
    const ways = product([...term].map((character) => forms[character] ?? character));
    const found = [];
    for (const way of ways.map((characters) => characters.join("")))
      if (way !== term && (await this.#candidates(way, null)).size) found.push(way);
    return found;
  }

  async #holds(ids, expression) {
    for (let n = 0; n < ids.length && n < AT_ONCE; n += 6) {
      const pages = await Promise.all(ids.slice(n, n + 6).map((id) => this.page(id)));
      if (pages.some((page) => page.pieces.some((piece) => spans(piece.plain, expression).length))) return true;
    }
    return false;
  }

  /** What a query finds: null for an empty one. `narrow` is {year, kind}, `reading` the year that the reader came from. */
  async search(query, { narrow = {}, reading = "" } = {}) {
    const terms = parse(query);
    if (!terms.length) return null;
    const resolved = await Promise.all(terms.map((term) => this.#resolve(term)));
    const ids = [...resolved.map((term) => term.ids).reduce(both)];
    const whole = ids.length <= AT_ONCE;
    const many = whole ? { ids, groups: [] } : await this.#promising(ids, terms, narrow);
    const pages = await Promise.all(many.ids.slice(0, whole ? AT_ONCE : AT_BEST).map((id) => this.page(id)));
    const expressions = resolved.map((term) => term.expression);
    const found = pages.map((page) => ({ page, hits: hitsIn(page, expressions) })).filter(({ hits }) => hits.length);
    return {
      terms,
      others: resolved.length === 1 ? resolved[0].others : [],
      whole,
      total: whole ? found.length : many.ids.length,
      groups: whole ? found.map(({ page }) => [page.filters, page.meta.kind]) : many.groups,
      pages: found.map(({ page }) => page),
      hits: ranked(found, reading),
    };
  }

  /** Where too many pages are found to read them all: those that the filters leave, by the engine's own score. */
  async #promising(ids, terms, narrow) {
    const held = new Set(ids);
    const groups = (await this.json("pages.json")).filter(([, , names]) => names.some((name) => held.has(name)));
    const fits = ([filters]) => Object.entries(narrow).every(([key, value]) => !value || filters[key] === value);
    const left = new Set(groups.filter(fits).flatMap(([, , names]) => names));
    const words = terms.flatMap(tokenise).filter((token) => token !== BREAK).join(" ");
    const order = new Map((await this.#ask(words)).map((result, n) => [result.id, n]));
    const sorted = ids.filter((id) => left.has(id)).sort((a, b) => (order.get(a) ?? 1e9) - (order.get(b) ?? 1e9));
    return { ids: sorted, groups };
  }

  /** Rejects where the index cannot be reached: the engine itself finds nothing then, and does not say why. */
  async reachable() {
    const answer = await fetch(new URL("pagefind-entry.json", this.bundle), { method: "HEAD", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
  }

  /** Glossary terms that share characters with a query. */
  async near(query, most = 5) {
    const groups = await this.json("pages.json");
    const ids = groups.filter(([filters]) => filters.kind === "glossary").flatMap(([, , names]) => names);
    const pages = await Promise.all(ids.slice(0, 3).map((id) => this.page(id)));
    const forms = await this.json("forms.json");
    const wanted = new Set([...normal(query)].filter((c) => /[\p{L}\p{N}]/u.test(c)).map((c) => forms[c]?.[0] ?? c));
    return pages
      .flatMap((page) => page.pieces.filter((piece) => piece.level > 1))
      .map((piece) => ({ text: piece.text, shared: [...wanted].filter((c) => piece.plain.includes(c)).length }))
      .filter(({ shared }) => shared >= Math.min(2, wanted.size) && shared * 3 >= wanted.size)
      .sort((a, b) => b.shared - a.shared || a.text.length - b.text.length)
      .slice(0, most)
      .map(({ text }) => text);
  }
}

/** Every way to take one of each choice; none where they are too many. */
function product(choices, most = 24) {
  if (choices.reduce((count, choice) => count * choice.length, 1) > most && choices.length > 1) return [];
  let ways = [[]];
  for (const choice of choices) ways = ways.flatMap((way) => [...choice].map((one) => [...way, one]));
  return ways;
}

function both(a, b) {
  return new Set([...a].filter((value) => b.has(value)));
}

/** The pieces of a page that hold most of the terms; none unless the page holds them all. */
function hitsIn(page, expressions) {
  const held = new Set();
  const hits = [];
  for (const piece of page.pieces) {
    const marks = [];
    let kinds = 0;
    expressions.forEach((expression, n) => {
      const found = expression ? spans(piece.plain, expression) : [];
      if (found.length) kinds++, held.add(n), marks.push(...found);
    });
    if (kinds && !piece.shadowed) hits.push({ page, piece, kinds, marks: merged(marks) });
  }
  if (held.size < expressions.length) return [];
  const most = Math.max(...hits.map((hit) => hit.kinds));
  return hits.filter((hit) => hit.kinds === most);
}

function merged(marks) {
  const found = [];
  for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else found.push([start, end]);
  }
  return found;
}

/** Entries and indicators of that name, then headings, then text; the year being read, then density and recency. */
function ranked(found, reading) {
  const years = found.map(({ page }) => Number(page.filters.year)).filter(Boolean);
  const latest = Math.max(...years, 0);
  const hits = [];
  found.forEach(({ page, hits: own }, place) => {
    const marks = own.reduce((count, hit) => count + hit.marks.length, 0);
    const year = Number(page.filters.year) || latest;
    const score = Math.log1p((1000 * marks) / page.length) - 0.4 * (latest - year);
    const here = reading && page.filters.year === reading ? 0 : 1;
    for (const hit of own) {
      const named = hit.piece.level > 0 || hit.marks[0][0] < hit.piece.lead;
      const entry = ["glossary", "indicator"].includes(page.filters.kind);
      hits.push({ ...hit, key: [named ? (entry ? 0 : 1) : 2, here, -score, place, hit.piece.order] });
    }
  });
  return hits.sort((a, b) => a.key.map((value, n) => value - b.key[n]).find(Boolean) ?? 0);
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

// ---------- arriving

/** Marks in the paragraph that the reader has arrived at what was searched for; `from` is the search page's address. */
export async function arrive(from, target) {
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

// ---------- the page

const AT_FIRST = 20; // hits shown before the reader asks for more
const PAUSE = 40; // ms without a keystroke before a search
const SETTLED = 1500; // ms after which the next keystroke begins a new step of the browser's history
const ORDER = ["report", "explainer", "coverage", "glossary", "indicator"];

class SearchPage {
  constructor(form) {
    this.form = form;
    this.box = form.elements.q;
    this.finder = new Finder(new URL(form.dataset.bundle, document.baseURI).href);
    this.part = Object.fromEntries(
      [...document.querySelectorAll("[data-find]")].map((element) => [element.dataset.find, element]));
    this.words = Object.fromEntries(
      [...document.getElementById("find-words").content.children].map((word) => [word.dataset.key, word.textContent]));
    this.reading = document.referrer.match(/\/(20\d\d)\//)?.[1] ?? "";
    this.title = document.title;
    this.narrow = { year: "", kind: "" };
    this.turn = 0;
    this.settled = true;
    this.part.off.hidden = true;
    this.listen();
    this.fromAddress();
    const { y, shown } = history.state ?? {};
    this.run({ shown }).then(() => y && scrollTo(0, y));
    this.finder.ready().catch(() => {});
  }

  say(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // ----- what the reader does

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed(0);
      this.settled = true;
    });
    this.box.addEventListener("input", (event) => event.isComposing || this.changed(PAUSE));
    this.box.addEventListener("compositionend", () => this.changed(PAUSE));
    addEventListener("popstate", () => {
      this.fromAddress();
      this.run(history.state ?? {});
    });
    addEventListener("pagehide", () => history.replaceState({ y: scrollY, shown: this.shown }, ""));
    this.part.filters.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      this.fromAddress();
      this.run().then(() => this.part.filters.querySelector("[aria-current]")?.focus());
    });
    this.part.more.addEventListener("click", () => {
      const before = this.shown;
      this.show(this.shown + AT_FIRST);
      this.links()[before]?.focus();
    });
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement;
    const links = this.links();
    const place = links.indexOf(at);
    if (event.key === "/" && !at.matches("input, textarea, select")) this.box.select(), this.box.focus();
    else if (event.key === "ArrowDown" && (at === this.box || place >= 0)) links[place + 1]?.focus();
    else if (event.key === "ArrowUp" && place >= 0) (links[place - 1] ?? this.box).focus();
    else if (event.key === "Escape" && at === this.box && this.box.value) (this.box.value = ""), this.changed(0);
    else if (event.key === "Escape" && place >= 0) this.box.focus();
    else return;
    event.preventDefault();
  }

  links() {
    return [...this.part.list.querySelectorAll("h3 a")];
  }

  changed(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.box.value.trim() === this.asked) return;
      this.narrow = { year: "", kind: "" };
      const address = this.address({});
      if (this.settled) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      this.settled = false;
      clearTimeout(this.rest);
      this.rest = setTimeout(() => (this.settled = true), SETTLED);
      this.run();
    }, pause);
  }

  address({ year = "", kind = "" }) {
    const words = new URLSearchParams(
      Object.entries({ q: this.box.value.trim(), year, kind }).filter(([, value]) => value));
    return words.size ?? [...words].length ? `?${words}` : location.pathname;
  }

  fromAddress() {
    const words = new URLSearchParams(location.search);
    this.box.value = words.get("q") ?? "";
    this.narrow = { year: words.get("year") ?? "", kind: words.get("kind") ?? "" };
    this.settled = true;
  }

  // ----- what the page answers

  async run({ shown = AT_FIRST } = {}) {
    const turn = ++this.turn;
    const query = (this.asked = this.box.value.trim());
    const slow = setTimeout(() => this.part.status.replaceChildren(this.say("loading")), 400);
    let found, near = [], failed = false;
    try {
      found = await this.finder.search(query, { narrow: this.narrow, reading: this.reading });
      if (found && !found.hits.length) {
        await this.finder.reachable();
        near = await this.finder.near(query);
      }
    } catch {
      failed = true;
    }
    clearTimeout(slow);
    if (turn !== this.turn) return;
    document.title = query ? `${query}｜${this.title}` : this.title;
    this.found = failed ? null : found;
    this.part.start.hidden = this.part.help.hidden = Boolean(query);
    this.part.failed.hidden = !failed;
    this.part.results.hidden = !this.found;
    this.part.filters.hidden = !this.found?.groups.length;
    if (this.found) this.result(query, near, shown);
    else this.part.status.replaceChildren(failed ? this.part.failed.textContent.trim() : "");
    this.form.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: found }));
  }

  result(query, near, shown) {
    const { hits, whole, total } = this.found;
    const { year, kind } = this.narrow;
    const fits = (hit) => (!year || hit.page.filters.year === year) && (!kind || hit.page.filters.kind === kind);
    this.hits = hits.filter(fits);
    const pages = whole ? new Set(this.hits.map((hit) => hit.page)).size : total;
    const values = { q: query, n: this.hits.length, m: pages };
    const key = !hits.length ? "none" : whole ? "count" : "count_pages";
    this.part.heading.replaceChildren(this.say(key, values));
    this.part.status.replaceChildren(this.say(whole && hits.length ? "status" : key, values));
    this.part.none.hidden = hits.length > 0;
    this.offer("near", near);
    this.offer("others", this.found.others);
    this.filters(this.found);
    this.show(shown);
  }

  /** Other searches, as links. */
  offer(part, terms) {
    this.part[part].hidden = !terms.length;
    const link = (term) => element("a", { href: `?${new URLSearchParams({ q: term })}` }, term);
    this.part[part].querySelector("span").replaceChildren(...terms.map(link));
  }

  /** The links that narrow the hits, each with how many it would leave. */
  filters({ hits, groups, whole }) {
    const { year, kind } = this.narrow;
    const count = (test) => (whole ? String(hits.filter(test).length) : "");
    const tag = (text, at, current) => {
      const link = element("a", { href: this.address(at) }, text.trim());
      if (current) link.setAttribute("aria-current", "true");
      return link;
    };
    const ofYear = (value) => (hit) => hit.page.filters.year === value && (!kind || hit.page.filters.kind === kind);
    const ofKind = (value) => (hit) => hit.page.filters.kind === value && (!year || hit.page.filters.year === year);
    const values = (name) => [...new Set(groups.map(([filters]) => filters[name]).filter(Boolean))];
    const years = values("year").sort().reverse();
    const kinds = values("kind").sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
    const name = (value) => groups.find(([filters]) => filters.kind === value)[1] || value;
    this.part.filters.replaceChildren(
      tag(this.say("all", { n: count(() => true) }), {}, !year && !kind),
      ...years.map((y) => tag(this.say("year", { year: y, n: count(ofYear(y)) }), { year: y, kind }, y === year)),
      ...kinds.map((k) => tag(this.say("kind", { kind: name(k), n: count(ofKind(k)) }), { year, kind: k }, k === kind)));
  }

  show(shown) {
    this.shown = Math.min(Math.max(shown, AT_FIRST), this.hits.length);
    this.part.list.replaceChildren(...this.hits.slice(0, this.shown).map((hit) => this.item(hit)));
    const left = this.hits.length - this.shown;
    this.part.more.parentElement.hidden = !left;
    this.part.more.replaceChildren(this.say("more", { n: Math.min(left, AT_FIRST) }));
  }

  item({ page, piece, marks }) {
    const { meta, filters } = page;
    const place = this.place(page, piece);
    const line = element("p", { className: "meta" });
    if (filters.year) line.append(element("b", { className: "n" }, filters.year), "　");
    line.append([meta.kind, place].filter(Boolean).join("　"));
    const { lead, shift } = piece;
    const link = element("a", { href: `${page.href}${piece.id && "#"}${piece.id}` });
    const above = piece.level || lead ? marks.map(([a, b]) => [a + shift, b + shift]) : [];
    link.append(...marked((piece.title || meta.title || page.title).replace(/[。：:]$/, ""), above));
    const item = element("li", {}, line, element("h3", {}, link));
    item.dataset.page = page.url;
    if (!piece.level) {
      const text = piece.text.slice(lead);
      const here = marks.map(([a, b]) => [a - lead, b - lead]).filter(([, b]) => b > 0);
      const said = element("p", { className: "said" });
      excerpt(text, here).forEach(([from, to], n, all) => {
        if (from && (!n || from > all[n - 1][1])) said.append("…");
        said.append(...marked(text.slice(from, to), here.map(([a, b]) => [a - from, b - from])));
        if (to < text.length && n === all.length - 1) said.append("…");
      });
      item.append(said);
    }
    return item;
  }

  /** P17 in a report, 03—2 in a newspaper page. */
  place(page, piece) {
    const paged = page.filters.kind === "report" && piece.id.match(/^[pn](\d+)-/);
    if (paged) return this.say("page", { n: paged[1] });
    const [, section, item] = piece.id.match(/^e(\d\d)(?:-(\d+))?/) ?? [];
    return section ? section + (item ? `—${item}` : "") : "";
  }
}

function element(name, properties, ...children) {
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

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-bundle]");
  if (form) new SearchPage(form);
}
