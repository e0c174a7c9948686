/* Which pages hold a phrase: from Pagefind, or found in the words of all pages where a browser does not run it. */
import { tokenise } from "./text.js";

/** A file of the search that cannot be fetched: there is no network, or the site has just been replaced. */
export class Unreachable extends Error {}

/* A module with a table of references, which Pagefind's module uses: Chromium 96, Firefox 79, Safari 15. */
const REFERENCES = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 0);

/** Whether this browser can run Pagefind; found out without loading it. A host's policy may still forbid it. */
export function runsPagefind() {
  try {
    return WebAssembly.validate(REFERENCES);
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
    this.inWorker = true;
  }

  start() {
    return (this.instance ??= this.create({}));
  }

  async create(options) {
    const { createInstance } = await import(new URL("pagefind.js", this.bundle).href);
    return createInstance(options);
  }

  /** The ids of the pages that hold a run of tokens in order. Rejects where the engine does not run. */
  phrase(tokens) {
    const words = tokens.join(" ");
    if (!this.phrases.has(words)) {
      const found = this.ask(`"${words}"`).then((results) => new Set(results.map((result) => result.id)));
      found.catch(() => this.phrases.delete(words));
      this.phrases.set(words, found);
    }
    return this.phrases.get(words);
  }

  /* A host's policy may forbid WebAssembly in the worker alone. */
  async ask(words) {
    try {
      return (await (await this.start()).search(words)).results;
    } catch (error) {
      if (!this.inWorker) throw error;
      this.inWorker = false;
      this.instance = this.create({ noWorker: true });
      return (await (await this.instance).search(words)).results;
    }
  }
}

/** The words of all pages, each with its `id` and `pieces`; `load` gives them. */
export class FullText {
  constructor(load) {
    this.load = load;
    this.tokens = null;
  }

  start() {
    return (this.tokens ??= this.read());
  }

  async read() {
    try {
      const found = new Map();
      for (const page of await this.load()) {
        found.set(page.id, page.pieces.map(({ text }) => ` ${tokenise(text).join(" ")} `).join("\n"));
        await breathe();
      }
      return found;
    } catch (error) {
      this.tokens = null; // the next search tries again
      throw error;
    }
  }

  /** The ids of the pages that hold a run of tokens in order. */
  async phrase(tokens) {
    const words = ` ${tokens.join(" ")} `;
    return new Set([...(await this.start())].filter(([, text]) => text.includes(words)).map(([id]) => id));
  }
}

const BLOCK = 12; // ms of work after which the browser gets a turn

let since = 0;
/** Gives the browser a turn where the work since the last one has been long. */
export async function breathe() {
  if (performance.now() - since < BLOCK) return;
  await new Promise((resolve) => setTimeout(resolve));
  since = performance.now();
}
