// @ts-check
/**
 * Finds papers by meaning: compares the vector of a query with those of papers. The same integer
 * scores as `generator/papershelf/search/query/meaning.py`.
 */

import { Reader } from "./bytes.js";
import { divide } from "./rank.js";
import { lastBegin } from "./store.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {number[]} Vector */
/** @typedef {Uint8Array} Packed half a byte per dimension */

/**
 * A word of a query: as typed, its forms as in a token, and how much it says.
 * @typedef {{ typed: string, readings: string[][], value: number }} MeaningWord
 */

/**
 * The papers that were compared with a query, with their scores, at most 10,000, and the words of the
 * query with their vectors.
 * @typedef {{
 *   scores: Map<number, number>, vectors: Map<number, Packed>,
 *   words: { typed: string, vector: Vector }[],
 * }} Meaning
 */

const UNIT = 10_000;
const QUERY_LENGTH = 1 << 12;
const LENGTH_UNIT = 16;
const MAX_FILES = 9;
const MAX_GROUPS = 3;
const MAX_PAPERS = 600;
const MAX_NAMED = 3;
const LEAST_SHARE = 3;
const HIGHEST_LEVEL = 15;
const UTF8 = new TextDecoder();
/** For each byte of a packed vector, the sum of the squares of its two values. */
const SQUARES = Uint32Array.from({ length: 256 }, (_, byte) => {
  return (2 * (byte >> 4) - HIGHEST_LEVEL) ** 2 + (2 * (byte & 15) - HIGHEST_LEVEL) ** 2;
});

/** The vectors of the words of one file. */
class WordVectors {
  /**
   * @param {Reader} reader
   * @param {number} size
   */
  constructor(reader, size) {
    const count = reader.number();
    const names = UTF8.decode(reader.take(reader.number())).split("\n");
    const scales = reader.take(count);
    /** @type {Map<string, { scale: number, levels: Uint8Array }>} */
    this.rows = new Map();
    scales.forEach((scale, i) => {
      this.rows.set(names[i] ?? "", { scale, levels: reader.take(size) });
    });
  }

  /**
   * @param {string} word
   * @returns {Vector | null}
   */
  find(word) {
    const row = this.rows.get(word);
    return row ? unpack(row.levels).map((value) => row.scale * value) : null;
  }
}

/** The files of vectors that one query reads; counts those of words. */
class MeaningFiles {
  /**
   * @param {Store} store
   * @param {Reader} reader
   * @param {string[]} begins
   */
  constructor(store, reader, begins) {
    this.store = store;
    this.begins = begins;
    this.size = reader.number() / 2;
    this.groupSizes = reader.numbers(reader.number());
    this.centroids = Array.from(this.groupSizes, () => reader.take(this.size));
    this.common = new WordVectors(reader, this.size);
    /** @type {Map<number, Promise<WordVectors>>} */
    this.shards = new Map();
  }

  /**
   * Begin to read the file that has a word, unless too many files would have to be read.
   * @param {string} word
   */
  request(word) {
    if (this.common.find(word) || this.begins.length === 0) return;
    const number = lastBegin(this.begins, word);
    const most = MAX_FILES - Math.min(MAX_GROUPS, this.groupSizes.length);
    if (this.shards.has(number) || this.shards.size >= most) return;
    const shard = this.store
      .file(`words-${number}`)
      .then((bytes) => new WordVectors(new Reader(bytes), this.size));
    // Awaited by `find`, unless another file fails first.
    shard.catch(() => {});
    this.shards.set(number, shard);
  }

  /**
   * The vector of a word, if its file was requested.
   * @param {string} word
   * @returns {Promise<Vector | null>}
   */
  async find(word) {
    const found = this.common.find(word);
    if (found) return found;
    const shard = await this.shards.get(lastBegin(this.begins, word));
    return shard?.find(word) ?? null;
  }

  /**
   * The papers of the groups nearest to a query, with their vectors.
   * @param {Vector} query
   * @returns {Promise<Map<number, Packed>>}
   */
  async nearestPapers(query) {
    const scoreOf = makeScore(query);
    const scores = this.centroids.map(scoreOf);
    const groups = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    /** @type {number[]} */
    const chosen = [];
    let left = MAX_PAPERS;
    for (const group of groups.slice(0, MAX_FILES - this.shards.size)) {
      const size = this.groupSizes[group] ?? 0;
      if (chosen.length > 0 && size > left) break;
      chosen.push(group);
      left -= size;
    }
    /** @type {Map<number, Packed>} */
    const found = new Map();
    const files = chosen.map((group) => this.store.file(`vectors-${group}`));
    (await Promise.all(files)).forEach((bytes, i) => {
      const reader = new Reader(bytes);
      let paper = -1;
      const steps = reader.numbers(this.groupSizes[chosen[i] ?? 0] ?? 0);
      for (const step of steps) {
        paper += step + 1;
        found.set(paper, reader.take(this.size));
      }
    });
    return found;
  }
}

/**
 * Compare a query with papers of an index with vectors; null if it has none of the words.
 * @param {Store} store
 * @param {MeaningWord[]} words
 * @returns {Promise<Meaning | null>}
 */
export async function findMeaning(store, words) {
  const { begins } = await store.manifest();
  const reader = new Reader(await store.file("meaning"));
  const files = new MeaningFiles(store, reader, begins.words ?? []);
  const found = await findWords(files, words);
  const [first, ...others] = found;
  if (!first) return null;
  const total = others.reduce((sum, { vector }) => add(sum, vector), first.vector);
  const length = squareRoot(multiply(total, total));
  if (length === 0) return null;
  const query = total.map((value) => divide(value * QUERY_LENGTH, length));
  const vectors = await files.nearestPapers(query);
  const scoreOf = makeScore(query);
  const scores = new Map(Array.from(vectors, ([paper, vector]) => [paper, scoreOf(vector)]));
  return { scores, vectors, words: found };
}

/**
 * The vectors of the words of a query; those that say most are looked up first.
 * @param {MeaningFiles} files
 * @param {MeaningWord[]} words
 */
async function findWords(files, words) {
  const order = [...words.keys()].sort(
    (a, b) => (words[b]?.value ?? 0) - (words[a]?.value ?? 0) || a - b,
  );
  for (const place of order) {
    const [parts = [], ...compounds] = words[place]?.readings ?? [];
    for (const word of [...compounds, parts].flat()) files.request(word);
  }
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {Map<number, Vector>} */
  const found = new Map();
  for (const place of order) {
    const known = await findReading(files, words[place]?.readings ?? []);
    const fresh = known.filter(({ word }) => !seen.has(word));
    for (const { word, vector } of fresh) {
      seen.add(word);
      found.set(place, add(found.get(place) ?? vector.map(() => 0), vector));
    }
  }
  return words.flatMap(({ typed }, place) => {
    const vector = found.get(place);
    return vector ? [{ typed, vector }] : [];
  });
}

/**
 * The vectors of the first form with compounds that is known, or else of the parts.
 * @param {MeaningFiles} files
 * @param {string[][]} readings
 */
async function findReading(files, [parts = [], ...compounds]) {
  /** @type {{ word: string, vector: Vector }[]} */
  let known = [];
  for (const reading of [...compounds, parts]) {
    known = [];
    for (const word of new Set(reading)) {
      const vector = await files.find(word);
      if (vector) known.push({ word, vector });
    }
    if (known.length === new Set(reading).size) break;
  }
  return known;
}

/**
 * The words of the query that contribute most to the score of a paper.
 * @param {Meaning} meaning
 * @param {number} paper
 * @returns {string[]}
 */
export function meaningWordsFor({ words, vectors }, paper) {
  const paperVector = unpack(vectors.get(paper) ?? new Uint8Array());
  const shares = words
    .map(({ typed, vector }) => ({ typed, share: multiply(vector, paperVector) }))
    .sort((a, b) => b.share - a.share);
  const least = divide(shares[0]?.share ?? 0, LEAST_SHARE);
  return shares
    .slice(0, MAX_NAMED)
    .filter(({ share }) => share > least)
    .map(({ typed }) => typed);
}

/**
 * A function that returns the score of a vector. It reads packed vectors, because a query has hundreds
 * of them.
 * @param {Vector} query
 * @returns {(packed: Packed) => number}
 */
function makeScore(query) {
  const all = query.reduce((a, b) => a + b, 0);
  return (packed) => {
    let product = 0;
    let square = 0;
    for (let i = 0; i < packed.length; i++) {
      const byte = packed[i] ?? 0;
      product += (byte >> 4) * (query[2 * i] ?? 0) + (byte & 15) * (query[2 * i + 1] ?? 0);
      square += SQUARES[byte] ?? 0;
    }
    product = 2 * product - HIGHEST_LEVEL * all;
    const length = squareRoot(square * LENGTH_UNIT ** 2);
    return divide(product * UNIT * LENGTH_UNIT, QUERY_LENGTH * length);
  };
}

/**
 * The integer part of a square root.
 * @param {number} number below 2⁵²
 */
function squareRoot(number) {
  return Math.floor(Math.sqrt(number));
}

/**
 * @param {Packed} packed
 * @returns {Vector}
 */
function unpack(packed) {
  const values = [];
  for (const byte of packed) {
    values.push(2 * (byte >> 4) - HIGHEST_LEVEL, 2 * (byte & 15) - HIGHEST_LEVEL);
  }
  return values;
}

/**
 * @param {Vector} one
 * @param {Vector} other
 */
function add(one, other) {
  return one.map((value, i) => value + (other[i] ?? 0));
}

/**
 * @param {Vector} one
 * @param {Vector} other
 */
function multiply(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] ?? 0) * (other[i] ?? 0);
  return sum;
}
