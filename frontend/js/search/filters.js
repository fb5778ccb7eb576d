// @ts-check
/** Filters papers by facets and years, and counts the papers of each value. */

import { Reader, readLists } from "./bytes.js";
import { find } from "./groups.js";
import { FACETS, LABELS } from "./state.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./bytes.js").Lists} Lists */
/** @typedef {import("./state.js").State} State */

/**
 * A facet with at most one value per paper.
 * @typedef {"venue" | (typeof LABELS)[number]} Single
 */

/**
 * The values of all papers, indexed by paper number.
 * @typedef {{ years: Uint32Array, tags: Lists, own: Lists } & Record<Single, Uint32Array>} Columns
 */

/** @typedef {(paper: number) => boolean} Test */

/**
 * One test per facet; a paper must pass all of them.
 * @typedef {Record<"tag" | "own" | "author" | "year" | Single, Test>} Tests
 */

/**
 * The number of papers per value: by year, or indexed by the number of the value. A facet with one
 * value per paper is counted without its own filter, so that its other values keep their counts.
 * @typedef {{ years: Map<number, number> } & Record<"tag" | "own" | Single, Uint32Array>} Counts
 */

const SINGLES = /** @type {const} */ (["venue", ...LABELS]);
const ANY = () => true;

/**
 * @param {Store} store
 * @returns {Promise<Columns>}
 */
export async function readColumns(store) {
  const [{ papers, own }, bytes] = await Promise.all([store.manifest(), store.file("facets")]);
  const reader = new Reader(bytes);
  const years = reader.numbers(papers);
  const singles = mapSingles(() => reader.numbers(papers));
  const tags = readLists(reader, papers);
  const none = { starts: new Uint32Array(papers + 1), values: new Uint32Array() };
  return { years, ...singles, tags, own: own.length ? readLists(reader, papers) : none };
}

/**
 * The results of a function for each facet with at most one value per paper.
 * @template T
 * @param {(facet: Single) => T} make
 */
function mapSingles(make) {
  const made = SINGLES.map((facet) => [facet, make(facet)]);
  return /** @type {Record<Single, T>} */ (Object.fromEntries(made));
}

/**
 * The values of all facets that the collection declares itself, in the order of their numbers.
 * @param {import("./store.js").Manifest} manifest
 */
export function ownValues(manifest) {
  return manifest.own.flatMap(([, , values]) => values);
}

/**
 * How many filters a state has; a range of years is one.
 * @param {State} state
 */
export function countFilters(state) {
  const values = FACETS.flatMap((facet) => [...state[facet].with, ...state[facet].without]);
  return values.length + Number(state.from > 0 || state.to > 0);
}

/**
 * Whether a state has any filter.
 * @param {State} state
 */
export function isNarrowed(state) {
  return countFilters(state) > 0;
}

/**
 * The tests for the filters of a state.
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<Tests>}
 */
export async function makeTests(store, state) {
  if (!isNarrowed(state)) {
    return { tag: ANY, own: ANY, author: ANY, year: ANY, ...mapSingles(() => ANY) };
  }
  const [manifest, columns, author] = await Promise.all([
    store.manifest(),
    readColumns(store),
    testAuthors(store, state.author),
  ]);
  return {
    tag: testTags(
      columns.tags,
      numbersOf(manifest.tags, state.tag.with, 0),
      numbersOf(manifest.tags, state.tag.without, 0),
    ),
    own: testTags(
      columns.own,
      numbersOf(ownValues(manifest), state.own.with, 0),
      numbersOf(ownValues(manifest), state.own.without, 0),
    ),
    ...mapSingles((facet) => {
      const known = manifest[/** @type {const} */ (`${facet}s`)];
      const { with: any, without: none } = state[facet];
      return testSingle(columns[facet], numbersOf(known, any, 1), numbersOf(known, none, 1));
    }),
    year: testYears(columns.years, state.from, state.to),
    author,
  };
}

/**
 * The numbers of values; -1, which no paper has, for a value that the collection does not have.
 * @param {[string, string][]} known
 * @param {string[]} ids
 * @param {number} first
 */
function numbersOf(known, ids, first) {
  return ids.map((id) => {
    const place = known.findIndex(([other]) => other === id);
    return place < 0 ? -1 : place + first;
  });
}

/**
 * Test that a paper has all of some tags and none of others.
 * @param {Lists} lists
 * @param {number[]} all
 * @param {number[]} none
 * @returns {Test}
 */
function testTags(lists, all, none) {
  if (all.length + none.length === 0) return ANY;
  return (paper) => {
    const values = listOf(lists, paper);
    return (
      all.every((value) => values.includes(value)) && !none.some((value) => values.includes(value))
    );
  };
}

/**
 * Test that the single value of a paper is one of those chosen, and none of those excluded.
 * @param {Uint32Array} numbers
 * @param {number[]} any
 * @param {number[]} none
 * @returns {Test}
 */
function testSingle(numbers, any, none) {
  if (any.length + none.length === 0) return ANY;
  return (paper) => {
    const number = numbers[paper] ?? 0;
    return (any.length === 0 || any.includes(number)) && !none.includes(number);
  };
}

/**
 * @param {Uint32Array} years
 * @param {number} from 0 for no limit
 * @param {number} to 0 for no limit
 * @returns {Test}
 */
function testYears(years, from, to) {
  if (!from && !to) return ANY;
  return (paper) => {
    const year = years[paper] ?? 0;
    return year > 0 && year >= from && (!to || year <= to);
  };
}

/**
 * Test authors. The dictionary has their slugs as terms.
 * @param {Store} store
 * @param {{ with: string[], without: string[] }} chosen
 * @returns {Promise<Test>}
 */
async function testAuthors(store, chosen) {
  if (chosen.with.length + chosen.without.length === 0) return ANY;
  /** @param {string[]} slugs */
  const papersOf = (slugs) =>
    Promise.all(slugs.map(async (slug) => new Set((await find(store, `@${slug}`))?.papers ?? [])));
  const [all, none] = await Promise.all([papersOf(chosen.with), papersOf(chosen.without)]);
  return (paper) =>
    all.every((papers) => papers.has(paper)) && !none.some((papers) => papers.has(paper));
}

/**
 * The papers that pass all tests.
 * @param {Uint32Array} papers
 * @param {Tests} tests
 */
export function narrow(papers, tests) {
  const used = Object.values(tests).filter((test) => test !== ANY);
  return used.length ? papers.filter((paper) => used.every((test) => test(paper))) : papers;
}

/**
 * Count the papers of each value.
 * @param {Uint32Array} papers those that match the words, unfiltered
 * @param {Tests} tests
 * @param {Columns} columns
 * @param {Record<"tag" | "own" | Single, number>} sizes the number of values of each facet
 * @returns {Counts}
 */
export function countValues(papers, tests, columns, sizes) {
  const tags = new Uint32Array(sizes.tag);
  const own = new Uint32Array(sizes.own);
  const singles = mapSingles((facet) => new Uint32Array(sizes[facet] + 1));
  /** @type {Map<number, number>} */
  const years = new Map();
  const exclusive = /** @type {const} */ (["year", ...SINGLES]);
  const others = { ...tests, year: ANY, ...mapSingles(() => ANY) };
  for (const paper of narrow(papers, others)) {
    const failed = exclusive.filter((facet) => !tests[facet](paper));
    if (failed.length > 1) continue;
    const [only] = failed;
    for (const facet of SINGLES) {
      if (!only || only === facet) add(singles[facet], columns[facet][paper]);
    }
    const year = columns.years[paper] ?? 0;
    if (!only || only === "year") years.set(year, (years.get(year) ?? 0) + 1);
    if (only) continue;
    for (const tag of listOf(columns.tags, paper)) add(tags, tag);
    for (const value of listOf(columns.own, paper)) add(own, value);
  }
  years.delete(0);
  return { tag: tags, own, years, ...singles };
}

/**
 * The list of a paper.
 * @param {Lists} lists
 * @param {number} paper
 */
export function listOf(lists, paper) {
  return lists.values.subarray(lists.starts[paper], lists.starts[paper + 1]);
}

/**
 * @param {Uint32Array} counts
 * @param {number | undefined} place
 */
export function add(counts, place = 0) {
  counts[place] = (counts[place] ?? 0) + 1;
}
