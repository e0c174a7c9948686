/* The search page. */
import { UnreachableError } from "./engine.js";
import { Finder } from "./finder.js";
import { createElement, describeHit, isComposing, rememberSearch } from "./hit.js";

const BATCH = 20; // hits shown before the reader asks for more
export const TYPING_PAUSE = 40; // ms without a keystroke before a search
const HISTORY_PAUSE = 1500; // ms after which the next keystroke adds an entry to the browser's history
const KIND_ORDER = ["report", "explainer", "coverage", "glossary", "indicator"];

class SearchPage {
  constructor(form) {
    this.form = form;
    this.box = form.elements.q;
    this.finder = new Finder(new URL(form.dataset.bundle, document.baseURI).href);
    this.parts = Object.fromEntries(
      [...document.querySelectorAll("[data-find]")].map((element) => [element.dataset.find, element]));
    const words = /** @type {HTMLTemplateElement} */ (document.getElementById("find-words")).content.querySelectorAll("[data-key]");
    this.words = Object.fromEntries([...words].map((word) => [word.dataset.key, word.textContent]));
    this.readingYear = yearOfReferrer();
    this.title = document.title;
    this.selected = { year: "", kind: "" }; // the filters
    this.searchId = 0; // of the latest search: the answers of older ones are dropped
    this.addsHistoryEntry = true; // the next query does, instead of replacing the present entry
    this.parts.off.hidden = true;
    this.addListeners();
    this.readAddress();
    const { y, shown } = history.state ?? {};
    this.runSearch({ shown }).then(() => y && scrollTo(0, y));
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
    addEventListener("pagehide", () => history.replaceState({ y: scrollY, shown: this.shown }, ""));
    this.parts.filters.addEventListener("click", (event) => {
      const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      this.readAddress();
      this.runSearch().then(() => this.parts.filters.querySelector("[aria-current]")?.focus());
    });
    this.parts.list.addEventListener("click", (event) => {
      const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
      if (link) rememberSearch(link.href, location.href);
    });
    this.parts.more.addEventListener("click", () => this.showMore());
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
    return [...this.parts.list.querySelectorAll("h3 a")];
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

  async runSearch({ shown = BATCH } = {}) {
    const id = ++this.searchId;
    const isCurrent = () => id === this.searchId;
    const query = (this.query = this.box.value.trim());
    const loading = setTimeout(() => this.parts.status.replaceChildren(this.formatText("loading")), 400);
    let found, relatedTerms = [], errorPart = "";
    try {
      found = await this.finder.search(query, { selected: this.selected, readingYear: this.readingYear, isCurrent });
      while (found?.unread.length && found.hits.length < shown && isCurrent()) await this.finder.readMore(found, isCurrent);
      if (found && !found.hits.length) relatedTerms = await this.finder.findRelatedTerms(query);
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
    this.parts.filters.hidden = !this.found?.groups.length;
    if (this.found) this.showResults(query, relatedTerms, shown);
    else this.parts.status.replaceChildren(errorPart ? this.parts[errorPart].textContent.trim() : "");
    this.form.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: found }));
  }

  /** The part of the page that explains an error: a file could not be fetched, or this browser cannot run the search. */
  errorPartFor(error) {
    if (error instanceof UnreachableError) return "failed";
    console.error(error);
    return "old";
  }

  showResults(query, relatedTerms, shown) {
    this.showCount(query);
    this.parts.none.hidden = this.found.hits.length > 0;
    this.showSuggestions("near", relatedTerms);
    this.showSuggestions("others", this.found.alternatives);
    this.showFilters();
    this.parts.list.replaceChildren();
    this.showHits(shown);
  }

  /** Says how many hits there are, and how many pages are not read yet. */
  showCount(query) {
    const { hits, unread, readCount } = this.found;
    const { year, kind } = this.selected;
    this.hits = hits.filter((hit) => hasFilters(hit, year, kind));
    const pages = new Set(this.hits.map((hit) => hit.page)).size;
    const values = { q: query, n: this.hits.length, m: pages, read: readCount, left: unread.length };
    const key = !hits.length ? "none" : unread.length ? "part" : "count";
    this.parts.heading.replaceChildren(this.formatText(key, values));
    this.parts.status.replaceChildren(this.formatText(key === "count" ? "status" : key, values));
  }

  /** Other searches, as links. */
  showSuggestions(part, terms) {
    this.parts[part].hidden = !terms.length;
    const link = (term) => createElement("a", { href: `?${new URLSearchParams({ q: term })}` }, term);
    this.parts[part].querySelector("span").replaceChildren(...terms.map(link));
  }

  /** The links that filter the hits, each with how many it would leave. */
  showFilters() {
    const { hits, groups, isComplete } = this.found;
    const { year, kind } = this.selected;
    const link = (key, values, target) => {
      const n = isComplete ? String(hits.filter((hit) => hasFilters(hit, target.year, target.kind)).length) : "";
      const element = createElement("a", { href: this.buildAddress(target) }, this.formatText(key, { ...values, n }).trim());
      if (target.year === year && target.kind === kind) element.setAttribute("aria-current", "true");
      return element;
    };
    const valuesOf = (name) => [...new Set(groups.map(([filters]) => filters[name]).filter(Boolean))];
    const years = valuesOf("year").sort().reverse();
    const kinds = valuesOf("kind").sort((a, b) => KIND_ORDER.indexOf(a) - KIND_ORDER.indexOf(b));
    const nameOf = (value) => groups.find(([filters]) => filters.kind === value)[1] || value;
    this.parts.filters.replaceChildren(
      link("all", {}, { year: "", kind: "" }),
      ...years.map((value) => link("year", { year: value }, { year: value, kind })),
      ...kinds.map((value) => link("kind", { kind: nameOf(value) }, { year, kind: value })));
  }

  /** Shows up to `shown` hits; those that are on the page stay as they are. */
  showHits(shown) {
    this.shown = Math.min(Math.max(shown, BATCH), this.hits.length);
    const { list, more } = this.parts;
    list.append(...this.hits.slice(list.children.length, this.shown).map((hit) => this.createItem(hit)));
    const left = this.hits.length - this.shown, unread = this.found.unread.length;
    more.parentElement.hidden = !left && !unread;
    more.replaceChildren(left ? this.formatText("more", { n: Math.min(left, BATCH) }) : this.formatText("further", { n: unread }));
  }

  /** Shows more hits; once all known ones are shown, reads further pages. */
  async showMore() {
    const { found, shown, searchId } = this;
    const isCurrent = () => searchId === this.searchId;
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      if (shown === this.hits.length) await this.finder.readMore(found, isCurrent);
      if (!isCurrent()) return;
      this.showCount(this.query);
      this.showHits(shown + BATCH);
      (this.hitLinks()[shown] ?? this.hitLinks().pop()).focus();
    } catch (error) {
      this.parts[this.errorPartFor(error)].hidden = false;
    } finally {
      this.isBusy = false;
    }
  }

  createItem(hit) {
    const { line, title, excerpt, href } = describeHit(hit, 96);
    const heading = createElement("h3", {}, createElement("a", { href }, ...title));
    const item = createElement("li", {}, createElement("p", { className: "meta" }, ...line), heading);
    item.dataset.page = hit.page.url;
    if (excerpt.length) item.append(createElement("p", { className: "excerpt" }, ...excerpt));
    return item;
  }
}

/** Whether a hit's page is of that year and kind; an empty one means any. */
function hasFilters({ page }, year, kind) {
  return (!year || page.filters.year === year) && (!kind || page.filters.kind === kind);
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
