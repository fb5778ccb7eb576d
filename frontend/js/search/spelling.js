// @ts-check
/** Spelling correction: finds the words of the collection that are most similar to a word. */

/** @typedef {import("./store.js").Store} Store */

/** @typedef {{ word: string, distance: number, rank: number }} Candidate */

export const MIN_CORRECTED_LENGTH = 5;
const MIN_LENGTH_FOR_TWO_EDITS = 9;
const MAX_CORRECTIONS = 6;

/**
 * The edit distance of two words: letters inserted, deleted, substituted, or swapped with the next
 * (optimal string alignment). Returns `limit + 1` if it exceeds `limit`.
 * @param {string} one
 * @param {string} other
 * @param {number} limit
 * @returns {number}
 */
export function distance(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[other.length] ?? limit + 1;
}

/**
 * Whether a word can be corrected: it has letters only, and not too few.
 * @param {string} word
 */
export function isCorrectable(word) {
  return word.length >= MIN_CORRECTED_LENGTH && /^[a-z]+$/.test(word);
}

/**
 * The words of the collection that a misspelled word may mean, most likely first; never itself.
 * @param {Store} store
 * @param {string} word
 * @returns {Promise<string[]>}
 */
export async function findNearestWords(store, word) {
  const limit = word.length >= MIN_LENGTH_FOR_TWO_EDITS ? 2 : 1;
  const lengths = Array.from({ length: 2 * limit + 1 }, (_, i) => word.length - limit + i);
  const lists = await Promise.all(
    lengths.flatMap((length) => {
      const size = String(length).padStart(2, "0");
      return [
        store.words("heads", `${word[0]}${size}`),
        store.words("tails", `${word.at(-1)}${size}`),
      ];
    }),
  );
  return chooseNearest(word, [...new Set(lists)], limit);
}

/**
 * The most similar words of some lists: those at the smallest distance, most frequent first.
 * @param {string} word
 * @param {string[][]} lists each entry is a word and a digit for its frequency
 * @param {number} limit
 * @returns {string[]}
 */
export function chooseNearest(word, lists, limit) {
  /** @type {Map<string, Candidate>} */
  const found = new Map();
  for (const list of lists) {
    for (const entry of list) {
      const known = entry.slice(0, -1);
      if (known === word || found.has(known)) continue;
      const edits = distance(word, known, limit);
      if (edits <= limit) {
        found.set(known, { word: known, distance: edits, rank: Number(entry.at(-1)) });
      }
    }
  }
  const all = [...found.values()];
  const nearest = Math.min(...all.map((candidate) => candidate.distance));
  return all
    .filter((candidate) => candidate.distance === nearest)
    .sort((a, b) => b.rank - a.rank || (a.word < b.word ? -1 : 1))
    .slice(0, MAX_CORRECTIONS)
    .map((candidate) => candidate.word);
}
