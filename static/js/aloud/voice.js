/* Which voice speaks, and how an utterance ends. */

/** The regions of an edition's voices, best first. Android writes zh_CN, others cmn-Hans-CN. */
const VOICE_REGIONS = { "zh-Hans": ["cn"], "zh-Hant": ["tw", "hk"] };
const LANGUAGE_TAGS = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" };
const CHINESE = /^(zh|cmn|yue)([-_]|$)/i;
const START_TIMEOUT = 10000; // ms in which an utterance must begin, or the browser has no voice after all

/** The voice for a page in `script`; null for the browser's own choice for the language. */
export function chooseVoice(script, voices) {
  for (const region of VOICE_REGIONS[script] || []) {
    const suitable = voices.filter(({ lang }) => CHINESE.test(lang) && lang.toLowerCase().split(/[-_]/).includes(region));
    if (suitable.length) return suitable.find((voice) => voice.localService) || suitable[0];
  }
  return null;
}

/** The browser's voices. Some browsers report them only after a while, and some have none. */
function loadVoices() {
  const known = speechSynthesis.getVoices();
  if (known.length) return Promise.resolve(known);
  return new Promise((resolve) => {
    const finish = () => resolve(speechSynthesis.getVoices());
    speechSynthesis.addEventListener?.("voiceschanged", finish, { once: true });
    setTimeout(finish, 1000);
  });
}

/** Speaks one piece at a time. */
export class Voice {
  constructor(script) {
    this.script = script;
    this.utteranceId = 0; // of the latest utterance: events of older ones are ignored
    this.usesDefault = false; // the chosen voice has failed once: the browser's default is tried
  }

  /** Speaks `words`: calls `onStart()` when they sound, then `onEnd(null)`, or `onEnd(error)` with the browser's name of the
      error, "no-voice" if it has none for Chinese. Neither is called once cancelled. */
  async speak(words, rate, onEnd, onStart) {
    const id = this.cancel();
    const voices = await loadVoices();
    if (id !== this.utteranceId) return;
    if (!voices.some(({ lang }) => CHINESE.test(lang))) { this.utteranceId += 1; onEnd("no-voice"); return; }
    const utterance = this.utterance = new SpeechSynthesisUtterance(words); // a browser may collect one without a reference
    const finish = (error) => {
      if (id !== this.utteranceId) return;
      clearTimeout(this.startTimer);
      this.utteranceId += 1;
      if (error && !this.usesDefault && utterance.voice) { this.usesDefault = true; this.speak(words, rate, onEnd, onStart); } else onEnd(error);
    };
    utterance.lang = LANGUAGE_TAGS[this.script] || this.script;
    utterance.rate = rate;
    const voice = this.usesDefault ? null : chooseVoice(this.script, voices);
    if (voice) { utterance.voice = voice; utterance.lang = voice.lang; }
    utterance.onstart = () => {
      clearTimeout(this.startTimer);
      if (id === this.utteranceId) onStart();
    };
    utterance.onend = () => finish(null);
    utterance.onerror = (event) => finish(event.error || "failed");
    this.startTimer = setTimeout(() => finish("silent"), START_TIMEOUT);
    speechSynthesis.speak(utterance);
  }

  /** Stops speaking. Not pause(): on phones that cannot be resumed, and elsewhere the utterance is lost after a while. */
  cancel() {
    clearTimeout(this.startTimer);
    speechSynthesis.cancel();
    return (this.utteranceId += 1);
  }
}
