// @ts-check
/* Keys and quiet changes of page for the desk: everything is done by pressing the page's own buttons and links. */
(() => {
  const LETTERS = "desk-letters"; // where it is stored that keys without Ctrl are switched off
  const SWAPPED = [".bar", ".steps", "main", ".keys"];
  let sent = /** @type {FileList | null} */ (null); // the files of the last form with files, for when it is shown again with a question
  let isBusy = false; // a request is under way: what is pressed meanwhile is not for the next page

  const areLettersOn = () => localStorage.getItem(LETTERS) !== "off";

  /** @param {EventTarget | null} target */
  function isField(target) {
    return target instanceof HTMLElement && target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  }

  /** Replaces what differs between pages by that of the page `html`, and moves the focus into it.
   * @param {string} html */
  function show(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    const parts = SWAPPED.map((selector) => [document.querySelector(selector), next.querySelector(selector)]);
    if (parts.some(([old, fresh]) => !old || !fresh)) return false;
    parts.forEach(([old, fresh]) => /** @type {Element} */ (old).replaceWith(/** @type {Element} */ (fresh)));
    document.title = next.title;
    const status = document.querySelector("[role=status]"); // it stays, or it would not be read aloud
    if (status) status.textContent = next.querySelector("[role=status]")?.textContent || "";
    if (document.querySelector("[data-drop] [aria-invalid]")) giveFiles(sent);
    prepare();
    focusFirst();
    return true;
  }

  /** @param {string} address @param {RequestInit} [options] */
  async function load(address, options) {
    if (isBusy) return;
    isBusy = true;
    document.querySelector("main")?.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { credentials: "same-origin", ...options });
      const place = new URL(response.url).pathname === location.pathname ? window.scrollY : 0;
      const html = await response.text();
      if (!show(html)) {
        const said = new DOMParser().parseFromString(html, "text/html").querySelector(".notice p"); // a sentence alone
        if (options && said) showNote(said.textContent || ""); else location.assign(response.url);
        return;
      }
      if (response.url !== location.href) history.pushState(null, "", options && !response.redirected ? location.href : response.url);
      window.scrollTo(0, place);
      if (document.activeElement !== document.querySelector("main")) document.activeElement?.scrollIntoView({ block: "nearest" });
    } catch {
      showNote(document.body.dataset.lost || "");
    } finally {
      isBusy = false;
      document.querySelector("main")?.removeAttribute("aria-busy");
    }
  }

  /** Says something above the page. @param {string} text */
  function showNote(text) {
    const note = document.createElement("div");
    note.className = "note";
    note.setAttribute("role", "alert");
    note.textContent = text;
    const main = document.querySelector("main");
    main?.querySelector(".lost-server")?.remove();
    note.classList.add("lost-server");
    main?.prepend(note);
  }

  function focusFirst() {
    const main = document.querySelector("main");
    const wanted = ["[aria-invalid]:not(fieldset)", "[data-focus]", ".opts :checked", ".opts input", "[data-row]", "[data-key=Enter]"];
    const target = wanted.map((selector) => main?.querySelector(selector)).find(Boolean) || main;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function showPast() {
    const checked = document.querySelector(".opts :checked");
    const wanted = checked instanceof HTMLElement ? checked.dataset.past : undefined;
    if (!wanted || !document.getElementById(wanted)) return;
    document.querySelectorAll("[id^=past-]").forEach((each) => { /** @type {HTMLElement} */ (each).hidden = each.id !== wanted; });
  }

  /** Shows the field for another indicator only where that is chosen. */
  function showOther() {
    const choice = document.querySelector(".opts [value=other]");
    const field = document.querySelector(".opts .more");
    if (choice instanceof HTMLInputElement && field instanceof HTMLElement) field.hidden = !choice.checked;
  }

  function prepare() {
    watchFrame();
    showPast();
    showOther();
    document.querySelectorAll(".letters").forEach((each) => { /** @type {HTMLElement} */ (each).hidden = false; });
    document.querySelectorAll("[data-letters]").forEach((each) => showLetters(/** @type {HTMLElement} */ (each)));
    if (document.querySelector("[data-refresh]")) setTimeout(() => { if (document.querySelector("[data-refresh]")) load(location.href); }, 700);
  }

  /** @param {HTMLElement} button */
  function showLetters(button) {
    button.setAttribute("aria-pressed", String(areLettersOn()));
    const state = button.querySelector("b");
    if (state) state.textContent = (areLettersOn() ? button.dataset.on : button.dataset.off) || "";
  }

  /** The name of what was pressed, as `data-key` has it: `Ctrl+z`, `Shift+Enter`, `n`.
   * @param {KeyboardEvent} event */
  function nameKey(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
    return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${shift}${key}`;
  }

  /** Moves among the options of a question, or the rows of a list. @param {number} step */
  function move(step) {
    /** @type {HTMLElement[]} */
    const choices = Array.from(document.querySelectorAll(".opts [type=radio]"));
    /** @type {HTMLElement[]} */
    const rows = choices.length ? choices : Array.from(document.querySelectorAll("[data-row]"));
    if (!rows.length) return false;
    const now = rows.findIndex((row) => (choices.length ? /** @type {HTMLInputElement} */ (row).checked : row === document.activeElement));
    const row = rows[Math.min(Math.max(now + step, 0), rows.length - 1)];
    row.focus();
    if (choices.length) row.click();
    return true;
  }

  /** @param {Element} target */
  function press(target) {
    if (target instanceof HTMLElement) target.click();
    const opened = target instanceof HTMLElement && target.dataset.opens ? document.getElementById(target.dataset.opens) : null;
    if (opened) {
      opened.closest("details")?.setAttribute("open", "");
      opened.focus();
      if (opened instanceof HTMLInputElement) opened.select();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.altKey) return;
    const name = nameKey(event);
    const isPlain = name.length === 1 || name.startsWith("Arrow");
    const inField = isField(event.target);
    if (name === "Escape" && document.querySelector(".help[open]")) {
      /** @type {HTMLDetailsElement} */ (document.querySelector(".help[open]")).open = false;
      return;
    }
    if (inField && name === "Escape" && !document.querySelector("[data-key=Escape]")) focusFirst();
    if (inField && name !== "Escape" && name !== "Ctrl+Enter" && name !== "Enter") return;
    if (inField && name === "Enter" && event.target instanceof HTMLTextAreaElement) return;
    if (isPlain && !name.startsWith("Arrow") && !areLettersOn()) return;
    if (isBusy) { event.preventDefault(); return; }
    if ((name === "ArrowUp" || name === "ArrowDown") && !inField) {
      if (move(name === "ArrowDown" ? 1 : -1)) event.preventDefault();
      return;
    }
    const isOnControl = event.target instanceof HTMLElement && event.target.matches("a, button, summary");
    if (name === "Enter" && isOnControl) return; // it presses what has the focus
    const wanted = `[data-key="${CSS.escape(name)}"]`;
    const target = document.activeElement?.closest("[data-scope]")?.querySelector(wanted) || document.querySelector(wanted);
    if (!target) return;
    event.preventDefault();
    press(target);
  });

  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "file") event.target.form?.querySelector("button")?.focus();
    if (!(event.target instanceof HTMLElement) || !event.target.matches(".opts [type=radio]")) return;
    showPast();
    showOther();
  });

  document.addEventListener("input", (event) => {
    const name = event.target instanceof HTMLElement ? event.target.dataset.chooses : undefined;
    const choice = name ? document.querySelector(`.opts [value="${name}"]`) : null;
    if (choice instanceof HTMLInputElement) choice.checked = true;
  });

  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    const fields = new FormData(form);
    const button = /** @type {SubmitEvent} */ (event).submitter;
    const action = button instanceof HTMLButtonElement && button.hasAttribute("formaction") ? button.formAction : form.action;
    if (button instanceof HTMLButtonElement && button.name) fields.append(button.name, button.value);
    if (form.enctype === "multipart/form-data") {
      sent = /** @type {HTMLInputElement | null} */ (form.querySelector("[type=file]"))?.files || null;
      if (sent && Array.from(sent).some((file) => file.size > Number(form.dataset.drop))) { showNote(document.body.dataset.tooLarge || ""); return; }
      load(action, { method: "POST", body: fields });
      return;
    }
    const body = new URLSearchParams();
    fields.forEach((value, name) => body.append(name, String(value)));
    load(action, { method: "POST", body });
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const letters = target?.closest("[data-letters]");
    if (letters instanceof HTMLElement) {
      localStorage.setItem(LETTERS, areLettersOn() ? "off" : "on");
      showLetters(letters);
    }
    const link = target?.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.origin !== location.origin || !link.pathname.startsWith("/desk/") || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    load(link.href);
  });

  /** Makes what is clicked in the page of the preview lead to its row beside it. */
  function watchFrame() {
    const frame = document.querySelector("[data-frame]");
    if (!(frame instanceof HTMLIFrameElement)) return;
    frame.addEventListener("load", () => frame.contentDocument?.addEventListener("click", (event) => {
      let at = /** @type {Element | null} */ (event.target);
      /** @type {HTMLElement | null} */
      let row = null;
      while (at && !row) {
        row = at.id ? document.querySelector(`[data-anchor="${CSS.escape(at.id)}"]`) : null;
        at = at.parentElement;
      }
      if (!row) return;
      event.preventDefault();
      event.stopPropagation();
      row.focus();
    }, true));
  }

  /** Gives the form that imports the files that were dropped or sent before. @param {FileList | null} files */
  function giveFiles(files) {
    const field = document.querySelector("[data-drop] [type=file]");
    if (field instanceof HTMLInputElement && files?.length) field.files = files;
    return field instanceof HTMLInputElement ? field.form : null;
  }

  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); });
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    const files = event.dataTransfer?.files || null;
    const page = document.querySelector(".steps [data-key='2']");
    if (!files?.length) return;
    if (!giveFiles(null) && page instanceof HTMLAnchorElement) await load(page.href);
    giveFiles(files)?.querySelector("button")?.click();
  });

  window.addEventListener("popstate", () => load(location.href));
  prepare();
  focusFirst();
})();
