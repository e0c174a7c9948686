/* The search page where its own module does not run: says whether it could not be loaded or the browser is too old for it. */
(function () {
  if (!document.querySelector('form[data-bundle]')) return;
  var code = new URL(document.body.dataset.search, document.baseURI).href;
  var say = function (what) {
    document.querySelector('[data-find=start]').hidden = true;
    document.querySelector('[data-find=' + what + ']').hidden = false;
  };
  import(code).catch(function (error) {
    setTimeout(function () { throw error; });
    return fetch(code).then(function (answer) { say(answer.ok ? 'old' : 'failed'); }, function () { say('failed'); });
  });
})();
