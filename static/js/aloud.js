/* 朗读: a button where the browser can speak (head.js says so before anything is painted). The reader itself (static/js/aloud/)
   is loaded when it is first pressed. Pressed again, it stops. A paragraph's sheet (cite.js) asks to begin at that paragraph. */
(function () {
  var button = document.querySelector('[data-aloud]'), reader = null;
  if (!button || !window.speechSynthesis) return;
  var press = function (place) {
    /* Some phones speak only what was asked for while the finger was down, and the reader may still be on its way. */
    speechSynthesis.speak(new SpeechSynthesisUtterance(''));
    reader = reader || import(new URL(button.dataset.aloud, document.baseURI)).then(function (code) {
      return new code.Reader(button, document.querySelector('.aloud'));
    });
    reader.then(function (ready) { ready.press(place); }, function () { reader = null; /* the next press tries again */ });
  };
  button.addEventListener('click', function () { press(null); });
  document.addEventListener('read-from', function (event) { press(event.detail); });
})();
