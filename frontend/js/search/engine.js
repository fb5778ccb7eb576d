// @ts-check
/** The search engine: takes a search state and returns sorted paper numbers. It uses no DOM. */

import { Reader } from "./bytes.js";
import { makeConditionTest, topicMarkers } from "./conditions.js";
import { isNarrowed, makeTests, narrow } from "./filters.js";
import { completeIds, find, findCorrections, makeGroups, queryWords } from "./groups.js";
import { isUnknown, join, listWordsOnly, meaningWords, needsMeaning } from "./joining.js";
import { findMeaning } from "./meaning.js";
import { hasWay, isRequired, rank } from "./rank.js";
import { parseQuery } from "./syntax.js";
import { parseId } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./syntax.js").Query} Query */
/** @typedef {import("./groups.js").Word} Word */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./rank.js").Ranking} Ranking */
/** @typedef {import("./filters.js").Tests} Tests */
/** @typedef {(paper: number) => boolean} Test */

/**
 * The result of a search.
 *
 * - `papers`: the papers to show, filtered and sorted; `found`: all matches, unfiltered.
 * - `missing` and `meant`: why each paper without all words was found, as in `Joined`.
 * - `corrected`: from each misspelled word to the word searched instead.
 * - `unknown`: the words that no paper contains.
 * - `ignored`: syntax that was not understood and searched as plain words.
 * - `terms`: the words to highlight, including completions.
 * - `version`: the version of the index.
 *
 * @typedef {{
 *   papers: Uint32Array, found: Uint32Array, tests: Tests, missing: Map<number, string[]>,
 *   meant: Map<number, string[]>, corrected: Map<string, string>, unknown: string[], ignored: string[], terms: Set<string>,
 *   version: string,
 * }} Result
 */

/**
 * Matches before filters: papers best first, those with all words before the others.
 * @typedef {Pick<Result,
 *   "missing" | "meant" | "corrected" | "unknown" | "ignored" | "terms"
 * > & { papers: number[] }} Matches
 */

/**
 * What the words of a query find, and if meaning may find more, a function that joins it.
 * @template T
 * @typedef {{ found: T, join: (() => Promise<T>) | null }} ByWords
 */

/** The file of the index with the numbers of a sort order. */
export const FILES = { upvotes: "upvotes", citations: "citations", title: "titles" };
const MIN_ID_PREFIX_LENGTH = 6;
const MAX_SUSPECTS = 2;
const MAX_UNKNOWN = 2;

/**
 * Search by words and by meaning.
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<Result>}
 */
export async function search(store, state) {
  const byWords = await searchWords(store, state);
  return byWords.join ? byWords.join() : byWords.found;
}

/**
 * Search by words, which needs fewer files than the search by meaning.
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<ByWords<Result>>}
 */
export async function searchWords(store, state) {
  const pendingTests = makeTests(store, state);
  // Awaited below. If something else fails first, its rejection must not be reported as unhandled.
  pendingTests.catch(() => {});
  const [{ version }, matches] = await Promise.all([store.manifest(), match(store, state)]);
  const tests = await pendingTests;
  const resultOf = async (/** @type {Matches} */ some) => {
    const found = Uint32Array.from(some.papers);
    const papers = await sort(store, narrow(found, tests), some.missing, sortOf(state));
    return { ...some, papers, found, tests, version };
  };
  const joinMatches = matches.join;
  return {
    found: await resultOf(matches.found),
    join: joinMatches && (async () => resultOf(await joinMatches())),
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
 * The papers that match the query of a state.
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<ByWords<Matches>>}
 */
async function match(store, state) {
  const ids = await findIds(store, state.q);
  if (ids.length > 0) return plainMatches(ids.sort((a, b) => b - a));
  const query = await resolveTopics(store, parseQuery(state.q));
  const isAllowed = await makeConditionTest(store, query.conditions);
  const words = queryWords(query);
  if (words.length > 0) return matchWords(store, words, query, isAllowed, state.exact);
  const { papers } = await store.manifest();
  const isOfAll = !state.q.trim() && (isNarrowed(state) || state.sort);
  if (query.conditions.length === 0 && !isOfAll) {
    return plainMatches([], query.ignored);
  }
  const all = Array.from({ length: papers }, (_, i) => papers - 1 - i);
  return plainMatches(all.filter(isAllowed), query.ignored);
}

/**
 * @param {number[]} papers
 * @param {string[]} ignored
 * @returns {ByWords<Matches>}
 */
function plainMatches(papers, ignored = []) {
  const found = { papers, missing: new Map(), meant: new Map(), corrected: new Map(), ignored };
  return { found: { ...found, unknown: [], terms: new Set() }, join: null };
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
  if (id.length < MIN_ID_PREFIX_LENGTH || !/\d/.test(id)) return [];
  return [...new Set(await completeIds(store, `=${id}`))];
}

/**
 * A query with the tags and venues that the collection does not have as plain words.
 * @param {Store} store
 * @param {Query} query
 * @returns {Promise<Query>}
 */
async function resolveTopics(store, query) {
  const resolved = {
    ...query,
    conditions: [],
    texts: [...query.texts],
    ignored: [...query.ignored],
  };
  /** @type {import("./syntax.js").Condition[]} */
  const conditions = [];
  for (const condition of query.conditions) {
    const alternatives = [];
    for (const atom of condition.alternatives) {
      const topics = await topicMarkers(store, atom);
      if (!topics || topics.length > 0) {
        alternatives.push(atom);
        continue;
      }
      resolved.texts.push({ text: `${atom.field} ${atom.text}`, isRequired: true });
      resolved.ignored.push(`${atom.field}:${atom.text}`);
    }
    if (alternatives.length > 0) conditions.push({ ...condition, alternatives });
  }
  return { ...resolved, conditions };
}

/**
 * Rank papers by the words of a query, correcting words that seem misspelled.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Query} query
 * @param {Test} isAllowed
 * @param {boolean} exact
 * @returns {Promise<ByWords<Matches>>}
 */
async function matchWords(store, words, query, isAllowed, exact) {
  const { papers } = await store.manifest();
  const groups = await makeGroups(store, words);
  const changed = exact
    ? new Set(/** @type {number[]} */ ([]))
    : await correctUnknown(store, words, groups);
  let ranking = rank(groups, papers, isAllowed);
  if (ranking.complete.length === 0 && !exact) {
    ranking = await correctSuspects(store, words, groups, changed, ranking, isAllowed);
  }
  const corrected = chooseCorrections(words, groups, changed, ranking);
  if (changed.size > 0) ranking = rank(groups, papers, isAllowed);
  const hasRequired = query.conditions.length === 0 || groups.some(isRequired);
  const unranked = hasRequired
    ? []
    : [...ranking.scores.keys()].filter((paper) => ranking.scores[paper] === 0);
  const notRanked = unranked.filter(isAllowed).reverse();
  const terms = new Set(groups.flatMap(namesOf));
  const unknown = groups.filter(isUnknown).map(({ typed }) => typed);
  /** @type {(joined: import("./joining.js").Joined) => Matches} */
  const matchesOf = ({ complete: first, papers: others, missing, meant }) => ({
    papers: [...first, ...notRanked, ...others],
    ...{ missing, meant, corrected, unknown, ignored: query.ignored, terms },
  });
  const { sums } = await store.manifest();
  if (!sums.meaning || !needsMeaning(ranking, groups)) {
    return { found: matchesOf(listWordsOnly(ranking, groups)), join: null };
  }
  const asked = meaningWords(words, groups, corrected, papers);
  return {
    found: matchesOf(join(ranking, groups, asked, null, isAllowed)),
    join: async () => {
      // Without the files of vectors, the words still count.
      const meaning = await findMeaning(store, asked).catch(() => null);
      return matchesOf(join(ranking, groups, asked, meaning, isAllowed));
    },
  };
}

/**
 * The terms to highlight for a word of the query.
 * @param {Group} group
 */
function namesOf(group) {
  return group.ways.flatMap(({ name }) => (/^[#%]/.test(name) ? [] : name.split(" ")));
}

/**
 * Replace unknown words, if they are few, by similar words of the collection. Returns the numbers of
 * those that were replaced.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @returns {Promise<Set<number>>}
 */
async function correctUnknown(store, words, groups) {
  /** @type {Set<number>} */
  const changed = new Set();
  const unknown = [...groups.keys()].filter((i) => isUnknown(/** @type {Group} */ (groups[i])));
  if (unknown.length > MAX_UNKNOWN) return changed;
  await Promise.all(
    unknown.map(async (i) => {
      const [word, group] = [words[i], groups[i]];
      if (!word || !group) return;
      group.ways = await findCorrections(store, word.token);
      if (group.ways.length > 0) changed.add(i);
    }),
  );
  return changed;
}

/**
 * If no paper has all words, a word that the best paper lacks may be misspelled although some paper
 * contains it: try similar words for these, and keep them if a paper then has all words.
 * @param {Store} store
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Set<number>} changed
 * @param {Ranking} ranking
 * @param {Test} isAllowed
 * @returns {Promise<Ranking>}
 */
async function correctSuspects(store, words, groups, changed, ranking, isAllowed) {
  const [best] = ranking.partial;
  if (best === undefined) return ranking;
  const { papers } = await store.manifest();
  const found = ranking.foundGroups[best] ?? 0;
  const suspects = [...groups.keys()].filter((i) => {
    const group = /** @type {Group} */ (groups[i]);
    return isRequired(group) && !changed.has(i) && !(found & (1 << i));
  });
  if (suspects.length === 0 || suspects.length > MAX_SUSPECTS) return ranking;
  const widened = [...groups];
  await Promise.all(
    suspects.map(async (i) => {
      const [word, group] = [words[i], groups[i]];
      if (!word || !group) return;
      const more = await findCorrections(store, word.token);
      widened[i] = { ...group, ways: [...group.ways, ...more] };
    }),
  );
  const corrected = rank(widened, papers, isAllowed);
  if (corrected.complete.length === 0) return ranking;
  for (const i of suspects) changed.add(i);
  groups.splice(0, groups.length, ...widened);
  return corrected;
}

/**
 * Keep one way of each corrected word: the one that the best paper has.
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {Set<number>} changed
 * @param {Ranking} ranking
 * @returns {Map<string, string>}
 */
function chooseCorrections(words, groups, changed, ranking) {
  /** @type {Map<string, string>} */
  const corrected = new Map();
  const [best = -1] = [...ranking.complete, ...ranking.partial];
  for (const i of [...changed].sort((a, b) => a - b)) {
    const [word, group] = [words[i], groups[i]];
    const way = group?.ways.find((one) => hasWay(one, best)) ?? group?.ways[0];
    if (!word || !group || !way) continue;
    group.ways = [way];
    const { typed, words: terms } = word.token;
    if (way.name !== typed && !terms.includes(way.name)) corrected.set(typed, way.name);
  }
  return corrected;
}

/**
 * Sort papers, which come by relevance. Other orders have only the papers with all words, if there
 * are any; equals are sorted by date, newest first.
 * @param {Store} store
 * @param {Uint32Array} papers
 * @param {ReadonlyMap<number, string[]>} missing
 * @param {import("./state.js").Sort} by
 */
async function sort(store, papers, missing, by) {
  if (by === "relevance") return papers;
  const complete = papers.filter((paper) => !missing.has(paper));
  const sorted = (complete.length > 0 ? complete : papers).slice().sort((a, b) => b - a);
  if (by === "date") return sorted;
  const { papers: count, sums } = await store.manifest();
  const file = FILES[by];
  if (!sums[file]) return sorted;
  const values = new Reader(await store.file(file)).numbers(count);
  const direction = by === "title" ? 1 : -1;
  return sorted.sort((a, b) => direction * ((values[a] ?? 0) - (values[b] ?? 0)));
}
