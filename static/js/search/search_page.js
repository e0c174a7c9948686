/* The search page. */
import { UnreachableError } from "./engine.js";
import { Finder, countDocuments, kindOf } from "./finder.js";
import { findFurther, findNearWords } from "./further.js";
import { createElement, isComposing, quoteWords, rememberSearch } from "./hit.js";
import { HitList, hasFilters } from "./hit_list.js";

export const TYPING_PAUSE = 40; // ms without a keystroke before a search
const HISTORY_PAUSE = 1500; // ms after which the next keystroke adds an entry to the browser's history
const KIND_ORDER = ["report", "explainer", "coverage", "topic", "glossary", "indicator"];

class SearchPage {
  constructor(form) {
    this.form = form;
    this.box = form.elements.q;
    this.finder = new Finder(new URL(form.dataset.bundle, document.baseURI).href);
    this.parts = Object.fromEntries(
      [...document.querySelectorAll("[data-find]")].map((element) => [element.dataset.find, element]));
    const words = /** @type {HTMLTemplateElement} */ (document.getElementById("find-words")).content.querySelectorAll("[data-key]");
    this.words = Object.fromEntries([...words].map((word) => [word.dataset.key, word.textContent]));
    const createList = (list, more) => new HitList(this.parts[list], this.parts[more], (key, values) => this.formatText(key, values));
    this.own = createList("list", "more"); // the hits of the query's own words
    this.further = createList("further-list", "further-more"); // those of other words
    this.readingYear = yearOfReferrer();
    this.title = document.title;
    this.selected = { year: "", kind: "" }; // the filters
    this.searchId = 0; // of the latest search: the answers of older ones are dropped
    this.addsHistoryEntry = true; // the next query does, instead of replacing the present entry
    this.parts.off.hidden = true;
    this.addListeners();
    this.readAddress();
    const { y } = history.state ?? {};
    this.runSearch(history.state ?? {}).then(() => y && scrollTo(0, y));
    this.finder.preload().catch(() => {});
  }

  /** The wording `key` with its placeholders filled. */
  formatText(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // ----- input

  addListeners() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.scheduleSearch(0);
      this.addsHistoryEntry = true;
    });
    this.box.addEventListener("input", (event) => event.isComposing || this.scheduleSearch(TYPING_PAUSE));
    this.box.addEventListener("compositionend", () => this.scheduleSearch(TYPING_PAUSE));
    addEventListener("popstate", () => {
      this.readAddress();
      this.runSearch(history.state ?? {});
    });
    addEventListener("pagehide", () =>
      history.replaceState({ y: scrollY, shown: this.own.shown, furtherShown: this.further.shown }, ""));
    this.parts.filters.addEventListener("click", (event) => {
      const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      this.readAddress();
      this.runSearch().then(() => this.parts.filters.querySelector("[aria-current]")?.focus());
    });
    for (const list of [this.own, this.further]) {
      list.list.addEventListener("click", (event) => {
        const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
        if (link) rememberSearch(link.href, location.href);
      });
      list.more.addEventListener("click", () => this.showMore(list));
    }
    addEventListener("keydown", (event) => this.handleKey(event));
  }

  handleKey(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const active = /** @type {HTMLElement} */ (document.activeElement);
    const links = this.hitLinks();
    const index = links.indexOf(active);
    if (event.key === "/" && !active.matches("input, textarea, select")) this.box.select(), this.box.focus();
    else if (event.key === "ArrowDown" && (active === this.box || index >= 0)) links[index + 1]?.focus();
    else if (event.key === "ArrowUp" && index >= 0) (links[index - 1] ?? this.box).focus();
    else if (event.key === "Escape" && active === this.box && this.box.value) (this.box.value = ""), this.scheduleSearch(0);
    else if (event.key === "Escape" && index >= 0) this.box.focus();
    else return;
    event.preventDefault();
  }

  hitLinks() {
    return [...this.own.links(), ...this.further.links()];
  }

  /** Searches after `pause` ms, if the query has changed by then. */
  scheduleSearch(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.box.value.trim() === this.query) return;
      this.selected = { year: "", kind: "" };
      const address = this.buildAddress({});
      if (this.addsHistoryEntry) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
      this.addsHistoryEntry = false;
      clearTimeout(this.historyTimer);
      this.historyTimer = setTimeout(() => (this.addsHistoryEntry = true), HISTORY_PAUSE);
      this.runSearch();
    }, pause);
  }

  buildAddress({ year = "", kind = "" }) {
    const fields = new URLSearchParams(
      Object.entries({ q: this.box.value.trim(), year, kind }).filter(([, value]) => value));
    return fields.size ?? [...fields].length ? `?${fields}` : location.pathname;
  }

  readAddress() {
    const fields = new URLSearchParams(location.search);
    this.box.value = fields.get("q") ?? "";
    this.selected = { year: fields.get("year") ?? "", kind: fields.get("kind") ?? "" };
    this.addsHistoryEntry = true;
  }

  // ----- output

  async runSearch({ shown = 0, furtherShown = 0 } = {}) {
    const id = ++this.searchId;
    const isCurrent = () => id === this.searchId;
    const query = (this.query = this.box.value.trim());
    const options = (this.options = { selected: this.selected, readingYear: this.readingYear, isCurrent });
    const loading = setTimeout(() => this.parts.status.replaceChildren(this.formatText("loading")), 400);
    let found, further = null, offers = [], errorPart = "";
    try {
      found = await this.finder.search(query, options);
      while (found?.unread.length && found.hits.length < shown && isCurrent()) await this.finder.readMore(found, isCurrent);
      if (found) further = await findFurther(this.finder, found, options);
      if (found) offers = (await findNearWords(this.finder, found)).filter((word) => further?.isAny || !further?.words.includes(word));
      if (found && isUnanswered(found, further)) offers = [...await this.finder.findRelatedTerms(query), ...offers];
    } catch (error) {
      errorPart = this.errorPartFor(error);
    }
    clearTimeout(loading);
    if (!isCurrent()) return;
    document.title = query ? `${query}｜${this.title}` : this.title;
    this.found = errorPart ? null : found;
    this.parts.start.hidden = this.parts.help.hidden = Boolean(query);
    for (const part of ["failed", "old"]) this.parts[part].hidden = part !== errorPart;
    this.parts.results.hidden = !this.found;
    this.own.reset(this.found, this.selected, shown);
    this.further.reset(this.found && further, this.selected, furtherShown);
    if (this.found) this.showResults(offers);
    else this.parts.further.hidden = true, this.parts.status.replaceChildren(errorPart ? this.parts[errorPart].textContent.trim() : "");
    this.form.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: found }));
  }

  /** The part of the page that explains an error: a file could not be fetched, or this browser cannot run the search. */
  errorPartFor(error) {
    if (error instanceof UnreachableError) return "failed";
    console.error(error);
    return "old";
  }

  showResults(offers) {
    this.showCount();
    this.parts.none.hidden = !isUnanswered(this.found, this.further.found);
    this.showSuggestions("near", [...new Set(offers)]);
    this.showSuggestions("others", this.found.alternatives);
    this.showFilters();
  }

  /** Says how many hits there are, and how many documents are not read yet. */
  showCount() {
    const { hits, unread, readCount } = this.found, further = this.further.found;
    const places = this.own.countPlaces();
    const values = { q: this.query, n: this.own.hits.length, ...places, read: readCount, left: countDocuments(unread) };
    const key = !hits.length ? "none" : unread.length ? "part" : "count";
    this.parts.heading.replaceChildren(this.formatText(key, values));
    const status = !places.e ? "status" : places.m ? "status_both" : "status_entries";
    const said = [this.formatText(key !== "count" ? key : status, values)];
    this.parts.further.hidden = !further;
    if (further) {
      const words = quoteWords(further.words);
      said.push(this.formatText(further.isAny ? "nearest" : "also", { words, n: this.further.hits.length }));
      this.parts["further-heading"].replaceChildren(said[1]);
    }
    this.parts.status.replaceChildren(said.join("；"));
  }

  /** Other searches, as links. */
  showSuggestions(part, terms) {
    this.parts[part].hidden = !terms.length;
    const link = (term) => createElement("a", { href: `?${new URLSearchParams({ q: term })}` }, term);
    this.parts[part].querySelector("span").replaceChildren(...terms.map(link));
  }

  /** The links that filter the hits, each with how many it would leave. */
  showFilters() {
    const founds = [this.found, this.further.found].filter(Boolean);
    const hits = founds.flatMap((found) => found.hits), groups = founds.flatMap((found) => found.groups);
    const { year, kind } = this.selected;
    this.parts.filters.hidden = !groups.length;
    const link = (key, values, target) => {
      const isComplete = founds.every((found) => found.isComplete);
      const n = isComplete ? String(hits.filter((hit) => hasFilters(hit, target)).length) : "";
      const element = createElement("a", { href: this.buildAddress(target) }, this.formatText(key, { ...values, n }).trim());
      if (target.year === year && target.kind === kind) element.setAttribute("aria-current", "true");
      return element;
    };
    const valuesOf = (name) => [...new Set(groups.map(([filters]) => filters[name]).filter(Boolean))];
    const orderOf = (kind) => KIND_ORDER.indexOf(kindOf({ kind }));
    const years = valuesOf("year").sort().reverse();
    const kinds = valuesOf("kind").sort((a, b) => orderOf(a) - orderOf(b));
    const nameOf = (value) => groups.find(([filters]) => filters.kind === value)[1] || value;
    this.parts.filters.replaceChildren(
      link("all", {}, { year: "", kind: "" }),
      ...years.map((value) => link("year", { year: value }, { year: value, kind })),
      ...kinds.map((value) => link("kind", { kind: nameOf(value) }, { year, kind: value })));
  }

  /** Shows more hits of a list; once all known ones are shown, reads further pages. */
  async showMore(list) {
    const { searchId, options } = this;
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await list.showMore((found) => this.finder.readMore(found, options.isCurrent));
      if (searchId !== this.searchId) return;
      if (list === this.own && !this.further.found && !this.found.unread.length) await this.addFurther(options);
      this.showCount();
    } catch (error) {
      this.parts[this.errorPartFor(error)].hidden = false;
    } finally {
      this.isBusy = false;
    }
  }

  /** Shows the hits of other words, which wait until all of the query's own have been read. */
  async addFurther(options) {
    const further = await findFurther(this.finder, this.found, options);
    if (further && options.isCurrent()) this.further.reset(further, this.selected);
  }
}

/** Whether there are hits neither of the query's own words nor of synonyms. */
function isUnanswered(found, further) {
  return !found.hits.length && (!further || further.isAny);
}

/** The year whose pages the reader came from. Firefox gives no referrer behind a service worker; header_search.js saves it. */
function yearOfReferrer() {
  let address = document.referrer;
  try { address ||= sessionStorage.searchedFrom ?? ""; } catch { /* storage is blocked */ }
  return address.match(/\/(20\d\d)\//)?.[1] ?? "";
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-bundle]");
  if (form) new SearchPage(form);
}
