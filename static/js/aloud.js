/* 朗读: a button where the browser can speak (head.js says so before anything is painted). The reader itself (static/js/aloud/)
   is loaded when it is first pressed. Pressed again, it stops. A paragraph's sheet (cite.js) asks to begin at that paragraph.
   Without a voice for Chinese the button is marked as not available and says why, as does the reader when it is pressed. */
(function () {
  var button = document.querySelector('[data-aloud]'), bar = document.querySelector('.aloud'), reader = null;
  if (!button || !window.speechSynthesis) return;
  var mark = function () {
    var voice = speechSynthesis.getVoices().some(function (voice) { return /^(zh|cmn|yue)\b/i.test(voice.lang.replace('_', '-')); });
    button.setAttribute('aria-disabled', String(!voice));
    button.title = voice ? '' : bar.dataset.none;
  };
  var press = function (place) {
    /* Some phones speak only what was asked for while the finger was down, and the reader may still be on its way. */
    speechSynthesis.speak(new SpeechSynthesisUtterance(''));
    reader = reader || import(new URL(button.dataset.aloud, document.baseURI).href).then(function (code) {
      return new code.Reader(button, bar);
    });
    reader.then(function (ready) { ready.press(place); }, function () { reader = null; /* the next press tries again */ });
  };
  button.addEventListener('click', function () { press(null); });
  document.addEventListener('read-from', function (event) { press(/** @type {CustomEvent} */ (event).detail); });
  /* Some browsers know their voices only some time after the page, some have none. */
  if (speechSynthesis.addEventListener) speechSynthesis.addEventListener('voiceschanged', mark);
  if (speechSynthesis.getVoices().length) mark(); else setTimeout(mark, 2000);
})();
