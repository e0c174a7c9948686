/* The preview's own script, not part of the site: shows the problems of the build; livereload reloads the page after each. */
(() => {
  const { version } = document.currentScript.dataset;

  function createElement(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  const badge = createElement("button", { type: "button", className: "preview-badge", lang: "zh-Hans" });
  const title = createElement("h2", { id: "preview-title" });
  const list = createElement("ol");
  const close = createElement("button", { type: "button", className: "preview-close", textContent: "关闭" });
  const dialog = createElement("dialog", { className: "preview-problems", lang: "zh-Hans" }, title, list, close);
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", title.id);
  badge.addEventListener("click", () => dialog.showModal());
  close.addEventListener("click", () => dialog.close());

  function createItem({ code, severity, place, message, fix }) {
    return createElement(
      "li",
      { className: `preview-${severity}` },
      createElement("p", { className: "preview-place" }, createElement("b", { textContent: place }), ` ${code}`),
      createElement("p", { textContent: message }),
      createElement("p", { className: "preview-fix", textContent: fix }),
    );
  }

  function showProblems({ problems, stopped }) {
    if (!problems.length) return;
    const errors = problems.filter((problem) => problem.severity === "error");
    const warnings = problems.filter((problem) => problem.severity !== "error");
    const count = [errors.length && `${errors.length}处错误`, warnings.length && `${warnings.length}处提醒`].filter(Boolean).join("、");
    badge.textContent = count;
    badge.classList.toggle("preview-errors", stopped || errors.length > 0);
    title.textContent = stopped ? `有${count}，这里还是上一次做好的网页` : `有${count}`;
    list.replaceChildren(...[...errors, ...warnings].map(createItem));
    document.body.append(badge, dialog);
    if (stopped) dialog.showModal();
  }

  fetch("/-preview/state").then((response) => response.json()).then((state) => {
    if (state.version !== version) location.reload();
    else showProblems(state);
  });
})();
