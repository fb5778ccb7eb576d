// @ts-check
/** One file of the dictionary: terms in alphabetical order, each with the papers that contain it. */

import { Reader } from "./bytes.js";

const UTF8 = new TextDecoder();

/** @type {number[]} */
const NOWHERE = [];

/** The papers of a term, in ascending order, with a weight byte and the places of the term in each. */
export class Postings {
  /**
   * @param {Uint32Array} papers
   * @param {Uint8Array} weights
   * @param {Uint8Array} placeCounts
   * @param {Uint8Array} packedPlaces
   */
  constructor(papers, weights, placeCounts, packedPlaces) {
    this.papers = papers;
    this.weights = weights;
    this.placeCounts = placeCounts;
    this.packedPlaces = packedPlaces;
    /** @type {{ starts: Uint32Array, places: number[] } | null} */
    this.decoded = null;
  }

  /**
   * The position of a paper in the postings, or -1.
   * @param {number} paper
   */
  indexOf(paper) {
    let low = 0;
    let high = this.papers.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.papers[middle] ?? 0;
      if (found === paper) return middle;
      if (found < paper) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /**
   * The weight of the term in a paper that has it.
   * @param {number} paper
   */
  weightIn(paper) {
    return this.weights[this.indexOf(paper)] ?? 0;
  }

  /**
   * The places of the term in a paper, none if the paper does not have it.
   * @param {number} paper
   * @returns {number[]}
   */
  placesIn(paper) {
    const index = this.indexOf(paper);
    if (index < 0) return NOWHERE;
    this.decoded ??= this.#decode();
    const { starts, places } = this.decoded;
    return places.slice(starts[index], starts[index + 1]);
  }

  #decode() {
    const reader = new Reader(this.packedPlaces);
    const starts = new Uint32Array(this.placeCounts.length + 1);
    /** @type {number[]} */
    const places = [];
    this.placeCounts.forEach((count, i) => {
      let place = 0;
      for (let left = count; left > 0; left--) {
        place += reader.number();
        places.push(place);
      }
      starts[i + 1] = places.length;
    });
    return { starts, places };
  }
}

export class Shard {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const reader = new Reader(bytes);
    const count = reader.number();
    /** @type {string[]} */
    this.terms = [];
    /** @type {Map<number, Postings>} */
    this.decoded = new Map();
    let name = new Uint8Array(1024);
    for (let i = 0; i < count; i++) {
      const shared = reader.number();
      const rest = reader.take(reader.number());
      if (shared + rest.length > name.length) {
        const longer = new Uint8Array(2 * (shared + rest.length));
        longer.set(name);
        name = longer;
      }
      name.set(rest, shared);
      this.terms.push(UTF8.decode(name.subarray(0, shared + rest.length)));
    }
    this.counts = reader.numbers(count);
    this.starts = addUp(this.counts);
    this.gapStarts = addUp(reader.numbers(count));
    this.placeStarts = addUp(reader.numbers(count));
    this.weights = reader.take(this.starts.at(-1) ?? 0);
    this.placeCounts = reader.take(this.starts.at(-1) ?? 0);
    this.gaps = reader.take(this.gapStarts.at(-1) ?? 0);
    this.places = bytes.subarray(reader.position);
  }

  /**
   * The index of a term, or of the first term after it.
   * @param {string} term
   * @returns {number}
   */
  place(term) {
    let low = 0;
    let high = this.terms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.terms[middle] ?? "") < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The papers that contain a term, or `null` if there are none.
   * @param {string} term
   * @returns {Postings | null}
   */
  find(term) {
    const place = this.place(term);
    return this.terms[place] === term ? this.read(place) : null;
  }

  /**
   * The terms with a prefix, with their numbers of papers.
   * @param {string} prefix
   * @returns {{ term: string, count: number, place: number }[]}
   */
  completions(prefix) {
    const found = [];
    for (let i = this.place(prefix); this.terms[i]?.startsWith(prefix); i++) {
      found.push({ term: this.terms[i] ?? "", count: this.counts[i] ?? 0, place: i });
    }
    return found;
  }

  /**
   * The postings of the term at an index.
   * @param {number} place
   * @returns {Postings}
   */
  read(place) {
    const known = this.decoded.get(place);
    if (known) return known;
    const [start = 0, end = 0] = this.starts.subarray(place, place + 2);
    const reader = new Reader(this.gaps.subarray(this.gapStarts[place]));
    const count = end - start;
    const papers = new Uint32Array(count);
    let paper = -1;
    for (let i = 0; i < count; i++) {
      paper += reader.number() + 1;
      papers[i] = paper;
    }
    const postings = new Postings(
      papers,
      this.weights.subarray(start, end),
      this.placeCounts.subarray(start, end),
      this.places.subarray(this.placeStarts[place], this.placeStarts[place + 1]),
    );
    this.decoded.set(place, postings);
    return postings;
  }
}

/**
 * Where each of some lists of these lengths begins, and where the last one ends.
 * @param {Uint32Array} lengths
 * @returns {Uint32Array}
 */
function addUp(lengths) {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = (starts[i] ?? 0) + length;
  });
  return starts;
}
