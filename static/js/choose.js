/* "/" as a page: where the host does not choose the edition (its _redirects), the reader's last choice does, before anything is
   shown. reading_position.js saves the choice, in the cookie that Netlify reads too. */
(() => {
  const choice = /(?:^|; )nf_lang=([\w-]+)/.exec(document.cookie);
  document.currentScript.dataset.editions.trim().split(" ").forEach((pair) => {
    const [lang, folder] = pair.split("=");
    if (choice && choice[1] === lang) location.replace(folder + location.search);
  });
})();
