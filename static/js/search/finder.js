/* The hits of a query. */
import { FullText, Pagefind, UnreachableError, canRunPagefind, yieldToBrowser } from "./engine.js";
import { Synonyms } from "./synonyms.js";
import { BREAK, findSpans, mergeSpans, normal, parseQuery, stripAccents, termPattern, tokenise } from "./text.js";

const BATCH_SIZE = 120000; // characters of pages' text that are read at a time
const MAX_COMBINATIONS = 24; // strings in the other script's characters that are tried for a term
const MAX_ENTRY_PAGES = 200; // pages of terms and indicators in which near names are sought

export class Finder {
  /** `bundle` is the address of the edition's pagefind/ folder; `engine` tells which pages contain a phrase. */
  constructor(bundle, engine = canRunPagefind() ? new Pagefind(bundle) : null) {
    this.bundle = bundle;
    this.pages = new Map();
    this.files = new Map();
    this.pageList = null;
    this.synonyms = null;
    this.engine = engine ?? this.createFullText();
  }

  /** Loads what every search needs. */
  preload() {
    return Promise.all([this.engine.load(), this.loadPageList(), this.loadVariants(), this.loadSynonyms()]);
  }

  createFullText() {
    return new FullText(async () => Promise.all([...(await this.loadPageList()).keys()].map((id) => this.loadPage(id))));
  }

  /** The pages that contain a run of tokens in order. Once Pagefind fails, the text itself is searched. */
  async findPages(tokens) {
    try {
      return await this.engine.findPages(tokens);
    } catch (error) {
      if (this.engine instanceof FullText) throw error;
      this.engine = this.createFullText();
      return this.engine.findPages(tokens);
    }
  }

  /** A JSON file of the bundle, fetched once. */
  loadJson(name) {
    if (!this.files.has(name)) {
      const url = new URL(name, this.bundle).href;
      const file = fetch(url).then((response) => (response.ok ? response.json() : Promise.reject())).catch(() => {
        this.files.delete(name);
        throw new UnreachableError(name);
      });
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  /** By character, those that it may stand for in the other script. */
  loadVariants() {
    return this.loadJson("forms.json");
  }

  /** What readers call things; nothing where there is no such file. */
  async loadSynonyms() {
    return (this.synonyms ??= await this.loadJson("synonyms.json").then((file) => new Synonyms(file), () => null)) ?? new Synonyms();
  }

  /** The pages that can be found, by the index's id: id, length in characters, filters, kind in words, the file of its text. */
  async loadPageList() {
    const { files, groups } = await this.loadJson("pages.json");
    this.pageList ??= new Map(groups.flatMap(([filters, kind, pages]) =>
      Object.entries(pages).map(([id, [length, file]]) => [id, { id, length, filters, kind, file: `text/${files[file]}.json` }])));
    return this.pageList;
  }

  loadPage(id) {
    if (!this.pages.has(id)) {
      const page = this.loadPageList().then(async (list) => this.preparePage(id, (await this.loadJson(list.get(id).file))[id]));
      page.catch(() => this.pages.delete(id));
      this.pages.set(id, page);
    }
    return this.pages.get(id);
  }

  /* A piece's `title` is shown above it; the first `lead` characters of its text are already in it, `shift` further on. */
  preparePage(id, record) {
    let heading = null, length = 0;
    const pieces = record.pieces.map(([anchor, level, text], order, all) => {
      const piece = { id: anchor, level, text, plain: normal(text), order, title: heading ?? "", lead: 0, shift: 0 };
      const note = /^n\d+-\d+$/.test(anchor) && text.match(/^（P\d+）(.+?)(?=：)/);
      length += text.length;
      if (level) {
        heading = piece.title = text;
        // A run-in heading is in its paragraph too: its words are found there.
        piece.isRepeated = all[order + 1]?.[1] === 0 && all[order + 1][2].startsWith(text);
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

  /** The pages that may contain a term: never too few. */
  async findCandidates(term, variants) {
    const runs = [[]];
    for (const token of tokenise(term)) token === BREAK ? runs.push([]) : runs[runs.length - 1].push(token);
    const sets = runs.filter((run) => run.length).map((run) => this.findPagesOfRun(run, variants));
    return (await Promise.all(sets)).reduce(intersect);
  }

  async findPagesOfRun(run, variants) {
    const choices = run.map((token) => [...new Set([...(variants?.[token] ?? [])].map((character) => tokenise(character)[0]))]);
    const combinations = combine(choices.map((choice, n) => (choice.length ? choice : [run[n]])));
    if (!combinations.length) {
      const half = run.length >> 1;
      return intersect(await this.findPagesOfRun(run.slice(0, half), variants), await this.findPagesOfRun(run.slice(half), variants));
    }
    const sets = await Promise.all(combinations.map((tokens) => this.findPages(tokens)));
    return new Set(sets.flatMap((set) => [...set]));
  }

  /** The pages and the pattern of a term, and its `text` where it is found first: as typed, else ignoring quotation marks, else in
      the other script or with accents, else without them. Nothing where it is not found. */
  async resolveTerm(term, isCurrent = always) {
    const known = await this.loadVariants(), plain = normal(stripAccents(term));
    const attempts = [[term, null]];
    if ([...term].some((character) => known[character])) attempts.push([term, known]);
    if (plain !== term) attempts.push([plain, null]);
    for (const [form, variants] of attempts) {
      const ids = await this.findCandidates(form, variants);
      for (const isLoose of ids.size ? [false, true] : []) {
        const pattern = termPattern(form, variants, isLoose);
        const text = await this.findText([...ids], pattern, isCurrent);
        if (text) return { ids, pattern, text, isAsTyped: form === term && !variants };
      }
    }
    return { ids: new Set(), pattern: null, text: "", isAsTyped: false };
  }

  /** Strings that the same characters may stand for and that occur too (制造 where 製造 is printed). */
  async findAlternatives(term, variants) {
    const alternatives = [];
    for (const characters of combine([...term].map((character) => variants[character] ?? character))) {
      const other = characters.join("");
      if (other !== term && (await this.findCandidates(other, null)).size) alternatives.push(other);
    }
    return alternatives;
  }

  /** The first words of the pages that match; empty if none does. */
  async findText(ids, pattern, isCurrent) {
    for (let n = 0, step = 6; n < ids.length && isCurrent(); n += step, step *= 2) {
      for (const page of await Promise.all(ids.slice(n, n + step).map((id) => this.loadPage(id)))) {
        for (const piece of page.pieces) {
          const [span] = findSpans(piece.plain, pattern);
          if (span) return piece.text.slice(...span);
        }
        await yieldToBrowser();
      }
    }
    return "";
  }

  /** The hits of a query's own words; null for an empty one. `selected` is {year, kind} of the filters, `readingYear` the year that
      the reader came from; `isCurrent` tells whether the answer is still needed. Hits of other words for it: further.js. */
  async search(query, options = {}) {
    const terms = parseQuery(query);
    if (!terms.length) return null;
    const resolved = await Promise.all(terms.map((term) => this.resolveTerm(term, options.isCurrent)));
    const found = await this.collectHits(resolved.map(({ ids, pattern }) => ({ ids, patterns: pattern ? [pattern] : [] })), options);
    found.terms = terms;
    if (resolved.length === 1 && resolved[0].isAsTyped) found.alternatives = await this.findAlternatives(terms[0], await this.loadVariants());
    return found.hits.length || !(options.isCurrent ?? always)() ? found : this.confirmNoHits(found, query, options);
  }

  /** The hits of pages that have all that is `sought`, each {ids, patterns: any of which counts}; or with `isAny`, those of pages that
      have some of it, by the `weight` of that. Pieces of `known` hits are left out.

      Every hit is looked up in its page's text, so the most relevant pages are read first, BATCH_SIZE characters at a time:
      `hits` is complete for the pages that have been read, and `unread` are those that `readMore` has yet to read. */
  async collectHits(sought, { selected = {}, readingYear = "", isCurrent = always }, { isAny = false, known = [] } = {}) {
    const ids = sought.map((each) => each.ids).reduce(isAny ? unite : intersect);
    const pages = [...(await this.loadPageList()).values()].filter(({ id }) => ids.has(id));
    const found = {
      sought, isAny, known: new Set(known.map(({ piece }) => piece)),
      readingYear, pages: [], hits: [], readCount: 0, isComplete: totalLength(pages) <= BATCH_SIZE,
      groups: pages.map(({ filters, kind }) => [filters, kind]),
      alternatives: [],
      unread: pages,
    };
    if (!found.isComplete) found.unread = sortByRelevance(pages, selected, readingYear);
    await this.readMore(found, isCurrent);
    if (found.isComplete) found.groups = found.pages.map((page) => [page.filters, page.meta.kind]);
    return found;
  }

  /** Pagefind also finds nothing when one of its files has not arrived, and does not say so. So "nothing" is looked up in the
      text itself, unless that is long; then the index must at least be reachable. */
  async confirmNoHits(found, query, options) {
    if (this.engine instanceof FullText) return found;
    if (totalLength([...(await this.loadPageList()).values()]) <= BATCH_SIZE) {
      this.engine = this.createFullText();
      return this.search(query, options);
    }
    const response = await fetch(new URL("pagefind-entry.json", this.bundle).href, { cache: "no-store" }).catch(() => null);
    if (!response?.ok) throw new UnreachableError("pagefind-entry.json");
    return found;
  }

  /** Reads on until there is a new hit or no page is left. The new hits come after the known ones. */
  async readMore(found, isCurrent = always) {
    const before = found.hits.length;
    while (found.unread.length && found.hits.length === before && isCurrent()) {
      let count = 0, length = 0;
      while (count < found.unread.length && (!count || length + found.unread[count].length <= BATCH_SIZE)) length += found.unread[count++].length;
      const pages = await Promise.all(found.unread.slice(0, count).map(({ id }) => this.loadPage(id)));
      const matching = [];
      for (const page of pages) {
        const hits = findHits(page, found);
        if (hits.length) matching.push({ page, hits });
        await yieldToBrowser();
      }
      found.readCount += countDocuments(found.unread.splice(0, count));
      found.pages.push(...matching.map(({ page }) => page));
      found.hits.push(...rankHits(matching, found.readingYear));
    }
  }

  /** Glossary terms and indicators of similar names: those that have half of a query's pairs of characters. */
  async findRelatedTerms(query, limit = 5) {
    const entries = [...(await this.loadPageList()).values()].filter((page) => !isDocument(page));
    const pages = await Promise.all(entries.slice(0, MAX_ENTRY_PAGES).map(({ id }) => this.loadPage(id)));
    const variants = await this.loadVariants();
    const wanted = listPairs([...normal(query)].map((character) => variants[character]?.[0] ?? character).join(""));
    const names = pages.flatMap((page) => page.pieces.filter((piece) => piece.level > 1));
    return [...new Map(names.map((piece) => [piece.text, listPairs(piece.plain)]))]
      .map(([text, pairs]) => ({ text, shared: wanted.filter((pair) => pairs.includes(pair)).length }))
      .filter(({ shared }) => shared && shared * 2 >= wanted.length)
      .sort((a, b) => b.shared - a.shared || a.text.length - b.text.length)
      .slice(0, limit)
      .map(({ text }) => text);
  }
}

/** Each two characters that follow each other in a text, without what is no letter or digit. */
function listPairs(text) {
  const characters = text.replace(/[^\p{L}\p{N}]/gu, "");
  return [...new Set(Array.from({ length: Math.max(0, characters.length - 1) }, (_, n) => characters.slice(n, n + 2)))];
}

const ENTRY_KINDS = ["topic", "glossary", "indicator"];

/** A page's kind, without what tells it apart from others of its kind: report-donggang-zhen is a report. */
export function kindOf({ kind }) {
  return (kind ?? "").split("-")[0];
}

/** Whether a page is a document, not a topic, an entry of the glossary or an indicator. */
export function isDocument({ filters }) {
  return !ENTRY_KINDS.includes(kindOf(filters));
}

/** How many of the pages are documents. */
export function countDocuments(pages) {
  return pages.filter(isDocument).length;
}

/** Every combination of one element of each choice; none if there are too many. */
function combine(choices) {
  if (choices.reduce((count, choice) => count * choice.length, 1) > MAX_COMBINATIONS && choices.length > 1) return [];
  let combinations = [[]];
  for (const choice of choices) combinations = combinations.flatMap((start) => [...choice].map((next) => [...start, next]));
  return combinations;
}

/** How many characters the pages have together. */
function totalLength(pages) {
  return pages.reduce((sum, { length }) => sum + length, 0);
}

/** The order of reading where too many pages match to read all at once: of those that the filters leave, entries and indicators
    first, then the year that is being read, then the latest. */
function sortByRelevance(pages, selected, readingYear) {
  const key = ({ filters }) => [
    isDocument({ filters }) ? 1 : 0, filters.year === readingYear ? 0 : 1, -Number(filters.year ?? 0),
  ];
  return pages
    .filter(({ filters }) => Object.entries(selected).every(([name, value]) => !value || filters[name] === value))
    .map((page) => ({ ...page, key: key(page) }))
    .sort(compareKeys);
}

function intersect(a, b) {
  return new Set([...a].filter((value) => b.has(value)));
}

export function unite(a, b) {
  return new Set([...a, ...b]);
}

/** The pieces of a page that have most of what is sought; none unless the page has it all. With `isAny`, all that have some of it. */
function findHits(page, { sought, isAny, known }) {
  const foundTerms = new Set();
  const hits = [];
  for (const piece of page.pieces) {
    const marks = [];
    let termCount = 0, weight = 0;
    sought.forEach((each, n) => {
      const spans = each.patterns.flatMap((pattern) => findSpans(piece.plain, pattern));
      if (spans.length) termCount++, (weight += each.weight ?? 0), foundTerms.add(n), marks.push(...spans);
    });
    if (termCount && !piece.isRepeated) hits.push({ page, piece, termCount, weight, marks: mergeSpans(marks) });
  }
  if (!isAny && foundTerms.size < sought.length) return [];
  const most = isAny ? 1 : Math.max(...hits.map((hit) => hit.termCount));
  return hits.filter((hit) => hit.termCount >= most && !known.has(hit.piece));
}

/** What weighs most, or has most of the terms; entries and indicators of that name, then headings, then text; the year that is being read, then density and recency. */
function rankHits(matching, readingYear) {
  const years = matching.map(({ page }) => Number(page.filters.year)).filter(Boolean);
  const latest = Math.max(...years, 0);
  const ranked = [];
  matching.forEach(({ page, hits }, pageOrder) => {
    const markCount = hits.reduce((count, hit) => count + hit.marks.length, 0);
    const year = Number(page.filters.year) || latest;
    const score = Math.log1p((1000 * markCount) / page.length) - 0.4 * (latest - year);
    const isOtherYear = readingYear && page.filters.year === readingYear ? 0 : 1;
    for (const hit of hits) {
      const isInTitle = hit.piece.level > 0 || hit.marks[0][0] < hit.piece.lead;
      ranked.push({ ...hit, key: [-hit.weight, -hit.termCount, isInTitle ? (isDocument(page) ? 1 : 0) : 2, isOtherYear, -score, pageOrder, hit.piece.order] });
    }
  });
  return ranked.sort(compareKeys);
}

/** @returns {boolean} */
function always() {
  return true;
}

function compareKeys(a, b) {
  for (let n = 0; n < a.key.length; n++) if (a.key[n] !== b.key[n]) return a.key[n] - b.key[n];
  return 0;
}
