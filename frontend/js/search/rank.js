// @ts-check
/** What a paper is worth for a query: weights of postings in, one score a paper out. */

/** @typedef {import("./shard.js").Postings} Postings */

/**
 * One way to satisfy a word: the postings of terms that a paper must all hold.
 * @typedef {{ name: string, terms: Postings[], factor: number }} Way
 */

/**
 * A word of the query with all ways to satisfy it. `optional` words never keep a paper out.
 * @typedef {{ ways: Way[], optional: boolean }} Group
 */

/**
 * The papers found, with their scores by number of paper; `complete` says that each has all words.
 * @typedef {{ papers: Uint32Array, scores: Float32Array, complete: boolean }} Ranking
 */

const TITLE = 0x80;
const AUTHOR = 0x40;
const TITLE_WORTH = 2.2;
const REST_WORTH = 0.8;
const AUTHOR_WORTH = 1.7;
const ORDINARY_TITLE = 9;
const WHOLE_TITLE = 1.5;

/** What each byte of weight is worth; `generator/papershelf/search/postings.py` says how bytes are made. */
const WORTH = Float32Array.from({ length: 256 }, (_, byte) => {
  if (byte >= TITLE) {
    const length = titleLength(byte);
    const share = TITLE_WORTH / (0.7 + (0.3 * length) / ORDINARY_TITLE);
    return share + ((byte & 7) / 7) * REST_WORTH;
  }
  return (byte & AUTHOR ? AUTHOR_WORTH : 0) + (byte & 63) / 63;
});

/**
 * The number of different words in the title, at most 16, by a weight of one of them.
 * @param {number} byte
 */
function titleLength(byte) {
  return ((byte >> 3) & 15) + 1;
}

/**
 * How much a term tells (BM25's inverse document frequency, never below 0).
 * @param {number} count papers that hold it
 * @param {number} papers papers that there are
 */
function telling(count, papers) {
  return Math.log(1 + (papers - count + 0.5) / (count + 0.5));
}

/** Adds up what the words of a query find. */
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
   * @param {Float32Array} best what the best way of this word gives so far
   * @param {Uint8Array} inTitle how many words of the title that way stands for
   */
  #addWay(way, best, inTitle) {
    const scales = way.terms.map(({ papers }) => telling(papers.length, this.size) * way.factor);
    eachPaper(way.terms, (paper, weights) => {
      let score = 0;
      let title = 0;
      for (let k = 0; k < weights.length; k++) {
        const byte = weights[k] ?? 0;
        score += (scales[k] ?? 0) * (WORTH[byte] ?? 0);
        if (byte >= TITLE) {
          title++;
          this.titleLengths[paper] = titleLength(byte);
        }
      }
      if (score <= (best[paper] ?? 0)) return;
      best[paper] = score;
      // Only the way that was typed can make up the whole title.
      inTitle[paper] = way.factor === 1 ? title : 0;
    });
  }

  /**
   * The papers that hold at least so many words, with a premium on titles that say little else.
   * @param {number} least
   * @param {number} asked words of the query
   */
  list(least, asked) {
    const found = [];
    for (let paper = 0; paper < this.size; paper++) {
      if ((this.words[paper] ?? 0) < least || (this.scores[paper] ?? 0) === 0) continue;
      const title = this.titleWords[paper] ?? 0;
      if (title > 0) {
        const ofTitle = Math.min(1, title / (this.titleLengths[paper] || 1));
        const ofQuery = Math.min(1, title / asked);
        this.scores[paper] = (this.scores[paper] ?? 0) * (1 + WHOLE_TITLE * ofTitle * ofQuery ** 2);
      }
      found.push(paper);
    }
    return Uint32Array.from(found);
  }
}

/**
 * Visit every paper that holds all of some terms.
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
 * The first place from `start` on that is not below a paper.
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
 * The papers that hold all words; where there is none, those that hold most of them, but at least
 * half.
 * @param {Group[]} groups
 * @param {number} papers how many papers there are
 * @returns {Ranking}
 */
export function rank(groups, papers) {
  const tally = new Tally(papers);
  for (const group of groups) tally.add(group);
  const required = groups.filter((group) => !group.optional).length;
  const asked = groups.reduce((sum, group) => sum + (group.ways[0]?.terms.length || 1), 0);
  for (let least = required; least >= Math.max(1, required / 2); least--) {
    const found = tally.list(least, asked);
    if (found.length > 0) {
      return { papers: found, scores: tally.scores, complete: least === required };
    }
  }
  const found = required === 0 ? tally.list(0, asked) : new Uint32Array();
  return { papers: found, scores: tally.scores, complete: required === 0 };
}
