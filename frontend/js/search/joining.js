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
 * The papers with all words, and those that follow. `missing` has the words that each of the latter
 * lacks and to which it is not related in meaning, or none if meaning counts more than its words.
 * `meant` has those that are related in meaning, with the words of the query that contributed most.
 * @typedef {{
 *   complete: number[], papers: number[], missing: Map<number, string[]>,
 *   meant: Map<number, string[]>,
 * }} Joined
 */

const WORDS_WEIGHT = 150;
const LEAST_MEANING = 2_800;
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
 * The papers as they are ranked by their words.
 * @param {Ranking} ranking
 * @param {Group[]} groups
 * @returns {Joined}
 */
export function listWordsOnly(ranking, groups) {
  const { complete, partial } = ranking;
  return {
    complete,
    papers: partial,
    missing: missingWords(ranking, groups, partial),
    meant: new Map(),
  };
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
  if (!meaning) return listWordsOnly({ ...ranking, complete: first, partial: found }, groups);
  const whole = asked.reduce((sum, { value }) => sum + value, 0) || 1;
  const least = leastScore(meaning);
  const complete = new Set(first);
  const meaningOf = (/** @type {number} */ paper) => meaning.scores.get(paper);
  const related = new Set(
    [...meaning.scores.keys()].filter(
      (paper) => (meaningOf(paper) ?? 0) >= least && !complete.has(paper),
    ),
  );
  const others = [...related]
    .filter(isAllowed)
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
    .filter((paper) => (scores.get(paper) ?? 0) >= least)
    .sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || b - a)
    .slice(0, NEAREST - complete.size);
  const meant = new Map(
    papers.filter((paper) => related.has(paper)).map((p) => [p, meaningWordsFor(meaning, p)]),
  );
  const missing = missingWords(ranking, groups, papers);
  for (const [paper, carriers] of meant) {
    const isMeaningMore = (meaningOf(paper) ?? 0) > byWords(paper);
    const lacking = isMeaningMore ? [] : (missing.get(paper) ?? []);
    missing.set(
      paper,
      lacking.filter((word) => !carriers.includes(word)),
    );
  }
  return { complete: first, papers, missing, meant };
}

/**
 * The score from which papers are listed: halfway from the mean to the best at least. The mean
 * differs: words such as "model" are a little like every paper.
 * @param {Meaning} meaning
 */
function leastScore({ scores }) {
  if (scores.size === 0) return LEAST_MEANING;
  let sum = 0;
  let best = -Infinity;
  for (const score of scores.values()) {
    sum += score;
    best = Math.max(best, score);
  }
  return Math.max(LEAST_MEANING, divide(divide(sum, scores.size) + best, 2));
}

/**
 * The required words that each of the papers lacks.
 * @param {Ranking} ranking
 * @param {Group[]} groups
 * @param {number[]} papers
 * @returns {Map<number, string[]>}
 */
function missingWords({ foundGroups }, groups, papers) {
  const lacking = (/** @type {number} */ paper) =>
    groups.filter((group, i) => isRequired(group) && !((foundGroups[paper] ?? 0) & (1 << i)));
  return new Map(papers.map((paper) => [paper, lacking(paper).map(({ typed }) => typed)]));
}
