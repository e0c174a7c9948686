/* What a query means; the tokens are those of gazette/search/tokens.py.

   The search is one module put together from this folder (gazette/html/assets.py): the query (text.js), which pages hold
   a phrase (engine.js), what is found (find.js), a hit as it is shown (hit.js), the search page (page.js), the header's box
   (panel.js), and the marks on the page that a hit leads to (arrive.js).

   Pagefind (../pagefind/, built by gazette/search/index.py), or the text itself where a browser does not run that, tells
   which pages hold a phrase; every hit is then looked up in the page's own words (pagefind/text/), which gives all its
   places, the paragraph of each, and nothing that is not there. No wording stands here: it comes from the page. */

export const BREAK = "¶";
const UNLIKE = /[A-Z\u00a0\u2010-\u2015\u2018\u2019\u201c-\u201f\u2022\u2027\u2212\u2e80-\u2fdf\u3000\u300c-\u300f\u301c-\u301e\u30fb\uf900-\ufaff\uff01-\uff5e]/g;
const ALIKE = new Map();
for (const [like, characters] of Object.entries({
  '"': "“”„‟「」『』〝〞", "'": "‘’", "-": "‐‑‒–—―−~〜～", "·": "•‧・", " ": "\u3000\u00a0",
})) for (const character of characters) ALIKE.set(character, like);

function like(character) {
  const known = ALIKE.get(character);
  if (known) return known;
  if (character < "\uf900" && character > "\u2e7f" || character > "\uf8ff" && character < "\ufb00") {
    const plain = character.normalize("NFKC");
    return plain.length === 1 ? plain : character;
  }
  if (character > "\uff00") return String.fromCharCode(character.charCodeAt(0) - 0xfee0).toLowerCase();
  return character < "[" ? character.toLowerCase() : character;
}

/** The text with like characters made equal; as long as it was. */
export function normal(text) {
  return text.replace(UNLIKE, like).replace(/~/g, "-");
}

/** The tokens of a text, as the index has them. */
export function tokenise(text) {
  const tokens = [];
  for (const [run] of normal(text).matchAll(/[0-9a-z]+|[^\s"]/gu)) {
    const token = run === "." ? "．" : /^[%+/\-\p{L}\p{N}]/u.test(run) ? plain(run) : BREAK;
    if (token !== BREAK || tokens[tokens.length - 1] !== BREAK) tokens.push(token);
  }
  return tokens;
}

/* An accented letter by its number: Pagefind takes é for e, and then finds neither. */
function plain(token) {
  return token.normalize("NFD") === token ? token : `u${token.codePointAt(0).toString(16).padStart(4, "0")}`;
}

const LATIN = /[0-9a-z]/;
/* Marks that nobody sees and that are pasted along: joiners, directions, soft hyphens, variation selectors. */
const INVISIBLE = /[\p{Cf}\ufe00-\ufe0f]/gu;

/** The terms of a query: all must be on the page. White space parts them, quotation marks keep one together. */
export function parse(query) {
  const text = normal(query.normalize("NFC").replace(INVISIBLE, "")).replace(/(\d)[。·](?=\d)/g, "$1.");
  const terms = [];
  for (const [whole, quoted] of text.matchAll(/"([^"]*)"(?=\s|$)|\S+/g)) {
    const words = (quoted ?? whole).trim().split(/\s+/);
    // A space means something between Latin words alone.
    const latin = (one, other) => LATIN.test(one.slice(-1)) && LATIN.test(other[0]);
    const term = words.reduce((all, word) => all + (latin(all, word) ? " " : "") + word);
    if (tokenise(term).some((token) => token !== BREAK) && !terms.includes(term)) terms.push(term);
  }
  return terms;
}

/** An expression for a term in normal text. `forms`: with the other script's characters; `loose`: quotation marks aside. */
export function pattern(term, forms, loose) {
  const characters = [...(loose ? term.replaceAll('"', "") : term)];
  const parts = characters.map((c) => (forms?.[c] ? `[${forms[c]}]` : c.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&")));
  return new RegExp(parts.join(loose ? '"?' : ""), "gu");
}

/** [start, end] of each occurrence in normal text, not counting those inside a longer number or Latin word. */
export function spans(text, expression) {
  const found = [];
  expression.lastIndex = 0;
  for (let match; (match = expression.exec(text)); ) {
    const start = match.index, end = start + match[0].length;
    if (joined(text, start) || joined(text, end)) expression.lastIndex = start + 1;
    else found.push([start, end]);
  }
  return found;
}

/** Whether a number or a Latin word runs on across the place `at`: 14|00, B|A, 6.|5 and 6|.5 (2023.|12 is a month). */
function joined(text, at) {
  const before = text[at - 1] ?? "", after = text[at] ?? "";
  if (/[0-9a-z]/.test(before) && /[0-9a-z]/.test(after)) return true;
  if (!(before === "." && /\d/.test(after)) && !(after === "." && /\d/.test(before))) return false;
  let start = at, end = at;
  while (/[\d.]/.test(text[start - 1] ?? "")) start--;
  while (/[\d.]/.test(text[end] ?? "")) end++;
  const number = text.slice(start, end);
  const month = /^(19|20)\d\d\.\d\d?$/.test(number) && !/[%万亿萬億]/.test(text[end] ?? "");
  return /^\d+\.\d+$/.test(number) && !month;
}

