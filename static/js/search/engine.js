/* Which pages contain a phrase: from Pagefind, or from the words of all pages where a browser cannot run it. */
import { tokenise } from "./text.js";

/** A file of the search cannot be fetched: there is no network, or the site has just been replaced. */
export class UnreachableError extends Error {}

/* A WebAssembly module with a reference type, which Pagefind uses: Chromium 96, Firefox 79, Safari 15. */
const REFERENCE_TYPES = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 0);

/** Whether this browser can run Pagefind, without loading it. A host's policy may still forbid it. */
export function canRunPagefind() {
  try {
    return WebAssembly.validate(REFERENCE_TYPES);
  } catch {
    return false;
  }
}

/** Pagefind's index in the folder `bundle`. It loads its parts when they are needed, in a worker. */
export class Pagefind {
  constructor(bundle) {
    this.bundle = bundle;
    this.phrases = new Map();
    this.instance = null;
    this.usesWorker = true;
  }

  load() {
    return (this.instance ??= this.createInstance({}));
  }

  async createInstance(options) {
    const { createInstance } = await import(new URL("pagefind.js", this.bundle).href);
    return createInstance(options);
  }

  /** The ids of the pages that contain the tokens in order. Rejects where the engine does not run. */
  findPages(tokens) {
    const phrase = tokens.join(" ");
    if (!this.phrases.has(phrase)) {
      const ids = this.query(`"${phrase}"`).then((results) => new Set(results.map((result) => result.id)));
      ids.catch(() => this.phrases.delete(phrase));
      this.phrases.set(phrase, ids);
    }
    return this.phrases.get(phrase);
  }

  /* A host's policy may forbid WebAssembly in the worker only. */
  async query(words) {
    try {
      return (await (await this.load()).search(words)).results;
    } catch (error) {
      if (!this.usesWorker) throw error;
      this.usesWorker = false;
      this.instance = this.createInstance({ noWorker: true });
      return (await (await this.instance).search(words)).results;
    }
  }
}

/** The words of all pages; `loadPages` gives these, each with its `id` and `pieces`. */
export class FullText {
  constructor(loadPages) {
    this.loadPages = loadPages;
    this.texts = null; // promise of each page's tokens in one string, by id
  }

  load() {
    return (this.texts ??= this.readPages());
  }

  async readPages() {
    try {
      const texts = new Map();
      for (const page of await this.loadPages()) {
        texts.set(page.id, page.pieces.map(({ text }) => ` ${tokenise(text).join(" ")} `).join("\n"));
        await yieldToBrowser();
      }
      return texts;
    } catch (error) {
      this.texts = null; // the next search tries again
      throw error;
    }
  }

  /** The ids of the pages that contain the tokens in order. */
  async findPages(tokens) {
    const phrase = ` ${tokens.join(" ")} `;
    return new Set([...(await this.load())].filter(([, text]) => text.includes(phrase)).map(([id]) => id));
  }
}

const MAX_TASK = 12; // ms of work between the browser's turns
let taskStart = 0;

/** Gives the browser a turn if the work since the last one has been long. */
export async function yieldToBrowser() {
  if (performance.now() - taskStart < MAX_TASK) return;
  await new Promise((resolve) => setTimeout(resolve));
  taskStart = performance.now();
}
