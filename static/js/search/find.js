/* What a query finds. */
import { FullText, Pagefind, Unreachable, breathe, runsPagefind } from "./engine.js";
import { BREAK, normal, parse, pattern, spans, tokenise } from "./text.js";

const AT_ONCE = 120000; // characters of pages' text that are read at a time

export class Finder {
  /** `bundle` is the address of the edition's pagefind/ folder; `engine` tells which pages hold a phrase. */
  constructor(bundle, engine = runsPagefind() ? new Pagefind(bundle) : null) {
    this.bundle = bundle;
    this.pages = new Map();
    this.files = new Map();
    this.listed = null;
    this.engine = engine ?? this.fullText();
  }

  /** Loads what every search needs. */
  ready() {
    return Promise.all([this.engine.start(), this.listing(), this.json("forms.json")]);
  }

  fullText() {
    return new FullText(async () => {
      const known = await this.listing();
      return Promise.all([...known.keys()].map((id) => this.page(id)));
    });
  }

  /** The pages that hold a run of tokens in order. Where Pagefind does not run, the text itself is searched from then on. */
  async phrase(tokens) {
    try {
      return await this.engine.phrase(tokens);
    } catch (error) {
      if (this.engine instanceof FullText) throw error;
      this.engine = this.fullText();
      return this.engine.phrase(tokens);
    }
  }

  /** A JSON file of the bundle, once. */
  json(name) {
    if (!this.files.has(name)) {
      const file = fetch(new URL(name, this.bundle).href).then((answer) => (answer.ok ? answer.json() : Promise.reject())).catch(() => {
        this.files.delete(name);
        throw new Unreachable(name);
      });
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  /** What can be found, by the index's name for it: id, length in characters, filters, kind in words, the file of its text. */
  async listing() {
    const { files, groups } = await this.json("pages.json");
    this.listed ??= new Map(groups.flatMap(([filters, kind, pages]) =>
      Object.entries(pages).map(([id, [length, file]]) => [id, { id, length, filters, kind, file: `text/${files[file]}.json` }])));
    return this.listed;
  }

  page(id) {
    if (!this.pages.has(id)) {
      const page = this.listing().then(async (known) => this.prepare(id, (await this.json(known.get(id).file))[id]));
      page.catch(() => this.pages.delete(id));
      this.pages.set(id, page);
    }
    return this.pages.get(id);
  }

  /* A piece's `title` is shown above it; the first `lead` characters of its text are in it already, `shift` further on. */
  prepare(id, record) {
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

  /** The pages that may hold a term: never too few. */
  async candidates(term, forms) {
    const runs = [[]];
    for (const token of tokenise(term)) token === BREAK ? runs.push([]) : runs[runs.length - 1].push(token);
    const sets = runs.filter((run) => run.length).map((run) => this.any(run, forms));
    return (await Promise.all(sets)).reduce(both);
  }

  async any(run, forms) {
    const ways = product(run.map((token) => (forms?.[token] ? [...forms[token]] : [token])));
    if (!ways.length) {
      const half = run.length >> 1;
      return both(await this.any(run.slice(0, half), forms), await this.any(run.slice(half), forms));
    }
    const sets = await Promise.all(ways.map((way) => this.phrase(way)));
    return new Set(sets.flatMap((set) => [...set]));
  }

  /** The pages and the expression of a term: as typed, else quotation marks aside, else in the other script.
      `others` are strings that the same characters may stand for and that occur too (制造 where 製造 is printed). */
  async resolve(term, wanted) {
    const forms = await this.json("forms.json");
    const ways = [...term].some((character) => forms[character]) ? [null, forms] : [null];
    for (const way of ways) {
      const ids = await this.candidates(term, way);
      for (const loose of ids.size ? [false, true] : []) {
        const expression = pattern(term, way, loose);
        if (await this.holds([...ids], expression, wanted))
          return { term, ids, expression, others: way ? [] : await this.others(term, forms) };
      }
    }
    return { term, ids: new Set(), expression: null, others: [] };
  }

  async others(term, forms) {
    const ways = product([...term].map((character) => forms[character] ?? character));
    const found = [];
    for (const way of ways.map((characters) => characters.join("")))
      if (way !== term && (await this.candidates(way, null)).size) found.push(way);
    return found;
  }

  async holds(ids, expression, wanted) {
    for (let n = 0, step = 6; n < ids.length && wanted(); n += step, step *= 2) {
      const pages = await Promise.all(ids.slice(n, n + step).map((id) => this.page(id)));
      for (const page of pages) {
        if (page.pieces.some((piece) => spans(piece.plain, expression).length)) return true;
        await breathe();
      }
    }
    return false;
  }

  /** What a query finds: null for an empty one. `narrow` is {year, kind}, `reading` the year that the reader came from;
      `wanted` tells whether anybody still waits for the answer.

      Every hit is looked up in its page's text, so pages are read in order of promise, AT_ONCE of them at a time: what
      is `found` is exact for the `read` pages, and `left` are the pages that `more` has yet to look into. */
  async search(query, { narrow = {}, reading = "", wanted = always } = {}) {
    const terms = parse(query);
    if (!terms.length) return null;
    const resolved = await Promise.all(terms.map((term) => this.resolve(term, wanted)));
    const ids = resolved.map((term) => term.ids).reduce(both);
    const pages = [...(await this.listing()).values()].filter(({ id }) => ids.has(id));
    const found = {
      terms, reading, pages: [], hits: [], read: 0, whole: size(pages) <= AT_ONCE,
      groups: pages.map(({ filters, kind }) => [filters, kind]),
      others: resolved.length === 1 ? resolved[0].others : [],
      expressions: resolved.map((term) => term.expression),
      left: pages,
    };
    if (!found.whole) found.left = promising(pages, narrow, reading);
    await this.more(found, wanted);
    if (found.whole) found.groups = found.pages.map((page) => [page.filters, page.meta.kind]);
    return found.hits.length || !wanted() ? found : this.confirm(found, query, { narrow, reading, wanted });
  }

  /** Pagefind finds nothing, too, where one of its files has not come, and does not say so. So "nothing" is looked up in the
      text itself, unless that is long; then it must at least be possible to reach the index. */
  async confirm(found, query, options) {
    if (this.engine instanceof FullText) return found;
    if (size([...(await this.listing()).values()]) <= AT_ONCE) {
      this.engine = this.fullText();
      return this.search(query, options);
    }
    const answer = await fetch(new URL("pagefind-entry.json", this.bundle).href, { cache: "no-store" }).catch(() => null);
    if (!answer?.ok) throw new Unreachable("pagefind-entry.json");
    return found;
  }

  /** Read on, until something new is found or nothing is left. The new hits come after those that are known. */
  async more(found, wanted = always) {
    const before = found.hits.length;
    while (found.left.length && found.hits.length === before && wanted()) {
      let count = 0, length = 0;
      while (count < found.left.length && (!count || length + found.left[count].length <= AT_ONCE)) length += found.left[count++].length;
      const pages = await Promise.all(found.left.slice(0, count).map(({ id }) => this.page(id)));
      const held = [];
      for (const page of pages) {
        const hits = hitsIn(page, found.expressions);
        if (hits.length) held.push({ page, hits });
        await breathe();
      }
      found.left.splice(0, count);
      found.read += count;
      found.pages.push(...held.map(({ page }) => page));
      found.hits.push(...ranked(held, found.reading));
    }
  }

  /** Glossary terms that share characters with a query. */
  async near(query, most = 5) {
    const known = [...(await this.listing()).values()].filter(({ filters }) => filters.kind === "glossary");
    const pages = await Promise.all(known.slice(0, 3).map(({ id }) => this.page(id)));
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

const ENTRIES = ["glossary", "indicator"];

/** Every way to take one of each choice; none where they are too many. */
function product(choices, most = 24) {
  if (choices.reduce((count, choice) => count * choice.length, 1) > most && choices.length > 1) return [];
  let ways = [[]];
  for (const choice of choices) ways = ways.flatMap((way) => [...choice].map((one) => [...way, one]));
  return ways;
}

/** How many characters the pages have together. */
function size(pages) {
  return pages.reduce((sum, { length }) => sum + length, 0);
}

/** Where too much is found to read it all at once: what the filters leave, entries and indicators first, then the year
    being read, then the latest. */
function promising(pages, narrow, reading) {
  const key = ({ filters }) => [ENTRIES.includes(filters.kind) ? 0 : 1, filters.year === reading ? 0 : 1, -Number(filters.year ?? 0)];
  return pages
    .filter(({ filters }) => Object.entries(narrow).every(([name, value]) => !value || filters[name] === value))
    .map((page) => ({ ...page, key: key(page) }))
    .sort(byKey);
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

export function merged(marks) {
  const found = [];
  for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
    const last = found[found.length - 1];
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
      const entry = ENTRIES.includes(page.filters.kind);
      hits.push({ ...hit, key: [named ? (entry ? 0 : 1) : 2, here, -score, place, hit.piece.order] });
    }
  });
  return hits.sort(byKey);
}

/** @returns {boolean} */
function always() {
  return true;
}

function byKey(a, b) {
  for (let n = 0; n < a.key.length; n++) if (a.key[n] !== b.key[n]) return a.key[n] - b.key[n];
  return 0;
}
