/* Keeps the row with the script switch in reach: the header sticks with all but that row above the window. The style sheet
   assumes the usual height of what scrolls away; here it is measured, as the navigation may take two rows. */
(() => {
  const header = document.querySelector(".top"), tools = document.querySelector(".top .tools");
  if (!header || !tools || !window.ResizeObserver) return;
  new ResizeObserver(() => {
    const away = tools.getBoundingClientRect().top - header.getBoundingClientRect().top;
    header.style.setProperty("--away", `${Math.max(0, Math.round(away))}px`);
  }).observe(header);
})();

/* Closes the menu of years with Escape and when the focus or a click goes elsewhere; without script its name does both. */
(() => {
  /** @type {HTMLDetailsElement | null} */
  const menu = document.querySelector(".almanac");
  if (!menu) return;
  function closeFromOutside(event) { if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false; }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", closeFromOutside);
  document.addEventListener("click", closeFromOutside);
})();
