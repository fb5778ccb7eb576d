// @ts-check
/** Narrows what was found by tag, venue, year, author and decision, and counts what is left of each value. */

import { Reader, readLists } from "./bytes.js";
import { find } from "./groups.js";
import { FACETS } from "./state.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./bytes.js").Lists} Lists */
/** @typedef {import("./state.js").State} State */

/**
 * The values of all papers, by number of paper.
 * @typedef {{
 *   years: Uint32Array, venues: Uint32Array, decisions: Uint32Array, tags: Lists,
 * }} Columns
 */

/** @typedef {(paper: number) => boolean} Test */

/**
 * Tests of single facets: a paper must pass all of them.
 * @typedef {{ tag: Test, venue: Test, decision: Test, year: Test, author: Test }} Tests
 */

/**
 * How many of the papers found have each value: tags, venues and decisions by number, years by
 * year. A facet in which one value rules out another is counted as if nothing of it were chosen.
 * @typedef {{
 *   tags: Uint32Array, venues: Uint32Array, decisions: Uint32Array, years: Map<number, number>,
 * }} Counts
 */

const ANY = () => true;

/**
 * @param {Store} store
 * @returns {Promise<Columns>}
 */
export async function readColumns(store) {
  const [{ papers }, bytes] = await Promise.all([store.manifest(), store.file("facets")]);
  const reader = new Reader(bytes);
  const years = reader.numbers(papers);
  const venues = reader.numbers(papers);
  const decisions = reader.numbers(papers);
  return { years, venues, decisions, tags: readLists(reader, papers) };
}

/**
 * Whether a state narrows anything.
 * @param {State} state
 */
export function isNarrowed(state) {
  const { from, to } = state;
  return (
    FACETS.some((facet) => state[facet].with.length + state[facet].without.length > 0) ||
    !!(from || to)
  );
}

/**
 * The tests that a state asks for.
 * @param {Store} store
 * @param {State} state
 * @returns {Promise<Tests>}
 */
export async function makeTests(store, state) {
  if (!isNarrowed(state)) return { tag: ANY, venue: ANY, decision: ANY, year: ANY, author: ANY };
  const [{ tags, venues, decisions }, columns, author] = await Promise.all([
    store.manifest(),
    readColumns(store),
    testAuthors(store, state.author),
  ]);
  return {
    tag: testTags(
      columns.tags,
      numbersOf(tags, state.tag.with, 0),
      numbersOf(tags, state.tag.without, 0),
    ),
    venue: testSingle(
      columns.venues,
      numbersOf(venues, state.venue.with, 1),
      numbersOf(venues, state.venue.without, 1),
    ),
    decision: testSingle(
      columns.decisions,
      numbersOf(decisions, state.decision.with, 1),
      numbersOf(decisions, state.decision.without, 1),
    ),
    year: testYears(columns.years, state.from, state.to),
    author,
  };
}

/**
 * The numbers of some values; one that the collection does not have gets a number nothing has.
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
 * A paper must have all of the one and none of the other.
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
 * A paper has one venue and one decision: one of those chosen, and none of the others.
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
 * Authors are asked of the dictionary, which has them under their addresses.
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
 * The papers that pass.
 * @param {Uint32Array} papers
 * @param {Tests} tests
 */
export function narrow(papers, tests) {
  const { tag, venue, decision, year, author } = tests;
  const asked = [tag, venue, decision, year, author].filter((test) => test !== ANY);
  return asked.length ? papers.filter((paper) => asked.every((test) => test(paper))) : papers;
}

/**
 * Count the values of papers.
 * @param {Uint32Array} papers those that the words found, not narrowed yet
 * @param {Tests} tests
 * @param {Columns} columns
 * @param {{ tags: number, venues: number, decisions: number }} sizes how many values there are
 * @returns {Counts}
 */
export function countValues(papers, tests, columns, sizes) {
  const tags = new Uint32Array(sizes.tags);
  const venues = new Uint32Array(sizes.venues + 1);
  const decisions = new Uint32Array(sizes.decisions + 1);
  /** @type {Map<number, number>} */
  const years = new Map();
  for (const paper of narrow(papers, { ...tests, venue: ANY, decision: ANY, year: ANY })) {
    const inVenue = tests.venue(paper);
    const inDecision = tests.decision(paper);
    const inYear = tests.year(paper);
    if (inYear && inDecision) add(venues, columns.venues[paper]);
    if (inYear && inVenue) add(decisions, columns.decisions[paper]);
    if (inVenue && inDecision) {
      years.set(columns.years[paper] ?? 0, (years.get(columns.years[paper] ?? 0) ?? 0) + 1);
    }
    if (inVenue && inDecision && inYear) {
      for (const tag of listOf(columns.tags, paper)) add(tags, tag);
    }
  }
  years.delete(0);
  return { tags, venues, decisions, years };
}

/**
 * The values of a paper.
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
