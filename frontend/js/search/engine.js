// @ts-check
/** The search engine: takes a search state and returns sorted paper numbers. It uses no DOM. */

import { Reader } from "./bytes.js";
import { isNarrowed, makeTests, narrow } from "./filters.js";
import { complete, find, findCorrections, makeGroup } from "./groups.js";
import { rank } from "./rank.js";
import { parseId, parseWords } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./rank.js").Ranking} Ranking */
/** @typedef {import("./filters.js").Tests} Tests */

/**
 * The result of a search.
 *
 * - `papers`: the papers to show, filtered and sorted; `found`: all matches, unfiltered.
 * - `corrected`: from each misspelled word to the word searched instead.
 * - `unknown`: the words that no paper contains.
 * - `complete`: whether every paper contains all other words.
 * - `terms`: the words to highlight, including completions.
 * - `version`: the version of the index.
 *
 * @typedef {{
 *   papers: Uint32Array, found: Uint32Array, tests: Tests, corrected: Map<string, string>,
 *   unknown: string[], complete: boolean, terms: Set<string>, version: string,
 * }} Result
 */

const MIN_ID_PREFIX_LENGTH = 6;
const MAX_SUSPECTS = 2;

/**
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<Result>}
 */
export async function search(store, state) {
  const pendingTests = makeTests(store, state);
  // Awaited below. If something else fails first, its rejection must not be reported as unhandled.
  pendingTests.catch(() => {});
  const [{ papers, version }, ids] = await Promise.all([store.manifest(), findIds(store, state.q)]);
  const words = ids.length > 0 ? [] : parseWords(state.q);
  const matches = await rankByWords(store, words, state);
  let { ranking } = matches;
  if (words.length === 0) ranking = ids.length > 0 ? rankIds(ids, papers) : rankAll(state, papers);
  const tests = await pendingTests;
  return {
    papers: await sort(store, narrow(ranking.papers, tests), ranking.scores, sortOf(state)),
    found: ranking.papers,
    tests,
    corrected: matches.corrected,
    unknown: matches.unknown,
    complete: ranking.complete && matches.unknown.length === 0,
    terms: matches.terms,
    version,
  };
}

/**
 * The sort order of results; without a query, the default is by date instead of relevance.
 * @param {State} state
 */
export function sortOf(state) {
  return state.sort || (state.q.trim() ? "relevance" : "date");
}

/**
 * The papers whose identifier equals the query or starts with it.
 * @param {Store} store
 * @param {string} query
 */
async function findIds(store, query) {
  const id = parseId(query);
  if (!id) return [];
  const exact = await find(store, `=${id}`);
  if (exact) return [...exact.papers];
  if (!/\d/.test(id)) return [];
  const longer = await complete(store, `=${id}`, MIN_ID_PREFIX_LENGTH + 1);
  return [...new Set(longer.flatMap((way) => [...(way.terms[0]?.papers ?? [])]))];
}

/**
 * @param {number[]} ids
 * @param {number} papers
 * @returns {Ranking}
 */
function rankIds(ids, papers) {
  return { papers: Uint32Array.from(ids).sort(), scores: new Float32Array(papers), complete: true };
}

/**
 * The ranking for an empty query: all papers if the state has filters, otherwise none.
 * @param {State} state
 * @param {number} papers
 * @returns {Ranking}
 */
function rankAll(state, papers) {
  const all = isNarrowed(state)
    ? Uint32Array.from({ length: papers }, (_, i) => i)
    : new Uint32Array();
  return { papers: all, scores: new Float32Array(papers), complete: true };
}

/**
 * Rank papers by the words of a query, correcting words that seem misspelled.
 * @param {Store} store
 * @param {Word[]} words
 * @param {State} state
 */
async function rankByWords(store, words, state) {
  const { papers, common } = await store.manifest();
  const stop = new Set(common);
  const open = !/\s$/.test(state.q);
  const groups = await Promise.all(
    words.map((word, i) => makeGroup(store, word, open && i === words.length - 1, stop)),
  );
  if (groups.every((group) => group.optional)) groups.forEach((group) => (group.optional = false));
  const corrections = state.exact ? new Map() : await correctUnknown(store, words, groups);
  let ranking = rank(groups, papers);
  if (!ranking.complete && !state.exact) {
    ranking = await correctSuspects(store, words, groups, corrections, ranking);
  }
  const corrected = chooseCorrections(words, groups, corrections, ranking);
  if (corrected.size > 0) ranking = rank(groups, papers);
  return {
    ranking,
    corrected,
    unknown: words.flatMap((word, i) => (isUnknown(groups[i]) ? [word.typed] : [])),
    terms: new Set(groups.flatMap((group, i) => namesOf(group, words[i]))),
  };
}

/**
 * Whether no paper contains a word.
 * @param {Group | undefined} group
 */
function isUnknown(group) {
  return group !== undefined && group.ways.length === 0 && !group.optional;
}

/**
 * The terms to highlight for a word of the query.
 * @param {Group} group
 * @param {Word | undefined} word
 */
function namesOf(group, word) {
  return group.ways.flatMap((way) => (way.terms.length > 1 ? (word?.parts ?? []) : [way.name]));
}

/**
 * Replace unknown words by similar words of the collection. Returns the words that were replaced.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @returns {Promise<Map<Word, Group>>}
 */
async function correctUnknown(store, words, groups) {
  /** @type {Map<Word, Group>} */
  const corrections = new Map();
  await Promise.all(
    words.map(async (word, i) => {
      const group = groups[i];
      if (!group || !isUnknown(group)) return;
      group.ways = await findCorrections(store, word);
      if (group.ways.length > 0) corrections.set(word, group);
    }),
  );
  return corrections;
}

/**
 * If no paper has all words, a word that the best paper lacks may be misspelled although some paper
 * contains it: try similar words for these, and keep them if a paper then has all words.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Map<Word, Group>} corrections
 * @param {Ranking} ranking
 * @returns {Promise<Ranking>}
 */
async function correctSuspects(store, words, groups, corrections, ranking) {
  const { papers } = await store.manifest();
  const best = bestOf(ranking);
  const suspects = words
    .map((word, i) => ({ word, i, group: /** @type {Group} */ (groups[i]) }))
    .filter(({ word, group }) => !group.optional && group.ways.length > 0 && !corrections.has(word))
    .filter(({ group }) => !findWay(group, best))
    .slice(0, MAX_SUSPECTS);
  const widened = await Promise.all(
    suspects.map(async ({ word, i, group }) => {
      return {
        word,
        i,
        group: { ...group, ways: [...group.ways, ...(await findCorrections(store, word))] },
      };
    }),
  );
  const candidates = [...groups];
  for (const { i, group } of widened) candidates[i] = group;
  const corrected = rank(candidates, papers);
  if (!corrected.complete) return ranking;
  for (const { word, i, group } of widened) {
    groups[i] = group;
    corrections.set(word, group);
  }
  return corrected;
}

/**
 * Keep one replacement for each corrected word: the one that the best paper contains.
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Map<Word, Group>} corrections
 * @param {Ranking} ranking
 * @returns {Map<string, string>}
 */
function chooseCorrections(words, groups, corrections, ranking) {
  /** @type {Map<string, string>} */
  const corrected = new Map();
  const best = bestOf(ranking);
  words.forEach((word, i) => {
    const group = groups[i];
    if (!group || !corrections.has(word)) return;
    const way = findWay(group, best) ?? group.ways[0];
    if (!way) return;
    group.ways = [way];
    if (way.name !== word.typed) corrected.set(word.typed, way.name);
  });
  return corrected;
}

/**
 * The paper with the highest score; of equals the newest; -1 if there is none.
 * @param {Ranking} ranking
 */
function bestOf(ranking) {
  let best = -1;
  for (const paper of ranking.papers) {
    if (best < 0 || (ranking.scores[paper] ?? 0) >= (ranking.scores[best] ?? 0)) best = paper;
  }
  return best;
}

/**
 * The most likely way in which a paper matches a word.
 * @param {Group} group
 * @param {number} paper
 */
function findWay(group, paper) {
  return group.ways.find((way) => way.terms.every((term) => term.papers.includes(paper)));
}

/**
 * Sort papers; equals are sorted by date, newest first.
 * @param {Store} store
 * @param {Uint32Array} papers
 * @param {Float32Array} scores
 * @param {import("./state.js").Sort} by
 */
async function sort(store, papers, scores, by) {
  // Papers are numbered by date, oldest first.
  if (by === "date") return papers.slice().reverse();
  const values = by === "upvotes" ? await readUpvotes(store) : new Uint32Array(scores.buffer);
  // The bits of positive floats sort like the floats, so score and paper number fit into one key.
  const keys = Float64Array.from(papers, (paper) => (values[paper] ?? 0) * 2 ** 21 + paper).sort();
  return Uint32Array.from(keys.reverse(), (key) => key % 2 ** 21);
}

/** @param {Store} store */
async function readUpvotes(store) {
  const { papers, upvotes } = await store.manifest();
  return upvotes
    ? new Reader(await store.file("upvotes")).numbers(papers)
    : new Uint32Array(papers);
}
