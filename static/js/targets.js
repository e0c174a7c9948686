// @ts-check
/* Filters and sorts a year's table. The choice is in the address (topic, state, sort), so that it can be sent and gone back from;
   without script all rows are shown by subject. */
(() => {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector(".ledger"));
  const status = document.querySelector(".found [role=status]");
  const restore = /** @type {HTMLButtonElement | null} */ (document.querySelector(".found button"));
  const nothing = /** @type {HTMLElement | null} */ (document.querySelector(".nothing"));
  if (!table || !status || !restore || !nothing) return;
  const groups = Array.from(table.tBodies), sorted = document.createElement("tbody");
  const rows = Array.from(table.querySelectorAll("tbody tr:not(.subject)")).map((row) => new Row(/** @type {HTMLTableRowElement} */ (row)));
  const units = Array.from(new Set(rows.map((row) => row.unit)));
  const filters = Array.from(document.querySelectorAll("[data-filter]")).map((list) => new Filter(/** @type {HTMLElement} */ (list)));
  /** @type {HTMLButtonElement[]} */
  const buttons = Array.from(table.querySelectorAll("button[data-sort]"));

  /** @param {HTMLTableRowElement} element */
  function Row(element) {
    const numbers = Array.from(element.querySelectorAll("td[data-value]"), (cell) => cell.getAttribute("data-value") || "");
    this.element = element;
    this.group = /** @type {HTMLElement} */ (element.parentElement);
    this.unit = element.dataset.unit || "";
    this.topic = (element.dataset.topics || "").split(" ");
    this.state = [element.dataset.state || ""];
    this.name = (element.cells[0].textContent || "").trim();
    [this.target, this.result] = numbers;
  }

  /** @param {HTMLElement} list */
  function Filter(list) {
    this.name = list.dataset.filter || "";
    this.links = /** @type {HTMLAnchorElement[]} */ (Array.from(list.querySelectorAll("a")));
  }

  /** The choice in the address; what the page does not have counts as nothing chosen. */
  function readChoice() {
    const fields = new URLSearchParams(location.search), choice = { sort: "" };
    for (const { name, links } of filters) {
      const value = fields.get(name) || "";
      choice[name] = links.some((link) => link.dataset.value === value) ? value : "";
    }
    const sort = fields.get("sort") || "";
    if (buttons.some((button) => button.dataset.sort === sort.replace(/^-/, ""))) choice.sort = sort;
    return choice;
  }

  /** The address of a choice, from this page. */
  function formatAddress(choice) {
    const fields = new URLSearchParams(Object.entries(choice).filter(([, value]) => value)).toString();
    return fields ? `?${fields}` : location.pathname;
  }

  function isChosen(row, choice) {
    return filters.every(({ name }) => !choice[name] || row[name].includes(choice[name]));
  }
  const count = (choice) => rows.filter((row) => isChosen(row, choice)).length;
  const fill = (words, values) => (words || "").replace(/\{(\w+)\}/g, (_, key) => values[key]);

  /** Names compare as Chinese, numbers within their unit; rows without a number come last. */
  function compare(one, other, key, sign) {
    if (key === "name") return sign * one.name.localeCompare(other.name, document.documentElement.lang);
    if (!one[key] || !other[key]) return Number(!one[key]) - Number(!other[key]);
    return units.indexOf(one.unit) - units.indexOf(other.unit) || sign * (Number(one[key]) - Number(other[key]));
  }

  function arrange(sort) {
    const key = sort.replace(/^-/, ""), sign = sort.startsWith("-") ? -1 : 1;
    const order = key ? rows.slice().sort((one, other) => compare(one, other, key, sign)) : rows;
    for (const row of order) (key ? sorted : row.group).appendChild(row.element);
    if (key) table.appendChild(sorted); else sorted.remove();
    for (const button of buttons) {
      const head = /** @type {HTMLElement} */ (button.parentElement), isSorted = button.dataset.sort === key;
      if (isSorted) head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
    }
  }

  function showCounts(choice) {
    for (const { name, links } of filters) for (const link of links) {
      const value = link.dataset.value || "", next = { ...choice, [name]: value }, number = count(next);
      const isCurrent = value === choice[name];
      const digits = link.querySelector(".digits");
      if (digits) digits.textContent = String(number);
      if (number || isCurrent) link.setAttribute("href", formatAddress(next)); else link.removeAttribute("href");
      if (isCurrent) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }

  /** The words of a filter's choice: 教育. */
  function nameChoice(name, value) {
    const filter = filters.find((each) => each.name === name);
    const link = filter && filter.links.find((each) => each.dataset.value === value);
    const words = link && link.querySelector(".name");
    return words ? words.textContent : "";
  }

  /** Says why nothing is found, and where there is something. */
  function explainNothing(choice) {
    const topic = nameChoice("topic", choice.topic), state = nameChoice("state", choice.state);
    nothing.textContent = "";
    const words = document.createElement("p");
    words.textContent = fill(nothing.dataset.nothing, { topic, state }) + nothing.dataset.reason;
    nothing.appendChild(words);
    const offers = [{ label: nothing.dataset.seeTopic, next: { topic: choice.topic } }, { label: nothing.dataset.seeState, next: { state: choice.state } }];
    for (const { label, next } of offers) {
      const number = count(next);
      if (!number) continue;
      const link = document.createElement("a");
      link.href = formatAddress(next);
      link.textContent = fill(label, { topic, state, count: number });
      nothing.appendChild(link);
    }
  }

  function show() {
    const choice = readChoice();
    for (const row of rows) row.element.hidden = !isChosen(row, choice);
    for (const group of groups) group.hidden = Boolean(choice.sort) || !rows.some((row) => row.group === group && !row.element.hidden);
    arrange(choice.sort);
    showCounts(choice);
    const number = count(choice), key = choice.sort.replace(/^-/, "");
    const column = buttons.find((button) => button.dataset.sort === key);
    const order = column ? fill(table.dataset.sorted, { column: column.textContent }) : table.dataset.order;
    const within = column && key !== "name" ? table.dataset.within : "";
    status.textContent = fill(table.dataset.found, { count: number }) + order + within;
    restore.hidden = !choice.sort;
    table.hidden = !number;
    nothing.hidden = Boolean(number);
    if (!number) explainNothing(choice);
  }

  /** Takes a choice without loading the page again. */
  function choose(choice) {
    history.pushState(null, "", formatAddress(choice));
    show();
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest(".sieve a[href], .nothing a");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    show();
  });
  for (const button of buttons) button.addEventListener("click", () => {
    const choice = readChoice(), key = button.dataset.sort || "";
    choose({ ...choice, sort: choice.sort === key ? `-${key}` : key });
  });
  restore.addEventListener("click", () => {
    choose({ ...readChoice(), sort: "" });
    buttons[0].focus();
  });
  addEventListener("popstate", show);
  show();
})();
