/* "/" as a page: where the host does not choose the edition (netlify.toml), the reader's last choice does, before anything
   is shown. place.js keeps the choice, in the cookie that Netlify reads too. */
(function () {
  var choice = /(?:^|; )nf_lang=([\w-]+)/.exec(document.cookie);
  document.currentScript.dataset.editions.trim().split(' ').forEach(function (pair) {
    var edition = pair.split('=');
    if (choice && choice[1] === edition[0]) location.replace(edition[1] + location.search);
  });
})();
