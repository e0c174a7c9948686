/* A list of hits on the search page, and the button below it that shows more of them. */
import { countDocuments } from "./finder.js";
import { createElement, describeHit } from "./hit.js";

const BATCH = 20; // hits shown before the reader asks for more

export class HitList {
  /** `list` is the element of the list, `more` the button, `formatText` gives the wording. */
  constructor(list, more, formatText) {
    this.list = list;
    this.more = more;
    this.formatText = formatText;
    this.found = null;
    this.hits = [];
    this.selected = { year: "", kind: "" };
    this.shown = 0;
  }

  /** Shows up to `shown` hits of what was found, which may be null, of the year and kind of the filters. */
  reset(found, selected, shown = BATCH) {
    this.found = found;
    this.selected = selected;
    this.list.replaceChildren();
    this.show(shown);
  }

  /** Shows up to `shown` hits; those that are on the page stay as they are. */
  show(shown) {
    this.hits = (this.found?.hits ?? []).filter((hit) => hasFilters(hit, this.selected));
    this.shown = Math.min(Math.max(shown, BATCH), this.hits.length);
    this.list.append(...this.hits.slice(this.list.children.length, this.shown).map(createItem));
    const left = this.hits.length - this.shown, unread = this.found?.unread ?? [];
    this.more.parentElement.hidden = !left && !unread.length;
    this.more.replaceChildren(left
      ? this.formatText("more", { n: Math.min(left, BATCH) })
      : this.formatText("further", { n: countDocuments(unread) || unread.length }));
  }

  /** Shows more hits, for which `readMore` may have to read further pages, and focuses the first. */
  async showMore(readMore) {
    const { found, shown } = this;
    if (shown === this.hits.length) await readMore(found);
    if (found !== this.found) return;
    this.show(shown + BATCH);
    (this.links()[shown] ?? this.links().pop())?.focus();
  }

  /** The links to the hits. */
  links() {
    return [...this.list.querySelectorAll("h3 a")];
  }

  /** How many documents, and how many terms, indicators and topics, have the hits. */
  countPlaces() {
    const pages = [...new Set(this.hits.map((hit) => hit.page))];
    const documents = countDocuments(pages);
    const entries = new Set(this.hits.map(({ page, piece }) => (page.filters.kind === "glossary" ? piece.id : page)));
    return { m: documents, e: entries.size - documents };
  }
}

/** Whether a hit's page is of that year and kind; an empty one means any. */
export function hasFilters({ page }, { year, kind }) {
  return (!year || page.filters.year === year) && (!kind || page.filters.kind === kind);
}

function createItem(hit) {
  const { line, title, excerpt, href } = describeHit(hit, 96);
  const heading = createElement("h3", {}, createElement("a", { href }, ...title));
  const item = createElement("li", {}, createElement("p", { className: "meta" }, ...line), heading);
  item.dataset.page = hit.page.url;
  if (excerpt.length) item.append(createElement("p", { className: "excerpt" }, ...excerpt));
  return item;
}
