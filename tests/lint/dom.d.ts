/* What the scripts know of their pages: they ask only for elements of HTML. */

interface ParentNode {
  querySelector<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
  querySelectorAll<E extends HTMLElement = HTMLElement>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
}

interface Navigator {
  readonly connection?: { readonly saveData?: boolean };
}

/** Pagefind's module, of which the build knows the address alone. */
declare module "*pagefind.js" {
  export function createInstance(options?: object): { search(words: string): Promise<{ results: { id: string }[] }> };
}
