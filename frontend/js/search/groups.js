// @ts-check
/**
 * Looks up the words of a query: for each, the group of ways in which a paper can have it. The same
 * ways in the same order as `generator/papershelf/search/query/word_groups.py`.
 */

import { COMPOUNDS, SPLIT_COMPOUNDS, stemQueryWord } from "./forms.js";
import { MOST_GROUPS, divide, termValue } from "./rank.js";
import { findNearestWords, isCorrectable } from "./spelling.js";
import { readingsOf, splitTokens } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./words.js").Token} Token */
/** @typedef {import("./syntax.js").Query} Query */
/** @typedef {import("./rank.js").Way} Way */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./shard.js").Postings} Postings */

/**
 * A token of the query; `isOpen` if it may be the beginning of a longer word.
 * @typedef {{ token: Token, isRequired: boolean, isOpen: boolean }} Word
 */

/**
 * Ways to have the words of a query from `start` up to `end`.
 * @typedef {{ start: number, end: number, ways: Way[] }} SharedWays
 */

const TYPED = 100;
const COMPLETED = 75;
const STEMMED = 70;
const CORRECTED = 90;
const EQUIVALENT = 90;
const TOPIC = 30;
const COMMON = 10;
const LESS_LIKELY = 3;
/** Common words are not looked up in queries with so many other words. */
const LONG_QUERY = 4;
const MAX_COMPLETION_FILES = 2;
const MAX_COMPLETIONS = 40;
const MIN_PREFIX_LENGTH = 2;
const MIN_STEMMED_LENGTH = 4;
const LONGEST_PHRASE = 12;
const ASCII = /^[\0-\x7f]*$/;
const IS_PHRASE = /^[\p{L}\p{N}]/u;

/**
 * The words to rank by in order, each one once.
 * @param {Query} query
 * @returns {Word[]}
 */
export function queryWords(query) {
  /** @type {Map<string, Word>} */
  const found = new Map();
  for (const { text, isRequired } of query.texts) {
    for (const token of splitTokens(text)) {
      const key = token.words.join(" ");
      if (!found.has(key)) found.set(key, { token, isRequired, isOpen: false });
    }
  }
  const words = [...found.values()].slice(0, MOST_GROUPS);
  const last = words.at(-1);
  if (last) last.isOpen = query.isOpen && last.token.words.length === 1;
  return words;
}

/**
 * Whether a word is too common or too short to be required.
 * @param {Word} word
 * @param {ReadonlySet<string>} common
 */
function isCommon({ token: { words } }, common) {
  const [term = ""] = words;
  return words.length === 1 && (common.has(term) || (term.length === 1 && ASCII.test(term)));
}

/**
 * A group for each word, with all ways to have it.
 * @param {Store} store
 * @param {Word[]} words
 * @returns {Promise<Group[]>}
 */
export async function makeGroups(store, words) {
  const common = new Set((await store.manifest()).common);
  const counting = words.filter((word) => word.isRequired && !isCommon(word, common));
  const isLong = counting.length >= LONG_QUERY;
  // In parallel: a reader far from the server waits as long for one file as for all of them.
  const [groups, compounds, equivalents] = await Promise.all([
    Promise.all(
      words.map(async (word) => {
        const isSkipped = isLong && isCommon(word, common) && !word.isOpen;
        const found = isSkipped
          ? []
          : [typedWays(store, word.token), otherWays(store, word, common)];
        return {
          typed: word.token.typed,
          ways: (await Promise.all(found)).flat(),
          isOptional: isCommon(word, common) || !word.isRequired,
          wordCount: word.token.words.length,
        };
      }),
    ),
    findCompounds(store, words),
    findEquivalents(store, words),
  ]);
  for (const { start, end, ways } of [...compounds, ...equivalents]) {
    for (const group of groups.slice(start, end)) group.ways.push(...ways);
  }
  groups.forEach((group, i) => {
    const word = words[i];
    if (!word) return;
    if (counting.length === 0) group.isOptional = !word.isRequired;
    else if (isCommon(word, common)) group.ways = group.ways.map(scaleWay);
  });
  return groups;
}

/** @param {Way} way */
function scaleWay(way) {
  return { ...way, values: way.values.map((value) => divide(value * COMMON, TYPED)) };
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
 * The way of terms that follow each other; null if one of them is in no paper.
 * @param {Store} store
 * @param {string[]} words
 * @param {number} factor
 * @param {number} titleWords
 * @returns {Promise<Way | null>}
 */
export async function makeWay(store, words, factor = TYPED, titleWords = 0) {
  const places = words.map((word, place) => ({ word, place }));
  return wayOf(store, words, places, factor, titleWords);
}

/**
 * The way of a phrase; common words, which the index has in titles only, match any word.
 * @param {Store} store
 * @param {string[]} words
 * @param {number} factor
 * @returns {Promise<Way | null>}
 */
export async function makePhrase(store, words, factor = TYPED) {
  const common = new Set((await store.manifest()).common);
  const places = words.map((word, place) => ({ word, place }));
  const kept = places.filter(({ word }) => !common.has(word));
  return wayOf(store, words, kept, factor, 0);
}

/**
 * @param {Store} store
 * @param {string[]} words
 * @param {{ word: string, place: number }[]} kept the words to look up
 * @param {number} factor
 * @param {number} titleWords
 * @returns {Promise<Way | null>}
 */
async function wayOf(store, words, kept, factor, titleWords) {
  const { papers } = await store.manifest();
  const found = await Promise.all(kept.map(({ word }) => find(store, word)));
  const terms = found.flatMap((term) => term ?? []);
  if (terms.length === 0 || terms.length < kept.length) return null;
  const first = kept[0]?.place ?? 0;
  return {
    name: words.join(" "),
    terms,
    offsets: kept.map(({ place }) => place - first),
    values: terms.map((term) => scaledValue(term.papers.length, papers, factor)),
    titleWords,
  };
}

/**
 * @param {number} count
 * @param {number} papers
 * @param {number} factor
 */
function scaledValue(count, papers, factor) {
  return Math.max(1, divide(termValue(count, papers) * factor, TYPED));
}

/**
 * Ways for a word that may be misspelled: the most similar words of the collection.
 * @param {Store} store
 * @param {Token} token
 * @returns {Promise<Way[]>}
 */
export async function findCorrections(store, { words }) {
  const [word, ...others] = words;
  if (!word || others.length > 0 || !isCorrectable(word)) return [];
  const near = await findNearestWords(store, word);
  const ways = near.map((name, i) => makeWay(store, [name], CORRECTED - LESS_LIKELY * i));
  return (await Promise.all(ways)).flatMap((way) => way ?? []);
}

/**
 * @param {Store} store
 * @param {Token} token
 */
async function typedWays(store, token) {
  const ways = readingsOf(token).map((terms) => makeWay(store, terms, TYPED, token.words.length));
  return (await Promise.all(ways)).flatMap((way) => way ?? []);
}

/**
 * @param {Store} store
 * @param {Word} word
 * @param {ReadonlySet<string>} common
 * @returns {Promise<Way[]>}
 */
async function otherWays(store, word, common) {
  const [term = "", ...others] = word.token.words;
  if (others.length > 0) return [];
  const isCharacter = [...term].length === 1 && !ASCII.test(term);
  const isPrefix = isCharacter || (word.isOpen && [...term].length >= MIN_PREFIX_LENGTH);
  const found = await Promise.all([
    isPrefix ? complete(store, term) : [],
    isCommon(word, common) ? [] : sameStem(store, term),
  ]);
  return found.flat();
}

/**
 * The terms with a prefix, from the first few files that may have them.
 * @param {Store} store
 * @param {string} prefix
 * @param {string} first
 * @param {string} last
 * @param {number} most how many files to read
 */
async function termsBetween(store, prefix, first, last, most = MAX_COMPLETION_FILES) {
  const shards = await store.shardsFrom(first, last, most);
  return shards.flatMap((shard) => shard.completions(prefix).map((found) => ({ ...found, shard })));
}

/**
 * The most frequent terms with a prefix, except the prefix itself. What is a word already needs no
 * file that it is not in.
 * @param {Store} store
 * @param {string} prefix
 * @returns {Promise<Way[]>}
 */
async function complete(store, prefix) {
  const isWord = [...prefix].length > 1 && (await find(store, prefix)) !== null;
  const most = isWord ? 1 : MAX_COMPLETION_FILES;
  const found = (await termsBetween(store, prefix, prefix, `${prefix}\uffff`, most))
    .filter(({ term }) => term !== prefix)
    .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_COMPLETIONS);
  return alternativeWays(store, prefix, found, COMPLETED);
}

/**
 * The papers whose identifiers begin with a prefix.
 * @param {Store} store
 * @param {string} prefix
 * @returns {Promise<number[]>}
 */
export async function completeIds(store, prefix) {
  const found = await termsBetween(store, prefix, prefix, `${prefix}\uffff`);
  return found.flatMap(({ shard, place }) => [...shard.read(place).papers]);
}

/**
 * @param {Store} store
 * @param {string} word
 * @returns {Promise<Way[]>}
 */
async function sameStem(store, word) {
  if (word.length < MIN_STEMMED_LENGTH || !/^[A-Za-z]+$/.test(word)) return [];
  const stem = stemQueryWord(word);
  const found = await termsBetween(store, stem, stem, word);
  const same = found.filter(({ term }) => term !== word && stemQueryWord(term) === stem);
  return alternativeWays(store, word, same, STEMMED);
}

/**
 * The ways of other forms of a word, which say no more than all forms together.
 * @param {Store} store
 * @param {string} word
 * @param {{ term: string, count: number, place: number, shard: import("./shard.js").Shard }[]} found
 * @param {number} factor
 * @returns {Promise<Way[]>}
 */
async function alternativeWays(store, word, found, factor) {
  const { papers } = await store.manifest();
  const typed = (await find(store, word))?.papers.length ?? 0;
  const count = found.reduce((sum, other) => sum + other.count, typed);
  const value = scaledValue(Math.min(count, papers), papers, factor);
  return found.map(({ term, place, shard }) => {
    const terms = [shard.read(place)];
    return { name: term, terms, offsets: [0], values: [value], titleWords: 0 };
  });
}

/**
 * The way `dataset` for the words `data set`, and the other way round.
 * @param {Store} store
 * @param {Word[]} words
 * @returns {Promise<SharedWays[]>}
 */
async function findCompounds(store, words) {
  const split = words.map(async ({ token }, i) => {
    const parts = token.words.length === 1 && SPLIT_COMPOUNDS.get(token.words[0] ?? "");
    const way = parts && (await makeWay(store, parts, CORRECTED));
    return way ? [{ start: i, end: i + 1, ways: [way] }] : [];
  });
  const joined = words.map(async (_, i) => {
    const pair = words.slice(i, i + 2).flatMap(({ token }) => token.words);
    const compound = i + 1 < words.length && COMPOUNDS.get(pair.join(" "));
    return compound ? [await shareWays(store, i, i + 2, [[compound]], TYPED)] : [];
  });
  return (await Promise.all([...split, ...joined])).flat();
}

/**
 * Abbreviations and their long forms, and the papers of tags and venues, for their names.
 * @param {Store} store
 * @param {Word[]} words
 * @returns {Promise<SharedWays[]>}
 */
async function findEquivalents(store, words) {
  const equivalents = await store.equivalents();
  const found = [];
  for (let start = 0; start < words.length; start++) {
    for (let end = Math.min(words.length, start + LONGEST_PHRASE); end > start; end--) {
      const span = words.slice(start, end);
      const typed = span.flatMap(({ token }) => token.words).join(" ");
      const targets = equivalents.get(typed) ?? compoundTargets(equivalents, span);
      if (targets.length === 0) continue;
      const markers = targets.filter((target) => !IS_PHRASE.test(target));
      const phrases = targets.filter((target) => IS_PHRASE.test(target));
      const named = markers.map((marker) => [marker]);
      const spelled = phrases.map((phrase) => phrase.split(" "));
      found.push(
        shareWays(store, start, end, named, TOPIC),
        shareWays(store, start, end, spelled, EQUIVALENT),
      );
      start = end - 1;
      break;
    }
  }
  return Promise.all(found);
}

/**
 * The other forms of a compound such as `GPT-4` or `MoE`.
 * @param {ReadonlyMap<string, string[]>} equivalents
 * @param {Word[]} span
 * @returns {string[]}
 */
function compoundTargets(equivalents, [word, ...others]) {
  if (!word || others.length > 0) return [];
  const known = readingsOf(word.token).find(
    ([term = "", ...rest]) => rest.length === 0 && equivalents.has(term),
  );
  return equivalents.get(known?.[0] ?? "") ?? [];
}

/**
 * Each phrase as an alternative to some words; every word gets an equal share of its weight.
 * @param {Store} store
 * @param {number} start
 * @param {number} end
 * @param {string[][]} phrases
 * @param {number} factor
 * @returns {Promise<SharedWays>}
 */
async function shareWays(store, start, end, phrases, factor) {
  const share = divide(factor, end - start);
  const ways = await Promise.all(phrases.map((phrase) => makePhrase(store, phrase, share)));
  return { start, end, ways: ways.flatMap((way) => way ?? []) };
}
