/* The search page. */
import { Unreachable } from "./engine.js";
import { Finder } from "./find.js";
import { describe, element, isComposing, leaveQuery } from "./hit.js";

const AT_FIRST = 20; // hits shown before the reader asks for more
export const PAUSE = 40; // ms without a keystroke before a search
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
      [.../** @type {HTMLTemplateElement} */ (document.getElementById("find-words")).content.querySelectorAll("[data-key]")]
        .map((word) => [word.dataset.key, word.textContent]));
    this.reading = readingYear();
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
      const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      this.fromAddress();
      this.run().then(() => this.part.filters.querySelector("[aria-current]")?.focus());
    });
    this.part.list.addEventListener("click", (event) => {
      const link = event.target instanceof Element && /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
      if (link) leaveQuery(link.href, location.href);
    });
    this.part.more.addEventListener("click", () => this.further());
    addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = /** @type {HTMLElement} */ (document.activeElement);
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
    let found, near = [], trouble = "";
    try {
      const wanted = () => turn === this.turn;
      found = await this.finder.search(query, { narrow: this.narrow, reading: this.reading, wanted });
      while (found?.left.length && found.hits.length < shown && wanted()) await this.finder.more(found, wanted);
      if (found && !found.hits.length) near = await this.finder.near(query);
    } catch (error) {
      trouble = this.troubleOf(error);
    }
    clearTimeout(slow);
    if (turn !== this.turn) return;
    document.title = query ? `${query}｜${this.title}` : this.title;
    this.found = trouble ? null : found;
    this.part.start.hidden = this.part.help.hidden = Boolean(query);
    for (const part of ["failed", "old"]) this.part[part].hidden = part !== trouble;
    this.part.results.hidden = !this.found;
    this.part.filters.hidden = !this.found?.groups.length;
    if (this.found) this.result(query, near, shown);
    else this.part.status.replaceChildren(trouble ? this.part[trouble].textContent.trim() : "");
    this.form.dispatchEvent(new CustomEvent("found", { bubbles: true, detail: found }));
  }

  /** The part of the page that says why there is no answer: a file did not come, or this browser does not run the search. */
  troubleOf(error) {
    if (error instanceof Unreachable) return "failed";
    console.error(error);
    return "old";
  }

  result(query, near, shown) {
    const { year, kind } = this.narrow;
    const fits = (hit) => (!year || hit.page.filters.year === year) && (!kind || hit.page.filters.kind === kind);
    this.fits = fits;
    this.tell(query);
    this.part.none.hidden = this.found.hits.length > 0;
    this.offer("near", near);
    this.offer("others", this.found.others);
    this.filters(this.found);
    this.part.list.replaceChildren();
    this.show(shown);
  }

  /** How much is found; where not all is read yet, that too. */
  tell(query) {
    const { hits, left, read } = this.found;
    this.hits = hits.filter(this.fits);
    const pages = new Set(this.hits.map((hit) => hit.page)).size;
    const values = { q: query, n: this.hits.length, m: pages, read, left: left.length };
    const key = !hits.length ? "none" : left.length ? "part" : "count";
    this.part.heading.replaceChildren(this.say(key, values));
    this.part.status.replaceChildren(this.say(key === "count" ? "status" : key, values));
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

  /** Up to so many hits; those that stand on the page stay as they are. */
  show(shown) {
    this.shown = Math.min(Math.max(shown, AT_FIRST), this.hits.length);
    const { list, more } = this.part;
    list.append(...this.hits.slice(list.children.length, this.shown).map((hit) => this.item(hit)));
    const left = this.hits.length - this.shown;
    more.parentElement.hidden = !left && !this.found.left.length;
    more.replaceChildren(left ? this.say("more", { n: Math.min(left, AT_FIRST) }) : this.say("further", { n: this.found.left.length }));
  }

  /** More hits, from pages that are not read yet where all known ones are shown. */
  async further() {
    const { found, shown, turn } = this;
    if (this.busy) return;
    this.busy = true;
    try {
      if (shown === this.hits.length) await this.finder.more(found, () => turn === this.turn);
      if (turn !== this.turn) return;
      this.tell(this.asked);
      this.show(shown + AT_FIRST);
      (this.links()[shown] ?? this.links().pop()).focus();
    } catch (error) {
      this.part[this.troubleOf(error)].hidden = false;
    } finally {
      this.busy = false;
    }
  }

  item(hit) {
    const { line, title, said, href } = describe(hit, 96);
    const made = element("li", {}, element("p", { className: "meta" }, ...line), element("h3", {}, element("a", { href }, ...title)));
    made.dataset.page = hit.page.url;
    if (said.length) made.append(element("p", { className: "excerpt" }, ...said));
    return made;
  }
}

/** The year whose pages the reader came from. Firefox gives no referrer where a service worker answers; seek.js leaves it. */
function readingYear() {
  let from = document.referrer;
  try { from ||= sessionStorage.searchedFrom ?? ""; } catch { /* unknown */ }
  return from.match(/\/(20\d\d)\//)?.[1] ?? "";
}

if (typeof document !== "undefined") {
  const form = document.querySelector("form[data-bundle]");
  if (form) new SearchPage(form);
}
