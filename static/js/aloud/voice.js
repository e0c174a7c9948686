/* Who speaks, and what became of an utterance. */

/** What an edition's page is read in; the first that the browser has. Android writes zh_CN, others cmn-Hans-CN. */
const VOICES = { "zh-Hans": ["cn"], "zh-Hant": ["tw", "hk"] };
const SPOKEN = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" };
const CHINESE = /^(zh|cmn|yue)([-_]|$)/i;
const PATIENCE = 10000; // milliseconds in which an utterance has begun, or the browser has no voice after all

/** The voice for a page in `script`, or null: then the browser's own choice for the language. */
export function voiceFor(script, voices) {
  for (const region of VOICES[script] || []) {
    const fit = voices.filter(({ lang }) => CHINESE.test(lang) && lang.toLowerCase().split(/[-_]/).includes(region));
    if (fit.length) return fit.find((voice) => voice.localService) || fit[0];
  }
  return null;
}

/** The browser's voices. Some browsers tell them only after a while, and some have none. */
function voices() {
  const known = speechSynthesis.getVoices();
  if (known.length) return Promise.resolve(known);
  return new Promise((resolve) => {
    const tell = () => resolve(speechSynthesis.getVoices());
    speechSynthesis.addEventListener?.("voiceschanged", tell, { once: true });
    setTimeout(tell, 1000);
  });
}

/** Speaks one piece at a time. */
export class Voice {
  constructor(script) {
    this.script = script;
    this.turn = 0;
    this.plain = false; // the chosen voice has failed once: the browser's own is tried
  }

  /** Speaks `words`: `started()` when they sound, then `done(null)`, or `done(error)` with the browser's name of what went
      wrong, "no-voice" where it has none for Chinese. None of them, once hushed. */
  async say(words, rate, done, started) {
    const turn = this.hush();
    const known = await voices();
    if (turn !== this.turn) return;
    if (!known.some(({ lang }) => CHINESE.test(lang))) { this.turn += 1; done("no-voice"); return; }
    const said = this.said = new SpeechSynthesisUtterance(words); // kept: a browser may forget one that nobody holds
    const ended = (error) => {
      if (turn !== this.turn) return;
      clearTimeout(this.waiting);
      this.turn += 1;
      if (error && !this.plain && said.voice) { this.plain = true; this.say(words, rate, done, started); } else done(error);
    };
    said.lang = SPOKEN[this.script] || this.script;
    said.rate = rate;
    const voice = this.plain ? null : voiceFor(this.script, known);
    if (voice) { said.voice = voice; said.lang = voice.lang; }
    said.onstart = () => {
      clearTimeout(this.waiting);
      if (turn === this.turn) started();
    };
    said.onend = () => ended(null);
    said.onerror = (event) => ended(event.error || "failed");
    this.waiting = setTimeout(() => ended("silent"), PATIENCE);
    speechSynthesis.speak(said);
  }

  /** Silence. Not pause(): on phones that cannot be taken back, and elsewhere it is lost after a while. */
  hush() {
    clearTimeout(this.waiting);
    speechSynthesis.cancel();
    return (this.turn += 1);
  }
}
