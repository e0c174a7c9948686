/* The hits of other words for what a search means: the documents' words for what readers call it, else the nearest that there is. */
import { yieldToBrowser } from "./engine.js";
import { unite } from "./finder.js";

const MIN_PART = 2; // characters of a part of a term that is looked up by itself
const MAX_TEXT = 80; // characters of a term, which may be a page that was pasted, whose parts are looked up
const FILLER = /怎[么麼](?:办|辦|样|樣)?|怎[样樣]|如何|[什甚][么麼]|哪[里裡些个個儿兒]|[为為]什[么麼]|有[没沒]有|是不是|够不够|夠不夠|多少|[请請][问問]|有?几[家个所]|有?幾[家個所]/gu; // of questions
const YEAR = /^(?:19|20)\d\d年?$/; // beside a word that readers use: its hits in that year come first
const NEAR_WEIGHT = 0.5; // of words for the next thing, beside those for the thing itself
const REST_WEIGHT = 0.3; // of the rest of what was typed, beside a word that readers use

/** What is shown after the hits of a query's own words, once these are complete: hits of synonyms; where there are none of either,
    of the nearest words (`isAny`). `words` are those that were found, as they are printed. Null if there is nothing more. */
export async function findFurther(finder, found, options = {}) {
  if (found.unread.length) return null;
  const further = await findSynonymHits(finder, found, options);
  if (further?.hits.length || found.hits.length) return further?.hits.length ? further : null;
  const nearest = await findNearestHits(finder, found, options);
  return nearest?.hits.length ? nearest : null;
}

/** The documents' words for the next thing to what a search means, as they are printed. */
export async function findNearWords(finder, found) {
  const synonyms = await finder.loadSynonyms();
  const words = found.terms.flatMap((term) => synonyms.split(term).flatMap(([text]) => synonyms.get(text).near));
  const resolved = await Promise.all([...new Set(words)].map((word) => finder.resolveTerm(word)));
  return resolved.map(({ text }) => text).filter(Boolean);
}

/** The hits of pages that have each term or a synonym of it, without those of the terms themselves. */
async function findSynonymHits(finder, found, options) {
  const synonyms = await finder.loadSynonyms();
  const words = found.terms.map((term) => synonyms.get(term).find);
  if (!words.some((own) => own.length)) return null;
  const resolved = await Promise.all(words.map((own) => resolveAll(finder, own, options)));
  const sought = found.sought.map((own, n) => joinSought([own, ...resolved[n]]));
  const further = await finder.collectHits(sought, options, { known: found.hits });
  further.words = listWords(resolved.flat().filter(({ pattern }) => further.hits.some(({ piece }) => piece.plain.search(pattern) >= 0)));
  return further;
}

/** The hits of the longest parts of the terms and of words for the next thing; the rarer such a word, the more it weighs. */
async function findNearestHits(finder, found, options) {
  const synonyms = await finder.loadSynonyms(), pageCount = (await finder.loadPageList()).size;
  const sought = [];
  const add = async (words, factor) => {
    const resolved = await resolveAll(finder, words, options);
    if (!resolved.length) return;
    const each = joinSought(resolved);
    sought.push({ ...each, words: resolved, weight: factor * Math.log1p(pageCount / each.ids.size) });
  };
  const isFound = async (word) => (await resolveAll(finder, [word], options)).length > 0;
  const parts = found.terms.flatMap((term) => synonyms.split(term));
  const restWeight = parts.some(([, isKnown]) => isKnown) ? REST_WEIGHT : 1;
  let { readingYear } = options;
  for (const [text, isKnown] of parts) {
    const { find, near } = synonyms.get(text);
    if (isKnown) await add([text, ...find], 1);
    else for (const part of await findParts(text, isFound)) {
      if (YEAR.test(part) && restWeight < 1) readingYear = part.slice(0, 4);
      else await add([part], restWeight);
    }
    for (const word of near) await add([word], NEAR_WEIGHT);
  }
  if (!sought.length) return null;
  const nearest = await finder.collectHits(sought, { ...options, readingYear }, { isAny: true });
  nearest.words = listWords(sought.flatMap(({ words }) => words));
  return nearest;
}

/** The longest parts of a text that are found, from left to right, none of which overlap. */
export async function findParts(text, isFound) {
  const parts = [];
  for (const [run] of text.slice(0, MAX_TEXT).replace(FILLER, " ").matchAll(/[\p{L}\p{N}%+.\-/]+/gu)) {
    const atoms = run.match(/[0-9a-z]+(?:\.\d+)?%?|./gu);
    for (let start = 0, end = 0; start < atoms.length; start++) {
      const before = (end = Math.max(end, start));
      while (end < atoms.length && (await isFound(atoms.slice(start, end + 1).join("")))) end++;
      await yieldToBrowser();
      const part = atoms.slice(start, end).join("");
      if (end > before && part.length >= MIN_PART) parts.push({ run, start, end, part });
    }
  }
  const taken = [];
  for (const each of parts.sort((a, b) => b.part.length - a.part.length))
    if (taken.every((other) => other.run !== each.run || other.end <= each.start || each.end <= other.start)) taken.push(each);
  return [...new Set(taken.map(({ part }) => part))];
}

/** Those of some words that are found, each with its pages and pattern. */
async function resolveAll(finder, words, { isCurrent }) {
  return (await Promise.all(words.map((word) => finder.resolveTerm(word, isCurrent)))).filter(({ pattern }) => pattern);
}

/** What was found, as it is printed: each once, and none that contains another. */
function listWords(resolved) {
  const words = [...new Set(resolved.map(({ text }) => text))];
  return words.filter((word) => !words.some((other) => other !== word && word.includes(other)));
}

/** One thing to seek of several, any of which counts. */
function joinSought(several) {
  return {
    ids: several.map(({ ids }) => ids).reduce(unite),
    patterns: several.flatMap(({ patterns, pattern }) => patterns ?? [pattern]),
  };
}
