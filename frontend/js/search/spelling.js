// @ts-check
/** Mends typing mistakes: an unknown word comes in, the nearest words of the collection come out. */

/** @typedef {import("./store.js").Store} Store */

/** @typedef {{ word: string, distance: number, rank: number }} Candidate */

export const SHORTEST_MENDED = 5;
const TWO_MISTAKES_FROM = 9;
const TRIED = 6;

/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make one
 * word of the other (optimal string alignment); `limit + 1` where it is more than `limit`.
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
 * Whether a word is one that can be mended: long enough to tell what was meant, and all letters.
 * @param {string} word
 */
export function isMendable(word) {
  return word.length >= SHORTEST_MENDED && /^[a-z]+$/.test(word);
}

/**
 * The words of the collection that a word may be a mistake for, the likeliest first; never itself.
 * @param {Store} store
 * @param {string} word
 * @returns {Promise<string[]>}
 */
export async function findNear(store, word) {
  const limit = word.length >= TWO_MISTAKES_FROM ? 2 : 1;
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
  return chooseNear(word, [...new Set(lists)], limit);
}

/**
 * The nearest words of some lists; those with one mistake hide those with two.
 * @param {string} word
 * @param {string[][]} lists each entry a word and a digit for how common it is
 * @param {number} limit
 * @returns {string[]}
 */
export function chooseNear(word, lists, limit) {
  /** @type {Map<string, Candidate>} */
  const found = new Map();
  for (const list of lists) {
    for (const entry of list) {
      const known = entry.slice(0, -1);
      if (known === word || found.has(known)) continue;
      const apart = distance(word, known, limit);
      if (apart <= limit) {
        found.set(known, { word: known, distance: apart, rank: Number(entry.at(-1)) });
      }
    }
  }
  const all = [...found.values()];
  const nearest = Math.min(...all.map((candidate) => candidate.distance));
  return all
    .filter((candidate) => candidate.distance === nearest)
    .sort((a, b) => b.rank - a.rank || (a.word < b.word ? -1 : 1))
    .slice(0, TRIED)
    .map((candidate) => candidate.word);
}
