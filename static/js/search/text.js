/* What a query means; the tokens are those of gazette/search/tokens.py.

   The search is one module joined from this folder (gazette/html/assets.py): the query (text.js), what readers call things
   (synonyms.js), which pages contain a phrase (engine.js), the hits of a query (finder.js) and those of other words for it
   (further.js), a hit as it is shown (hit.js) and a list of them (hit_list.js), the highlights on the page that a hit leads to
   (highlight.js), the search page (search_page.js) and the header's box (panel.js).

   Pagefind (../pagefind/, built by gazette/search/index.py), or the text itself where a browser cannot run that, tells which
   pages contain a phrase. Every hit is then looked up in the page's own words (pagefind/text/), which gives all its places and
   the paragraph of each, and nothing that is not there. The wording comes from the page. */

export const BREAK = "¶";
const FOLDABLE = /[A-Z\u00a0\u00c0-\u024f\u2010-\u2015\u2018\u2019\u201c-\u201f\u2022\u2027\u2212\u2e80-\u2fdf\u3000\u300c-\u300f\u301c-\u301e\u30fb\uf900-\ufaff\uff01-\uff5e]/g;
const FOLDED = new Map();
for (const [folded, characters] of Object.entries({
  '"': "“”„‟「」『』〝〞", "'": "‘’", "-": "‐‑‒–—―−~〜～", "·": "•‧・", " ": "\u3000\u00a0",
})) for (const character of characters) FOLDED.set(character, folded);

function fold(character) {
  const folded = FOLDED.get(character);
  if (folded) return folded;
  if (character < "\uf900" && character > "\u2e7f" || character > "\uf8ff" && character < "\ufb00") {
    const normalized = character.normalize("NFKC");
    return normalized.length === 1 ? normalized : character;
  }
  if (character > "\uff00") return String.fromCharCode(character.charCodeAt(0) - 0xfee0).toLowerCase();
  const lower = character.toLowerCase();
  return lower.length === 1 ? lower : character;
}

/** Folds variants of a character (width, case, quotation marks, dashes) into one; the length stays. */
export function normal(text) {
  return text.replace(FOLDABLE, fold).replace(/~/g, "-");
}

/** The tokens of a text, as the index has them. */
export function tokenise(text) {
  const tokens = [];
  for (const [run] of normal(stripAccents(text)).matchAll(/[0-9a-z]+|[^\s"]/gu)) {
    const token = run === "." ? "．" : /^[%+/\-\p{L}\p{N}]/u.test(run) ? run : BREAK;
    if (token !== BREAK || tokens[tokens.length - 1] !== BREAK) tokens.push(token);
  }
  return tokens;
}

/** A text without the accents of its letters. */
export function stripAccents(text) {
  return text.replace(/[^ -~\p{Script=Han}]/gu, (character) => {
    const decomposed = character.normalize("NFD"), plain = decomposed.replace(/\p{Mn}/gu, "");
    return plain === decomposed ? character : plain.normalize("NFC");
  });
}

const LATIN = /[0-9a-z]/;
/* Invisible characters that are pasted along: joiners, directions, soft hyphens, variation selectors, fillers, controls, the place
   of a picture. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\ufffc]|(?!\s)\p{Cc}/gu;

/** The terms of a query: a page must contain all. White space separates them, quotation marks keep one together. */
export function parseQuery(query) {
  const text = normal(query.normalize("NFC").replace(INVISIBLE, "")).replace(/(\d)[。·](?=\d)/g, "$1.");
  const terms = [];
  for (const [whole, quoted] of text.matchAll(/"([^"]*)"(?=\s|$)|\S+/g)) {
    const words = (quoted ?? whole).trim().split(/\s+/);
    const term = words.reduce((joined, word) => joined + (areLatin(joined.slice(-1), word[0]) ? " " : "") + word);
    if (tokenise(term).some((token) => token !== BREAK) && !terms.includes(term)) terms.push(term);
  }
  return terms;
}

/** Whether a space between two characters is significant: only between Latin words. */
function areLatin(left, right) {
  return LATIN.test(left) && LATIN.test(right);
}

/** An expression that finds a term in normal text, whatever space there is in it. `variants`: with the other script's characters;
    `isLoose`: ignoring quotation marks. */
export function termPattern(term, variants, isLoose) {
  const characters = [...(isLoose ? term.replaceAll('"', "") : term)];
  const parts = characters.map((c, n) => {
    const between = !n || areLatin(characters[n - 1], c) ? "" : isLoose ? '[ "]*' : " *";
    return between + (variants?.[c] ? `[${variants[c]}]` : c.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&"));
  });
  return new RegExp(parts.join(""), "gu");
}

/** [start, end] of each match in normal text, except those inside a longer number or Latin word. */
export function findSpans(text, pattern) {
  const spans = [];
  pattern.lastIndex = 0;
  for (let match; (match = pattern.exec(text)); ) {
    const start = match.index, end = start + match[0].length;
    if (isInsideWord(text, start) || isInsideWord(text, end)) pattern.lastIndex = start + 1;
    else spans.push([start, end]);
  }
  return spans;
}

/** Whether a number or a Latin word continues across `offset`: 14|00, B|A, 6.|5 and 6|.5 (2023.|12 is a month). */
export function isInsideWord(text, offset) {
  const before = text[offset - 1] ?? "", after = text[offset] ?? "";
  if (/[0-9a-z]/.test(before) && /[0-9a-z]/.test(after)) return true;
  if (!(before === "." && /\d/.test(after)) && !(after === "." && /\d/.test(before))) return false;
  let start = offset, end = offset;
  while (/[\d.]/.test(text[start - 1] ?? "")) start--;
  while (/[\d.]/.test(text[end] ?? "")) end++;
  const number = text.slice(start, end);
  const isMonth = /^(19|20)\d\d\.\d\d?$/.test(number) && !/[%万亿萬億]/.test(text[end] ?? "");
  return /^\d+\.\d+$/.test(number) && !isMonth;
}

/** Spans in order, overlapping ones joined. */
export function mergeSpans(spans) {
  const merged = [];
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    const last = merged[merged.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
