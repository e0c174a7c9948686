/* The bar below, the place that is read, where it goes on. */
import { piecesOf, placesOf } from "./text.js";
import { Voice } from "./voice.js";

const RATES = { slow: 0.75, usual: 1, fast: 1.35 };

/** Reads the page's document. `button` opens and closes it, `bar` holds the buttons and the wording. */
export class Reader {
  constructor(button, bar) {
    this.button = button;
    this.bar = bar;
    this.status = bar.querySelector("[role=status]");
    this.voice = new Voice(document.documentElement.lang);
    this.places = placesOf(document.querySelector(".document"));
    this.started = false;
    this.place = -1; // the place that is read
    this.rate = "usual";
    try { if (localStorage.rate in RATES) this.rate = localStorage.rate; } catch { /* not kept */ }
    bar.addEventListener("click", (event) => this.pressed(event.target.closest("button")));
    bar.addEventListener("keydown", (event) => { if (event.key === "Escape") this.stop(); });
    for (const leaving of ["pagehide", "beforeprint"]) addEventListener(leaving, () => this.stop());
  }

  /** The button in the head, or a paragraph's own (`element`): begins there; without, begins or stops. */
  press(element) {
    if (!element && this.place >= 0) return this.stop();
    this.bar.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
    this.showRate();
    this.bar.querySelector("[data-do=turn]").focus({ preventScroll: true });
    this.go(this.first(element), true);
  }

  /** The place to begin at: that of `element`; of what is selected; what was gone to, if it is in view; the first in view. */
  first(element) {
    const head = Math.max(0, document.querySelector(".top").getBoundingClientRect().bottom);
    const seen = (place) => {
      const { top, bottom } = place.element.getBoundingClientRect();
      return top < innerHeight && bottom > head && (top >= head - 24 || bottom > innerHeight / 3);
    };
    const of = (node) => (place) => node && (place.element.contains(node) || node.contains(place.element));
    const target = of(document.querySelector(".document :target")), selection = getSelection();
    const ways = [of(element), of(selection.isCollapsed ? null : selection.anchorNode), (place) => target(place) && seen(place), seen];
    return Math.max(0, ways.map((way) => this.places.findIndex(way)).find((at) => at >= 0) ?? 0);
  }

  pressed(button) {
    const { do: what, rate } = button?.dataset || {};
    if (what === "turn") { if (this.playing) this.pause(); else this.speak(); }
    else if (what === "stop") this.stop();
    else if (what === "back") this.go(Math.max(0, this.place - 1), true);
    else if (what === "next") this.go(this.place + 1, true);
    else if (rate) {
      this.rate = rate;
      try { localStorage.rate = rate; } catch { /* not kept */ }
      this.showRate();
      if (this.playing) this.speak();
    }
  }

  showRate() {
    for (const button of this.bar.querySelectorAll("[data-rate]")) button.setAttribute("aria-pressed", String(button.dataset.rate === this.rate));
  }

  /** Goes to a place and reads on; after the last one, stops. `asked`: by the reader, so the window goes there too. */
  go(at, asked) {
    if (at >= this.places.length) return this.stop();
    this.mark(at);
    this.pieces = piecesOf(this.places[at]);
    this.piece = 0;
    this.speak(asked);
  }

  /** Reads the piece in turn, from its beginning. */
  speak(asked = false) {
    const { bar, piece } = this, now = this.pieces[piece];
    if (!now) return this.go(this.place + 1);
    this.play(true, this.started ? bar.dataset.reading : "");
    if (asked || this.near(this.before || now)) this.show(now);
    this.before = now;
    this.voice.say(now.words, RATES[this.rate], (error) => {
      if (error) return this.play(false, error === "no-voice" ? bar.dataset.none : bar.dataset.failed);
      this.piece = piece + 1;
      this.speak();
    }, () => {
      this.started = true; // from now on the bar may say so: there is a voice
      this.play(true, bar.dataset.reading);
    });
  }

  pause() {
    this.voice.hush();
    this.play(false, this.bar.dataset.paused);
  }

  stop() {
    if (this.place < 0) return;
    this.voice.hush();
    this.playing = false;
    this.mark(-1);
    this.before = null;
    if (this.bar.contains(document.activeElement)) this.button.focus({ preventScroll: true });
    this.bar.hidden = true;
    this.status.textContent = "";
    this.button.setAttribute("aria-pressed", "false");
  }

  play(on, words) {
    const turn = this.bar.querySelector("[data-do=turn]"), word = on ? turn.dataset.pause : turn.dataset.go;
    this.playing = on;
    if (turn.textContent !== word) turn.textContent = word;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  mark(at) {
    this.places[this.place]?.element.classList.remove("spoken");
    this.places[at]?.element.classList.add("spoken");
    document.documentElement.classList.toggle("reading-aloud", at in this.places);
    this.place = at;
  }

  /** Whether a piece is in the window: a reader who has gone elsewhere meanwhile is not called back. */
  near(piece) {
    const box = piece.range.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  /** The piece comes into the window, if it is not in it, clear of the head and the bar. */
  show(piece) {
    const box = piece.range.getBoundingClientRect(), top = document.querySelector(".top").getBoundingClientRect().bottom + 16;
    if (box.top >= top && box.bottom <= this.bar.getBoundingClientRect().top - 16) return;
    const still = matchMedia("(prefers-reduced-motion:reduce)").matches;
    scrollBy({ top: box.top - Math.max(top, innerHeight / 4), behavior: still ? "instant" : "smooth" });
  }
}
