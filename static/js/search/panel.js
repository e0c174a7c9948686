/* The header's box. */
import { Finder } from "./finder.js";
import { findFurther } from "./further.js";
import { createElement, describeHit, isComposing, quoteWords, rememberSearch } from "./hit.js";
import { TYPING_PAUSE } from "./search_page.js";

const PANEL_SIZE = 6; // hits in the panel

/** Results while one types, below the box of `form`, whose data attributes have the wording: a combobox with a list of links.
    Enter with none of them chosen, and everything that fails, goes to the search page as without script. */
export class Panel {
  constructor(form) {
    this.form = form;
    this.box = form.elements.q;
    this.finder = new Finder(new URL("../pagefind/", form.action).href);
    this.searchId = 0; // of the latest search: the answers of older ones are dropped
    this.list = createElement("div", { id: "seek-list", className: "seek-list", hidden: true });
    this.status = createElement("p", { className: "visually-hidden" });
    form.append(this.list, this.status);
    setAttributes(this.list, { role: "listbox", "aria-label": form.dataset.list });
    setAttributes(this.status, { role: "status" });
    setAttributes(this.box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" });
    this.box.addEventListener("input", (event) => event.isComposing || this.scheduleSearch());
    this.box.addEventListener("compositionend", () => this.scheduleSearch());
    this.box.addEventListener("keydown", (event) => this.handleKey(event));
    this.box.addEventListener("focus", () => this.toggle(this.options().length > 0));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || this.toggle(false));
    // The box keeps the focus while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.followOption(event));
    this.finder.preload().catch(() => {});
    if (this.box.value) this.scheduleSearch();
  }

  toggle(isOpen) {
    this.list.hidden = !isOpen;
    this.box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.selectOption(-1);
  }

  /** The links of the list. */
  options() {
    return [...this.list.querySelectorAll("a")];
  }

  selectOption(index) {
    const options = this.options();
    this.selected = index;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === index)));
    const option = options[index];
    if (option) this.box.setAttribute("aria-activedescendant", option.id), option.scrollIntoView({ block: "nearest" });
    else this.box.removeAttribute("aria-activedescendant");
  }

  handleKey(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { hidden } = this.list, options = this.options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      const count = options.length + 1; // the box itself is one of the stops
      if (hidden) this.toggle(true);
      this.selectOption(((this.selected + 1 + step + count) % count) - 1);
    } else if (event.key === "Enter" && !hidden && this.selected >= 0) options[this.selected].click();
    else if (event.key === "Escape" && !hidden) this.toggle(false), event.stopPropagation();
    else return;
    event.preventDefault();
  }

  scheduleSearch() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.runSearch(), TYPING_PAUSE);
  }

  async runSearch() {
    const id = ++this.searchId;
    const isCurrent = () => id === this.searchId;
    const query = this.box.value.trim();
    const readingYear = location.pathname.match(/\/(20\d\d)\//)?.[1] ?? "";
    let found = null, further = null;
    try {
      found = await this.finder.search(query, { readingYear, isCurrent });
      if (found && found.hits.length < PANEL_SIZE) further = await findFurther(this.finder, found, { readingYear, isCurrent });
    } catch { /* nothing is shown */ }
    if (isCurrent()) this.showResults(query, found, further);
  }

  /** Shows the hits, and below them those of other words; nothing where `found` is null. */
  showResults(query, found, further) {
    const { all, count, none, also, nearest } = this.form.dataset;
    const hits = found?.hits ?? [];
    const fill = (text, values) => Object.entries(values).reduce((filled, [name, value]) => filled.replace(`{${name}}`, String(value)), text);
    const nothing = fill(none, { q: query });
    const said = !found ? [] : [!hits.length ? nothing : found.unread.length ? all : fill(count, { q: query, n: hits.length })];
    this.list.replaceChildren(...hits.slice(0, PANEL_SIZE).map((hit) => this.createOption(hit)));
    if (further) {
      const words = quoteWords(further.words);
      said.push(fill(further.isAny ? nearest : also, { words, n: further.hits.length }));
      this.list.append(this.createGroup(said.slice(hits.length ? 1 : 0).join("；"), further.hits.slice(0, PANEL_SIZE - hits.length)));
    }
    if (found) {
      const address = Object.assign(new URL(this.form.action), { search: new URLSearchParams({ q: query }) });
      this.list.append(createElement("a", { href: address.href, className: "seek-all" }, hits.length || further ? all : nothing));
    }
    this.options().forEach((option, n) => setAttributes(option, { id: `seek-${n}`, role: "option", tabindex: -1 }));
    this.status.replaceChildren(said.join("；"));
    this.selectOption(-1);
    this.toggle(this.options().length > 0 && this.form.contains(document.activeElement));
  }

  /** Hits of other words, below a line that says which. */
  createGroup(label, hits) {
    const line = createElement("span", { className: "meta" }, label);
    const group = createElement("div", { className: "seek-further" }, line, ...hits.map((hit) => this.createOption(hit)));
    setAttributes(line, { "aria-hidden": "true" });
    setAttributes(group, { role: "group", "aria-label": label });
    return group;
  }

  createOption(hit) {
    const { line, title, excerpt, href } = describeHit(hit, 40);
    const parts = [createElement("span", { className: "meta" }, ...line), createElement("b", {}, ...title)];
    if (excerpt.length) parts.push(createElement("span", { className: "excerpt" }, ...excerpt));
    return createElement("a", { href }, ...parts);
  }

  /** Goes from the search to the page of a hit that is opened in this tab, which highlights the words. */
  followOption(event) {
    const link = event.target.closest("a");
    const search = this.options().pop()?.href;
    if (!link || link.href === search || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.box.blur();
    rememberSearch(link.href, search);
  }
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
