// @ts-check
/** One file of the dictionary: terms in alphabetical order, each with the papers that contain it. */

import { Reader } from "./bytes.js";

const UTF8 = new TextDecoder();

/**
 * The papers of a term, in ascending order, and the weight byte of each.
 * @typedef {{ papers: Uint32Array, weights: Uint8Array }} Postings
 */

export class Shard {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const reader = new Reader(bytes);
    const count = reader.number();
    /** @type {string[]} */
    this.terms = [];
    this.counts = new Uint32Array(count);
    this.starts = new Uint32Array(count + 1);
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
      this.counts[i] = reader.number();
      this.starts[i + 1] = (this.starts[i] ?? 0) + reader.number();
    }
    this.postings = bytes.subarray(reader.position);
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
   * @returns {{ term: string, count: number }[]}
   */
  completions(prefix) {
    const found = [];
    for (let i = this.place(prefix); this.terms[i]?.startsWith(prefix); i++) {
      found.push({ term: this.terms[i] ?? "", count: this.counts[i] ?? 0 });
    }
    return found;
  }

  /**
   * The postings of the term at an index.
   * @param {number} place
   * @returns {Postings}
   */
  read(place) {
    const reader = new Reader(this.postings.subarray(this.starts[place], this.starts[place + 1]));
    const count = this.counts[place] ?? 0;
    const papers = new Uint32Array(count);
    let paper = -1;
    for (let i = 0; i < count; i++) {
      paper += reader.number() + 1;
      papers[i] = paper;
    }
    return { papers, weights: reader.take(count) };
  }
}
