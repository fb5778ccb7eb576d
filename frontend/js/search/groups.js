// @ts-check
/** Looks up the words of a query: for each, the group of ways in which a paper can match it. */

import { findNearestWords, isCorrectable } from "./spelling.js";
import { lastBegin } from "./store.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./rank.js").Way} Way */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./shard.js").Postings} Postings */

const MIN_PREFIX_LENGTH = 2;
const MAX_COMPLETION_FILES = 3;
const MAX_COMPLETIONS = 40;
const COMPLETED_FACTOR = 0.75;
const CORRECTED_FACTOR = 0.9;
const NEXT_WORD_FACTOR = 0.97;

/**
 * The group of a word as typed. If `open` is true, the word may be incomplete, as it is the last.
 * @param {Store} store
 * @param {Word} word
 * @param {boolean} open
 * @param {ReadonlySet<string>} common
 * @returns {Promise<Group>}
 */
export async function makeGroup(store, word, open, common) {
  const [parts, joined, longer] = await Promise.all([
    Promise.all(word.parts.map((part) => find(store, part))),
    word.joined ? find(store, word.joined) : null,
    open && !word.joined ? complete(store, word.parts[0] ?? "") : [],
  ]);
  /** @type {Way[]} */
  const ways = [];
  const whole = parts.flatMap((postings) => postings ?? []);
  if (whole.length === parts.length) ways.push({ name: word.typed, terms: whole, factor: 1 });
  if (joined) ways.push({ name: word.joined, terms: [joined], factor: 1 });
  ways.push(...longer);
  return { ways, optional: word.parts.every((part) => common.has(part) || part.length === 1) };
}

/**
 * The postings of a term.
 * @param {Store} store
 * @param {string} term
 * @returns {Promise<Postings | null>}
 */
export async function find(store, term) {
  const shard = await store.shardOf(term);
  return shard.find(term);
}

/**
 * The most frequent terms with a prefix, except the prefix itself. Reads a few files at most.
 * @param {Store} store
 * @param {string} prefix
 * @param {number} shortest
 * @returns {Promise<Way[]>}
 */
export async function complete(store, prefix, shortest = MIN_PREFIX_LENGTH) {
  if (prefix.length < shortest) return [];
  const { begins } = await store.manifest();
  const first = lastBegin(begins.terms, prefix);
  const last = Math.min(
    lastBegin(begins.terms, `${prefix}\uffff`),
    first + MAX_COMPLETION_FILES - 1,
  );
  const shards = await Promise.all(
    Array.from({ length: last - first + 1 }, (_, i) => store.shard(first + i)),
  );
  return shards
    .flatMap((shard) => shard.completions(prefix).map((found) => ({ ...found, shard })))
    .filter(({ term }) => term !== prefix)
    .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_COMPLETIONS)
    .map(({ term, shard }) => ({
      name: term,
      terms: [shard.read(shard.place(term))],
      factor: COMPLETED_FACTOR,
    }));
}

/**
 * Ways to match a word that may be misspelled: by the most similar words of the collection.
 * @param {Store} store
 * @param {Word} word
 * @returns {Promise<Way[]>}
 */
export async function findCorrections(store, word) {
  const [part, ...others] = word.parts;
  if (!part || others.length > 0 || !isCorrectable(part)) return [];
  const near = await findNearestWords(store, part);
  const ways = await Promise.all(
    near.map(async (name, i) => {
      const postings = await find(store, name);
      return postings
        ? [{ name, terms: [postings], factor: CORRECTED_FACTOR * NEXT_WORD_FACTOR ** i }]
        : [];
    }),
  );
  return ways.flat();
}
