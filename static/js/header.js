/* The row with the script switch stays in reach: the head sticks with all but that row above the window. The CSS knows the
   usual height of what goes; here it is measured, since the navigation may take two rows. */
(function () {
  var head = document.querySelector('.top'), tools = document.querySelector('.top .tools');
  if (!head || !tools || !window.ResizeObserver) return;
  new ResizeObserver(function () {
    var away = tools.getBoundingClientRect().top - head.getBoundingClientRect().top;
    head.style.setProperty('--away', Math.max(0, Math.round(away)) + 'px');
  }).observe(head);
})();

/* The menu of years closes with Escape, and when the keyboard leaves it; without script it is opened and closed by its name. */
(function () {
  /** @type {HTMLDetailsElement | null} */
  var menu = document.querySelector('.almanac');
  if (!menu) return;
  /** @type {HTMLDetailsElement} */
  var years = menu;
  /** @param {Event} event */
  function leave(event) { if (!years.contains(/** @type {Node} */ (event.target))) years.open = false; }
  years.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || !years.open) return;
    years.open = false;
    /** @type {HTMLElement} */ (years.querySelector('summary')).focus();
  });
  document.addEventListener('focusin', leave);
  document.addEventListener('click', leave);
})();
