// @ts-check
/**
 * Joins what words and meaning find to one list of papers, by the same rules and with the same integer
 * scores as `generator/papershelf/search/query/joining.py`.
 */

import { meaningWordsFor } from "./meaning.js";
import { NEAREST, PAGE, divide, isRequired, termValue } from "./rank.js";
import { readingsOf } from "./words.js";

/** @typedef {import("./groups.js").Word} Word */
/** @typedef {import("./rank.js").Group} Group */
/** @typedef {import("./rank.js").Ranking} Ranking */
/** @typedef {import("./meaning.js").Meaning} Meaning */
/** @typedef {import("./meaning.js").MeaningWord} MeaningWord */

/**
 * The papers with all words, and those that follow; `meant` has those that were found by their meaning
 * more than by their words, with the words of the query that contributed most.
 * @typedef {{ complete: number[], papers: number[], meant: Map<number, string[]> }} Joined
 */

const WORDS_WEIGHT = 150;
const LEAST_MEANING = 2_500;
const UNKNOWN_MEANING = 3_000;
const MAX_MEANT = 50;

/**
 * Whether papers found by meaning would be listed: if few have all words that are asked.
 * @param {Ranking} ranking
 * @param {Group[]} groups
 */
export function needsMeaning(ranking, groups) {
  return (
    completeOf(ranking, groups).length < PAGE &&
    groups.some((group) => isRequired(group) || isUnknown(group))
  );
}

/**
 * The papers with all words; none if most words are in no paper.
 * @param {Ranking} ranking
 * @param {Group[]} groups
 */
function completeOf({ complete }, groups) {
  return groups.filter(isUnknown).length <= groups.filter(isRequired).length ? complete : [];
}

/**
 * Whether no paper contains a word.
 * @param {Group} group
 */
export function isUnknown({ ways, isOptional }) {
  return ways.length === 0 && !isOptional;
}

/**
 * The words of a query to look up; a misspelled one has the correction as another form.
 * @param {Word[]} words
 * @param {Group[]} groups
 * @param {ReadonlyMap<string, string>} corrected
 * @param {number} papers
 * @returns {MeaningWord[]}
 */
export function meaningWords(words, groups, corrected, papers) {
  return words.map(({ token }, i) => {
    const correction = corrected.get(token.typed);
    const readings = readingsOf(token);
    return {
      typed: token.typed,
      readings: correction ? [...readings, correction.split(" ")] : readings,
      value: valueOf(groups[i], papers),
    };
  });
}

/**
 * How much a word says: as much as its best way, or as a word of one paper if no paper has it.
 * @param {Group | undefined} group
 * @param {number} papers
 */
function valueOf(group, papers) {
  if (!group) return 0;
  if (isUnknown(group)) return termValue(1, papers);
  return Math.max(0, ...group.ways.map(({ values }) => values.reduce((a, b) => a + b, 0)));
}

/**
 * Order the papers that lack words by the words that they have and by their meaning.
 * @param {Ranking} ranking
 * @param {Group[]} groups
 * @param {MeaningWord[]} asked
 * @param {Meaning | null} meaning
 * @param {(paper: number) => boolean} isAllowed
 * @returns {Joined}
 */
export function join(ranking, groups, asked, meaning, isAllowed) {
  const first = completeOf(ranking, groups);
  const found = [...ranking.complete.slice(first.length), ...ranking.partial].slice(0, NEAREST);
  if (!meaning) return { complete: first, papers: found, meant: new Map() };
  const whole = asked.reduce((sum, { value }) => sum + value, 0) || 1;
  const complete = new Set(first);
  const meaningOf = (/** @type {number} */ paper) => meaning.scores.get(paper);
  const others = [...meaning.scores.keys()]
    .filter(
      (paper) =>
        (meaningOf(paper) ?? 0) >= LEAST_MEANING && !complete.has(paper) && isAllowed(paper),
    )
    .sort((a, b) => (meaningOf(b) ?? 0) - (meaningOf(a) ?? 0) || b - a)
    .slice(0, MAX_MEANT);
  const byWords = (/** @type {number} */ paper) =>
    divide((ranking.scores[paper] ?? 0) * WORDS_WEIGHT, whole);
  const scores = new Map(
    [...found, ...others].map((paper) => [
      paper,
      byWords(paper) + (meaningOf(paper) ?? UNKNOWN_MEANING),
    ]),
  );
  const papers = [...scores.keys()]
    .sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || b - a)
    .slice(0, NEAREST - complete.size);
  const meant = papers.filter((paper) => (meaningOf(paper) ?? 0) > byWords(paper));
  return {
    complete: first,
    papers,
    meant: new Map(meant.map((paper) => [paper, meaningWordsFor(meaning, paper)])),
  };
}
