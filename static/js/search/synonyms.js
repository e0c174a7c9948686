/* What readers call things, and what the documents call them: pagefind/synonyms.json, written by gazette/search/synonyms.py. */
import { isInsideWord, normal } from "./text.js";

/** Words for one thing: `find` are the documents' words for the same, `near` those for the next thing. */
const NOTHING = { find: [], near: [] };

export class Synonyms {
  /** `fold` has pairs of a character and the Simplified one that it is compared as; `groups` are rows of [typed, find, near]. */
  constructor({ fold, groups } = { fold: "", groups: [] }) {
    const characters = [...fold];
    this.folded = new Map(characters.flatMap((character, n) => (n % 2 ? [] : [[character, characters[n + 1]]])));
    this.groups = new Map();
    for (const [typed, find, near] of groups) {
      for (const word of typed) {
        const known = this.groups.get(word) ?? NOTHING;
        this.groups.set(word, { find: [...new Set([...known.find, ...find])], near: [...new Set([...known.near, ...near])] });
      }
    }
    this.longest = Math.max(0, ...[...this.groups.keys()].map((word) => word.length));
  }

  fold(text) {
    return [...normal(text)].map((character) => this.folded.get(character) ?? character).join("");
  }

  /** The documents' words for a term. */
  get(term) {
    return this.groups.get(this.fold(term)) ?? NOTHING;
  }

  /** Cuts a term at the words in it that readers use, the longest first: [text, whether it is such a word] of each part. */
  split(term) {
    const folded = this.fold(term);
    for (let length = Math.min(this.longest, folded.length); length > 1; length--) {
      for (let start = 0; start + length <= folded.length; start++) {
        const end = start + length;
        if (!this.groups.has(folded.slice(start, end)) || isInsideWord(folded, start) || isInsideWord(folded, end)) continue;
        return [...this.split(term.slice(0, start)), [term.slice(start, end), true], ...this.split(term.slice(end))];
      }
    }
    return term ? [[term, false]] : [];
  }
}
