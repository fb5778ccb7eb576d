// @ts-check
/** Finds papers: a state comes in, numbers of papers go out, best first. No page is needed. */

import { Reader } from "./bytes.js";
import { isNarrowed, makeTests, narrow } from "./filters.js";
import { complete, find, makeGroup, mend } from "./groups.js";
import { rank } from "./rank.js";
import { parseId, parseWords } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./words.js").Word} Word */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./rank.js").Ranking} Ranking */
/** @typedef {import("./filters.js").Tests} Tests */

/**
 * `papers` are sorted and narrowed, `found` neither. `mended` tells which words were taken for
 * which, `unknown` the words that no paper has, `complete` whether each paper has all the others.
 * `terms` are the words to mark, with what they were completed to. `version` is that of the index.
 * @typedef {{
 *   papers: Uint32Array, found: Uint32Array, tests: Tests, mended: Map<string, string>,
 *   unknown: string[], complete: boolean, terms: Set<string>, version: string,
 * }} Result
 */

const SHORTEST_ID_PREFIX = 6;
const SUSPECTS = 2;

/**
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<Result>}
 */
export async function search(store, state) {
  const testsToCome = makeTests(store, state);
  // Awaited at the end, and not left alone if something else fails before.
  testsToCome.catch(() => {});
  const [{ papers, version }, ids] = await Promise.all([store.manifest(), findIds(store, state.q)]);
  const words = ids.length > 0 ? [] : parseWords(state.q);
  const asked = await ask(store, words, state);
  let { ranking } = asked;
  if (words.length === 0) ranking = ids.length > 0 ? rankIds(ids, papers) : rankAll(state, papers);
  const tests = await testsToCome;
  return {
    papers: await sort(store, narrow(ranking.papers, tests), ranking.scores, sortOf(state)),
    found: ranking.papers,
    tests,
    mended: asked.mended,
    unknown: asked.unknown,
    complete: ranking.complete && asked.unknown.length === 0,
    terms: asked.terms,
    version,
  };
}

/**
 * How results are sorted: without words there is nothing to be relevant to.
 * @param {State} state
 */
export function sortOf(state) {
  return state.sort || (state.q.trim() ? "relevance" : "date");
}

/**
 * The papers whose identifier a query is, or begins with.
 * @param {Store} store
 * @param {string} query
 */
async function findIds(store, query) {
  const id = parseId(query);
  if (!id) return [];
  const exact = await find(store, `=${id}`);
  if (exact) return [...exact.papers];
  if (!/\d/.test(id)) return [];
  const longer = await complete(store, `=${id}`, SHORTEST_ID_PREFIX + 1);
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
 * Without words: all papers if they are narrowed by value, else none.
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
 * Rank by words, and mend those that seem mistyped.
 * @param {Store} store
 * @param {Word[]} words
 * @param {State} state
 */
async function ask(store, words, state) {
  const { papers, common } = await store.manifest();
  const stop = new Set(common);
  const open = !/\s$/.test(state.q);
  const groups = await Promise.all(
    words.map((word, i) => makeGroup(store, word, open && i === words.length - 1, stop)),
  );
  if (groups.every((group) => group.optional)) groups.forEach((group) => (group.optional = false));
  const mending = state.exact ? new Map() : await mendUnknown(store, words, groups);
  let ranking = rank(groups, papers);
  if (!ranking.complete && !state.exact) {
    ranking = await mendSuspects(store, words, groups, mending, ranking);
  }
  const mended = settle(words, groups, mending, ranking);
  if (mended.size > 0) ranking = rank(groups, papers);
  return {
    ranking,
    mended,
    unknown: words.flatMap((word, i) => (isUnknown(groups[i]) ? [word.typed] : [])),
    terms: new Set(groups.flatMap((group, i) => namesOf(group, words[i]))),
  };
}

/** @param {Group | undefined} group */
function isUnknown(group) {
  return group !== undefined && group.ways.length === 0 && !group.optional;
}

/**
 * What to mark of a word.
 * @param {Group} group
 * @param {Word | undefined} word
 */
function namesOf(group, word) {
  return group.ways.flatMap((way) => (way.terms.length > 1 ? (word?.parts ?? []) : [way.name]));
}

/**
 * Give words that nobody uses the ways of their neighbours; tells which words those are.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @returns {Promise<Map<Word, Group>>}
 */
async function mendUnknown(store, words, groups) {
  /** @type {Map<Word, Group>} */
  const mending = new Map();
  await Promise.all(
    words.map(async (word, i) => {
      const group = groups[i];
      if (!group || !isUnknown(group)) return;
      group.ways = await mend(store, word);
      if (group.ways.length > 0) mending.set(word, group);
    }),
  );
  return mending;
}

/**
 * Where no paper has all words, the words that the best ones lack may be mistyped though they are
 * words: see whether a neighbour of theirs fits.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Map<Word, Group>} mending
 * @param {Ranking} ranking
 * @returns {Promise<Ranking>}
 */
async function mendSuspects(store, words, groups, mending, ranking) {
  const { papers } = await store.manifest();
  const best = bestOf(ranking);
  const suspects = words
    .map((word, i) => ({ word, i, group: /** @type {Group} */ (groups[i]) }))
    .filter(({ word, group }) => !group.optional && group.ways.length > 0 && !mending.has(word))
    .filter(({ group }) => !wayTo(group, best))
    .slice(0, SUSPECTS);
  const tried = await Promise.all(
    suspects.map(async ({ word, i, group }) => {
      return { word, i, group: { ...group, ways: [...group.ways, ...(await mend(store, word))] } };
    }),
  );
  const wider = [...groups];
  for (const { i, group } of tried) wider[i] = group;
  const mended = rank(wider, papers);
  if (!mended.complete) return ranking;
  for (const { word, i, group } of tried) {
    groups[i] = group;
    mending.set(word, group);
  }
  return mended;
}

/**
 * Decide for one neighbour of each mended word: the one that the best paper has.
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Map<Word, Group>} mending
 * @param {Ranking} ranking
 * @returns {Map<string, string>}
 */
function settle(words, groups, mending, ranking) {
  /** @type {Map<string, string>} */
  const mended = new Map();
  const best = bestOf(ranking);
  words.forEach((word, i) => {
    const group = groups[i];
    if (!group || !mending.has(word)) return;
    const way = wayTo(group, best) ?? group.ways[0];
    if (!way) return;
    group.ways = [way];
    if (way.name !== word.typed) mended.set(word.typed, way.name);
  });
  return mended;
}

/** @param {Ranking} ranking */
function bestOf(ranking) {
  let best = -1;
  for (const paper of ranking.papers) {
    if (best < 0 || (ranking.scores[paper] ?? 0) >= (ranking.scores[best] ?? 0)) best = paper;
  }
  return best;
}

/**
 * The likeliest way by which a paper holds a word.
 * @param {Group} group
 * @param {number} paper
 */
function wayTo(group, paper) {
  return group.ways.find((way) => way.terms.every((term) => term.papers.includes(paper)));
}

/**
 * The papers in the order asked for; of equals the newest first.
 * @param {Store} store
 * @param {Uint32Array} papers
 * @param {Float32Array} scores
 * @param {import("./state.js").Sort} by
 */
async function sort(store, papers, scores, by) {
  // Papers are numbered by date.
  if (by === "date") return papers.slice().reverse();
  const values = by === "upvotes" ? await readUpvotes(store) : new Uint32Array(scores.buffer);
  // The bits of a positive float sort like the float; with the number behind them, as one key.
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
