// @ts-check
/** Finds the words of a query in a text, and chooses the excerpt that has most of them. */

import { isUnspaced, splitTokens } from "./words.js";

/**
 * A piece of text; `found` says whether it is one of the words.
 * @typedef {{ text: string, found: boolean }} Piece
 */

/** @typedef {{ start: number, end: number, term: string }} Hit */

const WORD = /[\p{L}\p{N}\p{M}]+(?:['\u2019\u2010-\u2013-][\p{L}\p{N}\p{M}]+)*/gu;
const BEFORE = 50;

/**
 * The positions of words in a text.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @returns {Hit[]}
 */
export function findHits(text, terms) {
  /** @type {Hit[]} */
  const hits = [];
  if (terms.size === 0) return hits;
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    if (isUnspaced(word)) {
      hits.push(...findPairs(word, match.index, terms));
      continue;
    }
    const names = splitTokens(word).flatMap(({ words, compounds }) => [
      ...words,
      ...compounds.map(([name]) => name),
    ]);
    const known = names.find((term) => terms.has(term));
    if (known) hits.push({ start: match.index, end: match.index + word.length, term: known });
  }
  return hits;
}

/**
 * The positions of words in a run of a script without spaces, whose terms are pairs of characters.
 * @param {string} run
 * @param {number} offset where the run begins in the text
 * @param {ReadonlySet<string>} terms
 */
function findPairs(run, offset, terms) {
  /** @type {Hit[]} */
  const hits = [];
  const chars = [...run];
  let start = offset;
  chars.forEach((char, i) => {
    const next = chars[i + 1] ?? "";
    const term = `${char}${next}`.normalize("NFC");
    const last = hits.at(-1);
    const end = start + char.length + next.length;
    if (next && terms.has(term)) {
      if (last && last.end > start) last.end = end;
      else hits.push({ start, end, term });
    } else if (terms.has(char) && !(last && last.end > start)) {
      hits.push({ start, end: start + char.length, term: char });
    }
    start += char.length;
  });
  return hits;
}

/**
 * Split a text into words to highlight and the text between them.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @returns {Piece[]}
 */
export function markWords(text, terms) {
  /** @type {Piece[]} */
  const pieces = [];
  let place = 0;
  for (const { start, end } of findHits(text, terms)) {
    if (start > place) pieces.push({ text: text.slice(place, start), found: false });
    pieces.push({ text: text.slice(start, end), found: true });
    place = end;
  }
  if (place < text.length) pieces.push({ text: text.slice(place), found: false });
  return pieces;
}

/**
 * The part of a text with the most different words of the query, cut between words.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 * @param {number} length
 * @returns {string}
 */
export function excerpt(text, terms, length) {
  if (text.length <= length) return text;
  const hits = findHits(text, terms);
  let [best, most] = [0, 0];
  hits.forEach((hit, i) => {
    const inside = hits.slice(i).filter(({ end }) => end <= hit.start + length - BEFORE);
    const count = new Set(inside.map(({ term }) => term)).size;
    if (count > most) [best, most] = [hit.start, count];
  });
  const latest = text.length - length;
  const start = best - BEFORE > latest ? text.indexOf(" ", latest) + 1 : startOf(text, best);
  const end = endOf(text, start + length);
  return `${start > 0 ? "…" : ""}${text.slice(start, end).trim()}${end < text.length ? "…" : ""}`;
}

/**
 * The start of a sentence, or else of a word, shortly before a position.
 * @param {string} text
 * @param {number} place
 */
function startOf(text, place) {
  const from = Math.max(0, place - BEFORE);
  if (from === 0) return 0;
  const before = text.slice(from, place);
  const sentence = before.lastIndexOf(". ");
  if (sentence >= 0) return from + sentence + 2;
  const word = before.indexOf(" ");
  return word < 0 ? place : from + word + 1;
}

/**
 * The last end of a word before a position.
 * @param {string} text
 * @param {number} place
 */
function endOf(text, place) {
  if (place >= text.length) return text.length;
  const space = text.lastIndexOf(" ", place);
  return space > 0 ? space : place;
}
