/* The bar at the foot of the window: which place is read, and what comes next. */
import { findPlaces, splitPlace } from "./text.js";
import { Voice } from "./voice.js";

const RATES = { slow: 0.75, usual: 1, fast: 1.35 };

/** Reads the page's document. `button` opens and closes it, `bar` holds the buttons and the wording. */
export class Reader {
  constructor(button, bar) {
    this.button = button;
    this.bar = bar;
    this.status = bar.querySelector("[role=status]");
    this.voice = new Voice(document.documentElement.lang);
    this.places = findPlaces(document.querySelector(".document"));
    this.hasSpoken = false;
    this.isPlaying = false;
    this.place = -1; // index of the place that is read
    this.rate = "usual";
    try { if (localStorage.rate in RATES) this.rate = localStorage.rate; } catch { /* storage is blocked */ }
    bar.addEventListener("click", (event) => this.handleButton(event.target.closest("button")));
    bar.addEventListener("keydown", (event) => { if (event.key === "Escape") this.stop(); });
    for (const type of ["pagehide", "beforeprint"]) addEventListener(type, () => this.stop());
  }

  /** Starts at `element`, for a paragraph's own button; without it, for the button in the header, starts or stops. */
  toggle(element) {
    if (!element && this.place >= 0) return this.stop();
    this.bar.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
    this.showRate();
    this.bar.querySelector("[data-do=turn]").focus({ preventScroll: true });
    this.goTo(this.findStart(element), true);
  }

  /** The index of the place to start at: that of `element`, the selection's, the target's if it is in view, the first in view. */
  findStart(element) {
    const headerBottom = Math.max(0, document.querySelector(".top").getBoundingClientRect().bottom);
    const isInView = (place) => {
      const { top, bottom } = place.element.getBoundingClientRect();
      return top < innerHeight && bottom > headerBottom && (top >= headerBottom - 24 || bottom > innerHeight / 3);
    };
    const isAt = (node) => (place) => node && (place.element.contains(node) || node.contains(place.element));
    const isTarget = isAt(document.querySelector(".document :target")), selection = getSelection();
    const tests = [
      isAt(element), isAt(selection.isCollapsed ? null : selection.anchorNode), (place) => isTarget(place) && isInView(place), isInView,
    ];
    return Math.max(0, tests.map((test) => this.places.findIndex(test)).find((index) => index >= 0) ?? 0);
  }

  handleButton(button) {
    const { do: action, rate } = button?.dataset || {};
    if (action === "turn") { if (this.isPlaying) this.pause(); else this.speakPiece(); }
    else if (action === "stop") this.stop();
    else if (action === "back") this.goTo(Math.max(0, this.place - 1), true);
    else if (action === "next") this.goTo(this.place + 1, true);
    else if (rate) {
      this.rate = rate;
      try { localStorage.rate = rate; } catch { /* not saved */ }
      this.showRate();
      if (this.isPlaying) this.speakPiece();
    }
  }

  showRate() {
    for (const button of this.bar.querySelectorAll("[data-rate]")) button.setAttribute("aria-pressed", String(button.dataset.rate === this.rate));
  }

  /** Reads on from a place; stops after the last one. `isRequested`: by the reader, so the window scrolls there too. */
  goTo(index, isRequested) {
    if (index >= this.places.length) return this.stop();
    this.highlightPlace(index);
    this.pieces = splitPlace(this.places[index]);
    this.piece = 0;
    this.speakPiece(isRequested);
  }

  /** Reads the present piece from its beginning, then the next one. */
  speakPiece(isRequested = false) {
    const { bar, piece } = this, current = this.pieces[piece];
    if (!current) return this.goTo(this.place + 1);
    this.showState(true, this.hasSpoken ? bar.dataset.reading : "");
    if (isRequested || this.isInWindow(this.previous || current)) this.scrollToPiece(current);
    this.previous = current;
    this.voice.speak(current.words, RATES[this.rate], (error) => {
      if (error) return this.showState(false, error === "no-voice" ? bar.dataset.none : bar.dataset.failed);
      this.piece = piece + 1;
      this.speakPiece();
    }, () => {
      this.hasSpoken = true; // from now on the bar may say so: there is a voice
      this.showState(true, bar.dataset.reading);
    });
  }

  pause() {
    this.voice.cancel();
    this.showState(false, this.bar.dataset.paused);
  }

  stop() {
    if (this.place < 0) return;
    this.voice.cancel();
    this.isPlaying = false;
    this.highlightPlace(-1);
    this.previous = null;
    if (this.bar.contains(document.activeElement)) this.button.focus({ preventScroll: true });
    this.bar.hidden = true;
    this.status.textContent = "";
    this.button.setAttribute("aria-pressed", "false");
  }

  showState(isPlaying, message) {
    const button = this.bar.querySelector("[data-do=turn]"), label = isPlaying ? button.dataset.pause : button.dataset.go;
    this.isPlaying = isPlaying;
    if (button.textContent !== label) button.textContent = label;
    if (this.status.textContent !== message) this.status.textContent = message;
  }

  highlightPlace(index) {
    this.places[this.place]?.element.classList.remove("spoken");
    this.places[index]?.element.classList.add("spoken");
    document.documentElement.classList.toggle("reading-aloud", index in this.places);
    this.place = index;
  }

  /** Whether a piece is in the window: a reader who has scrolled away meanwhile is not called back. */
  isInWindow(piece) {
    const box = piece.range.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  /** Scrolls a piece into the window, clear of the header and the bar, if it is not there. */
  scrollToPiece(piece) {
    const box = piece.range.getBoundingClientRect(), top = document.querySelector(".top").getBoundingClientRect().bottom + 16;
    if (box.top >= top && box.bottom <= this.bar.getBoundingClientRect().top - 16) return;
    const behavior = matchMedia("(prefers-reduced-motion:reduce)").matches ? "instant" : "smooth";
    scrollBy({ top: box.top - Math.max(top, innerHeight / 4), behavior });
  }
}
