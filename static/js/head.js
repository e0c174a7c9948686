/* Runs in <head> without defer: applies the reader's choices before the first paint. */
(() => {
  const root = document.documentElement;
  let storage = {}, position = "";
  try { storage = localStorage; position = sessionStorage.getItem("place") || ""; } catch { /* storage is blocked */ }
  root.classList.add("js");
  if (!window.speechSynthesis) root.classList.add("mute");
  if (storage.type === "large") root.dataset.type = "large";
  if (storage.theme) root.dataset.theme = storage.theme;
  // After a change of script (reading_position.js) the fragment only keeps the position: its target is not highlighted.
  const address = location.pathname + location.search + location.hash;
  if (position && position.indexOf(`"${address}"`) > 0) root.classList.add("switched");
})();
