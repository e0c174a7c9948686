/* The button for reading aloud (朗读), shown where the browser can speak (head.js). The reader itself (static/js/aloud/) is
   loaded at the first press; the next press stops it. A paragraph's citation dialog (cite.js) can start it at that paragraph.
   Without a Chinese voice the button is marked as disabled and says why, as does the reader when it is pressed. */
(() => {
  const button = document.querySelector("[data-aloud]"), bar = document.querySelector(".aloud");
  if (!button || !window.speechSynthesis) return;
  let reader = null; // a promise, once the code is requested

  function updateAvailability() {
    const hasVoice = speechSynthesis.getVoices().some((voice) => /^(zh|cmn|yue)\b/i.test(voice.lang.replace("_", "-")));
    button.setAttribute("aria-disabled", String(!hasVoice));
    button.title = hasVoice ? "" : bar.dataset.none;
  }

  function toggleReader(element) {
    // Some phones speak only what was requested during the touch, and the reader may still be loading.
    speechSynthesis.speak(new SpeechSynthesisUtterance(""));
    reader = reader || import(new URL(button.dataset.aloud, document.baseURI).href).then((code) => new code.Reader(button, bar));
    reader.then((loaded) => loaded.toggle(element), () => { reader = null; /* the next press tries again */ });
  }

  button.addEventListener("click", () => toggleReader(null));
  document.addEventListener("read-from", (event) => toggleReader(/** @type {CustomEvent} */ (event).detail));
  // Some browsers load their voices after the page, some have none.
  if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", updateAvailability);
  if (speechSynthesis.getVoices().length) updateAvailability(); else setTimeout(updateAvailability, 2000);
})();
