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
