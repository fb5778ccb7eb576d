// @ts-check
/** Ranks papers: computes the score of each paper from the weights in postings. */

/** @typedef {import("./shard.js").Postings} Postings */

/**
 * One way to match a word: a paper must contain all of `terms`. `factor` scales its score.
 * @typedef {{ name: string, terms: Postings[], factor: number }} Way
 */

/**
 * A word of the query with all ways to match it. A paper need not match `optional` words.
 * @typedef {{ ways: Way[], optional: boolean }} Group
 */

/**
 * The papers found, and all scores, indexed by paper number. `complete`: each paper has all words.
 * @typedef {{ papers: Uint32Array, scores: Float32Array, complete: boolean }} Ranking
 */

const TITLE = 0x80;
const AUTHOR = 0x40;
const TITLE_SCORE = 2.2;
const REST_SCORE = 0.8;
const AUTHOR_SCORE = 1.7;
const TYPICAL_TITLE_LENGTH = 9;
const FULL_TITLE_BONUS = 1.5;

/** The score of each weight byte; `generator/papershelf/search/postings.py` documents the bytes. */
const WEIGHT_SCORES = Float32Array.from({ length: 256 }, (_, byte) => {
  if (byte >= TITLE) {
    const length = titleLength(byte);
    const share = TITLE_SCORE / (0.7 + (0.3 * length) / TYPICAL_TITLE_LENGTH);
    return share + ((byte & 7) / 7) * REST_SCORE;
  }
  return (byte & AUTHOR ? AUTHOR_SCORE : 0) + (byte & 63) / 63;
});

/**
 * The number of different words in the title, at most 16, from the weight of one of them.
 * @param {number} byte
 */
function titleLength(byte) {
  return ((byte >> 3) & 15) + 1;
}

/**
 * The inverse document frequency of a term as in BM25, never below 0.
 * @param {number} count the number of papers that contain it
 * @param {number} papers the number of all papers
 */
function inverseDocumentFrequency(count, papers) {
  return Math.log(1 + (papers - count + 0.5) / (count + 0.5));
}

/** Sums the scores of papers over the words of a query. */
class Tally {
  /** @param {number} papers */
  constructor(papers) {
    this.size = papers;
    this.scores = new Float32Array(papers);
    this.words = new Uint8Array(papers);
    this.titleWords = new Uint8Array(papers);
    this.titleLengths = new Uint8Array(papers);
  }

  /** @param {Group} group */
  add(group) {
    const best = new Float32Array(this.size);
    const inTitle = new Uint8Array(this.size);
    for (const way of group.ways) this.#addWay(way, best, inTitle);
    for (let paper = 0; paper < this.size; paper++) {
      const score = best[paper] ?? 0;
      if (score === 0) continue;
      this.scores[paper] = (this.scores[paper] ?? 0) + score;
      if (!group.optional) this.words[paper] = (this.words[paper] ?? 0) + 1;
      this.titleWords[paper] = (this.titleWords[paper] ?? 0) + (inTitle[paper] ?? 0);
    }
  }

  /**
   * @param {Way} way
   * @param {Float32Array} best the best score of this word so far, by paper
   * @param {Uint8Array} inTitle the number of title words that this way matches
   */
  #addWay(way, best, inTitle) {
    const scales = way.terms.map(
      ({ papers }) => inverseDocumentFrequency(papers.length, this.size) * way.factor,
    );
    eachPaper(way.terms, (paper, weights) => {
      let score = 0;
      let title = 0;
      for (let k = 0; k < weights.length; k++) {
        const byte = weights[k] ?? 0;
        score += (scales[k] ?? 0) * (WEIGHT_SCORES[byte] ?? 0);
        if (byte >= TITLE) {
          title++;
          this.titleLengths[paper] = titleLength(byte);
        }
      }
      if (score <= (best[paper] ?? 0)) return;
      best[paper] = score;
      // Completions and corrections do not count as a match of the whole title.
      inTitle[paper] = way.factor === 1 ? title : 0;
    });
  }

  /**
   * The papers with at least `least` words, with a bonus for titles of few other words.
   * @param {number} least
   * @param {number} queryWords the number of words in the query
   */
  list(least, queryWords) {
    const found = [];
    for (let paper = 0; paper < this.size; paper++) {
      if ((this.words[paper] ?? 0) < least || (this.scores[paper] ?? 0) === 0) continue;
      const title = this.titleWords[paper] ?? 0;
      if (title > 0) {
        const ofTitle = Math.min(1, title / (this.titleLengths[paper] || 1));
        const ofQuery = Math.min(1, title / queryWords);
        this.scores[paper] =
          (this.scores[paper] ?? 0) * (1 + FULL_TITLE_BONUS * ofTitle * ofQuery ** 2);
      }
      found.push(paper);
    }
    return Uint32Array.from(found);
  }
}

/**
 * Call a function for every paper that contains all of some terms.
 * @param {Postings[]} terms
 * @param {(paper: number, weights: Uint8Array) => void} visit gets one weight for each term
 */
function eachPaper(terms, visit) {
  const [first, ...others] = terms;
  if (!first) return;
  const places = others.map(() => 0);
  const weights = new Uint8Array(terms.length);
  for (let i = 0; i < first.papers.length; i++) {
    const paper = first.papers[i] ?? 0;
    weights[0] = first.weights[i] ?? 0;
    const everywhere = others.every(({ papers, weights: given }, k) => {
      const place = advance(papers, places[k] ?? 0, paper);
      places[k] = place;
      weights[k + 1] = given[place] ?? 0;
      return papers[place] === paper;
    });
    if (everywhere) visit(paper, weights);
  }
}

/**
 * The first index from `start` on whose paper number is not less than `paper`.
 * @param {Uint32Array} papers
 * @param {number} start
 * @param {number} paper
 */
function advance(papers, start, paper) {
  let place = start;
  while (place < papers.length && (papers[place] ?? 0) < paper) place++;
  return place;
}

/**
 * The papers with all words. If there is none, those with the most words, but at least half.
 * @param {Group[]} groups
 * @param {number} papers the number of all papers
 * @returns {Ranking}
 */
export function rank(groups, papers) {
  const tally = new Tally(papers);
  for (const group of groups) tally.add(group);
  const required = groups.filter((group) => !group.optional).length;
  const queryWords = groups.reduce((sum, group) => sum + (group.ways[0]?.terms.length || 1), 0);
  for (let least = required; least >= Math.max(1, required / 2); least--) {
    const found = tally.list(least, queryWords);
    if (found.length > 0) {
      return { papers: found, scores: tally.scores, complete: least === required };
    }
  }
  const found = required === 0 ? tally.list(0, queryWords) : new Uint32Array();
  return { papers: found, scores: tally.scores, complete: required === 0 };
}
