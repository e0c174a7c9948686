/* The header's box. */
import { Finder } from "./find.js";
import { describe, element, isComposing, leaveQuery } from "./hit.js";
import { PAUSE } from "./page.js";

const BEST = 6; // hits in the panel

/** Results as they are typed, below the box of `form`, whose data say the panel's wording: a combobox with a list of
    links. Enter with none of them chosen, and everything that fails, goes to the search page as without script. */
export class Panel {
  constructor(form) {
    this.form = form;
    this.box = form.elements.q;
    this.finder = new Finder(new URL("../pagefind/", form.action).href);
    this.turn = 0;
    this.list = element("div", { id: "seek-list", className: "seek-list", hidden: true });
    this.status = element("p", { className: "visually-hidden" });
    form.append(this.list, this.status);
    set(this.list, { role: "listbox", "aria-label": form.dataset.list });
    set(this.status, { role: "status" });
    set(this.box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" });
    this.box.addEventListener("input", (event) => event.isComposing || this.changed());
    this.box.addEventListener("compositionend", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focus", () => this.open(this.list.children.length > 0));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || this.open(false));
    // The box keeps the focus while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.chosen(event));
    this.finder.ready().catch(() => {});
    if (this.box.value) this.changed();
  }

  open(yes) {
    this.list.hidden = !yes;
    this.box.setAttribute("aria-expanded", String(yes));
    if (!yes) this.choose(-1);
  }

  choose(place) {
    const options = [...this.list.children];
    this.place = place;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
    const chosen = options[place];
    if (chosen) this.box.setAttribute("aria-activedescendant", chosen.id), chosen.scrollIntoView({ block: "nearest" });
    else this.box.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { hidden, children } = this.list;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && children.length) {
      const count = children.length + 1; // the box itself is one of the stations
      if (hidden) this.open(true);
      this.choose(((this.place + 1 + step + count) % count) - 1);
    } else if (event.key === "Enter" && !hidden && this.place >= 0) children[this.place].click();
    else if (event.key === "Escape" && !hidden) this.open(false), event.stopPropagation();
    else return;
    event.preventDefault();
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE);
  }

  async run() {
    const turn = ++this.turn;
    const wanted = () => turn === this.turn;
    const query = this.box.value.trim();
    const reading = location.pathname.match(/\/(20\d\d)\//)?.[1] ?? "";
    let found = null, failed = false;
    try {
      found = await this.finder.search(query, { reading, wanted });
    } catch {
      failed = true;
    }
    if (!wanted()) return;
    const { all, count, none } = this.form.dataset;
    const fill = (text) => text.replace("{q}", query).replace("{n}", found.hits.length);
    if (!found || failed) this.list.replaceChildren();
    else {
      const options = found.hits.slice(0, BEST).map((hit) => this.option(hit));
      const address = Object.assign(new URL(this.form.action), { search: new URLSearchParams({ q: query }) });
      options.push(element("a", { href: address.href, className: "seek-all" }, found.hits.length ? all : fill(none)));
      options.forEach((option, n) => set(option, { id: `seek-${n}`, role: "option", tabindex: -1 }));
      this.list.replaceChildren(...options);
    }
    const exact = found?.hits.length && !found.left.length;
    this.status.replaceChildren(!found || failed ? "" : exact ? fill(count) : found.hits.length ? all : fill(none));
    this.choose(-1);
    this.open(this.list.children.length > 0 && this.form.contains(document.activeElement));
  }

  option(hit) {
    const { line, title, said, href } = describe(hit, 40);
    const parts = [element("span", { className: "meta" }, ...line), element("b", {}, ...title)];
    if (said.length) parts.push(element("span", { className: "excerpt" }, ...said));
    return element("a", { href }, ...parts);
  }

  /** Where a hit is opened from here, arrive.js of its page hears of the words from the session's store. */
  chosen(event) {
    const link = event.target.closest("a");
    const search = this.list.lastChild.href;
    if (!link || link.href === search || event.ctrlKey || event.metaKey || event.shiftKey) return;
    this.box.blur();
    leaveQuery(link.href, search);
  }
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}
