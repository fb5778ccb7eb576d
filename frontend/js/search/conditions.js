// @ts-check
/** Finds the papers that meet the conditions of a query: phrases, fields, and what is excluded. */

import { find, makePhrase, makeWay } from "./groups.js";
import { findPhrase } from "./rank.js";
import { parseYears } from "./syntax.js";
import { readingsOf, splitTokens, splitWords } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./syntax.js").Atom} Atom */
/** @typedef {import("./syntax.js").Condition} Condition */

const READINGS = 8;
const TITLE_PLACES = 64;
const FIRST_AUTHOR_PLACE = 8192;
const LAST_PLACE = 16383;
/** How far the parts of a name may be apart. */
const NAME_LENGTH = 6;
const PREFIXES = new Map([
  ["tag", "#"],
  ["venue", "%"],
]);

/**
 * A test whether a paper meets all conditions.
 * @param {Store} store
 * @param {Condition[]} conditions
 * @returns {Promise<(paper: number) => boolean>}
 */
export async function makeConditionTest(store, conditions) {
  const tests = await Promise.all(
    conditions.map(async ({ alternatives, isNegated }) => {
      const found = await Promise.all(alternatives.map((atom) => papersOf(store, atom)));
      return { papers: new Set(found.flatMap((papers) => [...papers])), isNegated };
    }),
  );
  return (paper) => tests.every(({ papers, isNegated }) => papers.has(paper) !== isNegated);
}

/**
 * The markers of the tags or venues that an atom names, in any case; null if it is of another field.
 * @param {Store} store
 * @param {Pick<Atom, "field" | "text">} atom
 * @returns {Promise<string[] | null>}
 */
export async function topicMarkers(store, { field, text }) {
  const prefix = PREFIXES.get(field);
  if (!prefix) return null;
  const equivalents = await store.equivalents();
  for (const spelling of [text, text.toLowerCase()]) {
    const targets = equivalents.get(splitWords(spelling).join(" ")) ?? [];
    const found = targets.filter((target) => target.startsWith(prefix));
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * @param {Store} store
 * @param {Atom} atom
 * @returns {Promise<Iterable<number>>}
 */
async function papersOf(store, atom) {
  const topics = await topicMarkers(store, atom);
  if (topics) return papersOfMarkers(store, topics);
  switch (atom.field) {
    case "author":
      return papersOfAuthor(store, atom.text);
    case "title":
      return papersOfPhrase(store, atom.text, TITLE_PLACES);
    case "year":
      return papersOfYears(store, atom.text);
    case "has":
      return papersOfMarkers(store, [`!${atom.text.toLowerCase()}`]);
    default:
      return papersOfPhrase(store, atom.text, LAST_PLACE);
  }
}

/**
 * Terms that follow each other, for each combination of the ways to write the tokens of a text.
 * @param {string} text
 * @returns {string[][]}
 */
function readingsOfText(text) {
  /** @type {string[][]} */
  let combined = [[]];
  for (const token of splitTokens(text)) {
    const readings = readingsOf(token);
    combined = combined.flatMap((before) => readings.map((reading) => [...before, ...reading]));
  }
  return combined.slice(0, READINGS);
}

/**
 * @param {Store} store
 * @param {string} text
 * @param {number} lastPlace
 */
async function papersOfPhrase(store, text, lastPlace) {
  const common = new Set((await store.manifest()).common);
  /** @type {Set<number>} */
  const papers = new Set();
  for (const words of readingsOfText(text)) {
    const isCommon = words.every((word) => common.has(word));
    const way = await (isCommon ? makeWay : makePhrase)(store, words);
    if (!way) continue;
    const isAnywhere = way.terms.length === 1 && lastPlace === LAST_PLACE;
    for (const paper of way.terms[0]?.papers ?? []) {
      if (isAnywhere || findPhrase(way, paper, lastPlace) >= 0) papers.add(paper);
    }
  }
  return papers;
}

/**
 * The papers with an author who has all the names, in any order, or this slug.
 * @param {Store} store
 * @param {string} text
 */
async function papersOfAuthor(store, text) {
  const papers = new Set((await find(store, `@${text.toLowerCase()}`))?.papers ?? []);
  for (const words of readingsOfText(text)) {
    const found = await Promise.all(words.map((word) => find(store, word)));
    const terms = found.flatMap((term) => term ?? []);
    const [first] = terms;
    if (!first || terms.length < words.length) continue;
    for (const paper of first.papers) {
      const places = terms.map((term) => term.placesIn(paper));
      if (places.every((one) => one.length > 0) && areOneName(places)) papers.add(paper);
    }
  }
  return papers;
}

/** @param {ArrayLike<number>[]} places */
function areOneName([first, ...others]) {
  return Array.from(first ?? []).some(
    (place) =>
      place >= FIRST_AUTHOR_PLACE &&
      others.every((other) =>
        Array.from(other).some((near) => Math.abs(place - near) <= NAME_LENGTH),
      ),
  );
}

/**
 * @param {Store} store
 * @param {string} text
 */
async function papersOfYears(store, text) {
  const [first, last] = parseYears(text) ?? [1, 0];
  const shards = await store.shardsFrom("^", "^\uffff");
  return shards.flatMap((shard) =>
    shard
      .completions("^")
      .filter(({ term }) => Number(term.slice(1)) >= first && Number(term.slice(1)) <= last)
      .flatMap(({ place }) => [...shard.read(place).papers]),
  );
}

/**
 * @param {Store} store
 * @param {string[]} markers
 */
async function papersOfMarkers(store, markers) {
  const found = await Promise.all(markers.map((marker) => find(store, marker)));
  return found.flatMap((postings) => [...(postings?.papers ?? [])]);
}
