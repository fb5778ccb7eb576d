// @ts-check
/**
 * Ranks papers by what their postings weigh for the words of a query, by the same rules and with the
 * same integer scores as `generator/papershelf/search/query/ranking.py`.
 */

/** @typedef {import("./shard.js").Postings} Postings */

/**
 * One way to have a word: terms that follow each other in a paper, at these distances from the first.
 * `values` is what each term says, `titleWords` how many words of a title the way covers, 0 unless the
 * word is as it was typed.
 * @typedef {{
 *   name: string, terms: Postings[], offsets: number[], values: number[], titleWords: number,
 * }} Way
 */

/**
 * A word of the query with all ways to have it. Papers without an optional word are complete.
 * @typedef {{ typed: string, ways: Way[], isOptional: boolean, wordCount: number }} Group
 */

/**
 * Papers, best first: those with all required words, then the nearest others. `scores` and
 * `foundGroups` are indexed by paper; `foundGroups` has a bit for each of the first 30 groups.
 * @typedef {{
 *   complete: number[], partial: number[], scores: Float64Array, foundGroups: Uint32Array,
 * }} Ranking
 */

export const MOST_GROUPS = 30;
export const PAGE = 10;
export const NEAREST = 200;
const TITLE = 0x80;
const AUTHOR = 0x40;
const TEXT_VALUE = 100;
const REST_VALUE = 80;
const TITLE_VALUE = 30;
const AUTHOR_VALUE = 60;
const SHORT_TITLE_VALUE = 500;
const SHORT_AUTHOR_VALUE = 440;
const COVERAGE = 60;
const NEIGHBORS = 100;
const RERANKED = 50;

/**
 * The integer part of a quotient of integers.
 * @param {number} one
 * @param {number} other
 */
export function divide(one, other) {
  return Math.floor(one / other);
}

/**
 * Whether papers without a word are partial matches; no paper has an unknown word.
 * @param {Group} group
 */
export function isRequired({ ways, isOptional }) {
  return ways.length > 0 && !isOptional;
}

/**
 * What each weight byte is worth in a query with so many required words.
 * @param {number} required
 */
function byteValues(required) {
  const square = Math.max(2, required) ** 2;
  const title = TITLE_VALUE + divide(SHORT_TITLE_VALUE, square);
  const author = AUTHOR_VALUE + divide(SHORT_AUTHOR_VALUE, square);
  return Array.from({ length: 256 }, (_, byte) =>
    byte & TITLE
      ? divide(title * 30, 21 + titleLength(byte)) + divide(REST_VALUE * (byte & 7), 7)
      : (byte & AUTHOR ? author : 0) + divide(TEXT_VALUE * (byte & 63), 63),
  );
}

/**
 * The number of different words in the title, at most 16, from the weight of one of them.
 * @param {number} byte
 */
function titleLength(byte) {
  return ((byte >> 3) & 15) + 1;
}

/**
 * How much a term says, the inverse document frequency of BM25, in 64ths of a bit. A term that all
 * papers have still says something, because papers without a score are not found.
 * @param {number} count papers with the term
 * @param {number} papers all papers
 */
export function termValue(count, papers) {
  let value = divide((2 * papers + 2) * 4096, 2 * count + 1);
  let result = 0;
  for (; value >= 8192; result += 64) value = divide(value, 2);
  for (const bit of [32, 16, 8, 4, 2, 1]) {
    value = divide(value * value, 4096);
    if (value < 8192) continue;
    value = divide(value, 2);
    result += bit;
  }
  return Math.max(1, result);
}

/** Adds up what the words of a query find. */
class Tally {
  /** @param {number} papers */
  constructor(papers) {
    this.scores = new Float64Array(papers);
    this.foundGroups = new Uint32Array(papers);
    this.titleWords = new Uint16Array(papers);
    this.titleLengths = new Uint8Array(papers);
    /** @type {number[]} */
    this.papers = [];
  }

  /**
   * Add a word. In a closed tally, papers that have none of the words before are left out.
   * @param {Group} group
   * @param {number} bit
   * @param {number[]} values
   * @param {(paper: number) => boolean} isAllowed
   * @param {boolean} isClosed
   */
  add(group, bit, values, isAllowed, isClosed) {
    /** @type {Map<number, number>} */
    const best = new Map();
    /** @type {Map<number, number>} */
    const covered = new Map();
    for (const way of group.ways) {
      eachMatch(way, (paper, weights) => {
        if ((isClosed && this.scores[paper] === 0) || !isAllowed(paper)) return;
        let score = 0;
        let inTitle = true;
        weights.forEach((byte, k) => {
          score += (way.values[k] ?? 0) * (values[byte] ?? 0);
          inTitle &&= byte >= TITLE;
        });
        if (inTitle) this.titleLengths[paper] = titleLength(weights[0] ?? 0);
        if (score <= (best.get(paper) ?? 0)) return;
        best.set(paper, score);
        covered.set(paper, inTitle ? way.titleWords : 0);
      });
    }
    for (const [paper, score] of best) {
      if (this.scores[paper] === 0) this.papers.push(paper);
      this.scores[paper] = (this.scores[paper] ?? 0) + score;
      this.foundGroups[paper] = (this.foundGroups[paper] ?? 0) | bit;
      this.titleWords[paper] = (this.titleWords[paper] ?? 0) + (covered.get(paper) ?? 0);
    }
  }

  /**
   * Whether as many papers as are listed score more than the remaining words can add.
   * @param {number} left
   */
  isFilled(left) {
    if (this.papers.length < NEAREST) return false;
    const scores = Float64Array.from(this.papers, (paper) => this.scores[paper] ?? 0).sort();
    return (scores.at(-NEAREST) ?? 0) > left;
  }

  /**
   * Change the scores of papers.
   * @param {number[]} papers
   * @param {(score: number, paper: number) => number} change
   */
  update(papers, change) {
    for (const paper of papers) this.scores[paper] = change(this.scores[paper] ?? 0, paper);
  }

  /**
   * The papers, best first: those with all required words before the others, the newest of equals.
   * @param {number} required
   */
  order(required) {
    const isPartial = (/** @type {number} */ paper) =>
      Number(((this.foundGroups[paper] ?? 0) & required) !== required);
    return this.papers.sort(
      (a, b) =>
        isPartial(a) - isPartial(b) || (this.scores[b] ?? 0) - (this.scores[a] ?? 0) || b - a,
    );
  }
}

/**
 * Visit the papers that have the terms of a way one after the other.
 * @param {Way} way
 * @param {(paper: number, weights: number[]) => void} visit gets the weight of each term
 */
function eachMatch(way, visit) {
  const [first] = way.terms;
  if (!first) return;
  if (way.terms.length === 1) {
    first.papers.forEach((paper, i) => visit(paper, [first.weights[i] ?? 0]));
    return;
  }
  const rarest = way.terms.reduce((one, other) =>
    other.papers.length < one.papers.length ? other : one,
  );
  for (const paper of rarest.papers) {
    if (findPhrase(way, paper) >= 0) {
      visit(
        paper,
        way.terms.map((term) => term.weightIn(paper)),
      );
    }
  }
}

/**
 * Whether a paper has the terms of a way one after the other.
 * @param {Way} way
 * @param {number} paper
 */
export function hasWay(way, paper) {
  const [first, ...others] = way.terms;
  return others.length > 0 ? findPhrase(way, paper) >= 0 : (first?.indexOf(paper) ?? -1) >= 0;
}

/**
 * The first place below `last` where the terms of a way follow each other in a paper, or -1.
 * @param {Way} way
 * @param {number} paper
 * @param {number} last
 */
export function findPhrase(way, paper, last = 1 << 14) {
  const places = way.terms.map((term) => term.placesIn(paper));
  const [first = [], ...others] = places;
  const found = Array.from(first).find(
    (place) =>
      place < last && others.every((other, k) => other.includes(place + (way.offsets[k + 1] ?? 0))),
  );
  return found ?? -1;
}

/** @param {number} bits */
function countBits(bits) {
  let count = 0;
  for (let rest = bits; rest; rest &= rest - 1) count++;
  return count;
}

/**
 * Add a little for words that are neighbors in the query and in the paper, for the best papers.
 * @param {Tally} tally
 * @param {Group[]} groups
 * @param {number} required
 */
function addNeighbors(tally, groups, required) {
  const pairs = groups.slice(1).flatMap((group, i) => {
    const [one, other] = [groups[i]?.ways[0], group.ways[0]];
    return one?.titleWords && other?.titleWords ? [{ one, other }] : [];
  });
  tally.update(tally.order(required).slice(0, RERANKED), (score, paper) => {
    const close = pairs.filter(({ one, other }) => areNeighbors(one, other, paper)).length;
    return score + divide(score * close * NEIGHBORS, 100 * (pairs.length || 1));
  });
}

/**
 * @param {Way} one
 * @param {Way} other
 * @param {number} paper
 */
function areNeighbors(one, other, paper) {
  const places = other.terms[0]?.placesIn(paper) ?? [];
  return Array.from(one.terms.at(-1)?.placesIn(paper) ?? []).some((place) =>
    places.includes(place + 1),
  );
}

/**
 * Rank the papers that are allowed and have at least one of the words.
 * @param {Group[]} groups at most `MOST_GROUPS`
 * @param {number} papers how many papers there are
 * @param {(paper: number) => boolean} isAllowed
 * @returns {Ranking}
 */
export function rank(groups, papers, isAllowed) {
  const tally = new Tally(papers);
  const required = groups.reduce(
    (bits, group, i) => (isRequired(group) ? bits | (1 << i) : bits),
    0,
  );
  const asked = countBits(required);
  const values = byteValues(asked);
  const highest = Math.max(...values);
  const limits = groups.map(
    ({ ways }) =>
      highest * Math.max(0, ...ways.map((way) => way.values.reduce((a, b) => a + b, 0))),
  );
  let left = limits.reduce((a, b) => a + b, 0);
  const order = [...groups.keys()].sort((a, b) => (limits[b] ?? 0) - (limits[a] ?? 0) || a - b);
  for (const number of order) {
    const group = groups[number];
    // A paper that has none of the words so far could not come among the nearest any more.
    if (group) tally.add(group, 1 << number, values, isAllowed, tally.isFilled(left));
    left -= limits[number] ?? 0;
  }
  const wordCount = groups.reduce((sum, group) => sum + group.wordCount, 0);
  tally.update(tally.papers, (score, paper) => {
    const words = tally.titleWords[paper] ?? 0;
    if (words === 0) return score;
    const length = tally.titleLengths[paper] ?? 1;
    const covered = Math.min(words, length) * Math.min(words, wordCount) ** 2;
    return score + divide(score * 3 * covered, 2 * length * wordCount ** 2);
  });
  if (asked) {
    tally.update(tally.papers, (score, paper) => {
      const found = countBits((tally.foundGroups[paper] ?? 0) & required);
      return divide(score * ((100 - COVERAGE) * asked + COVERAGE * found), 100 * asked);
    });
  }
  addNeighbors(tally, groups, required);
  return listPapers(tally, required);
}

/**
 * @param {Tally} tally
 * @param {number} required
 * @returns {Ranking}
 */
function listPapers(tally, required) {
  const { scores, foundGroups } = tally;
  const ordered = tally.order(required);
  const isComplete = (/** @type {number} */ paper) =>
    ((foundGroups[paper] ?? 0) & required) === required;
  const first = ordered.findIndex((paper) => !isComplete(paper));
  const count = first < 0 ? ordered.length : first;
  const partial = count < PAGE ? ordered.slice(count, NEAREST) : [];
  return { complete: ordered.slice(0, count), partial, scores, foundGroups };
}
