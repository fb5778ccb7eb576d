// @ts-check
/** The files of the index: asked for once each, when somebody needs them. */

import { inflate } from "./bytes.js";
import { Shard } from "./shard.js";

/**
 * What `index.json` says; `generator/search/index.py` writes it.
 * @typedef {{
 *   format: number, version: string, papers: number, upvotes: boolean, common: string[],
 *   tags: [string, string][], venues: [string, string][], decisions: [string, string][],
 *   tracks: [string, string][], sessions: [string, string][],
 *   begins: { terms: string[], heads: string[], tails: string[], cards: number[], names: number[] },
 * }} Manifest
 */

/**
 * What a result shows: id, title, authors, year or 0, venue from 1 or 0, tags, whether there is a
 * text, status.
 * @typedef {[string, string, string, number, number, number[], number, string]} Card
 */

export const FORMAT = 4;
const FOLDER = "search/index/";
const UTF8 = new TextDecoder();

/** Says that the index cannot be had: the line is down, or the site has none. */
export class IndexError extends Error {}

/** Says that the index is not of the format that this code reads: one of them is of an older deploy. */
export class FormatError extends IndexError {
  /** @param {string} version of the index */
  constructor(version) {
    super("the index is of another format");
    this.version = version;
  }
}

export class Store {
  /**
   * @param {string} root address of the site's root
   * @param {typeof fetch} get
   */
  constructor(root, get) {
    this.root = root;
    this.get = get;
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.files = new Map();
    /** @type {Map<number, Promise<Shard>>} */
    this.shards = new Map();
    /** @type {Map<string, Promise<string[]>>} */
    this.lists = new Map();
    /** @type {Promise<Manifest> | null} */
    this.told = null;
  }

  /** @returns {Promise<Manifest>} */
  manifest() {
    this.told ??= this.#readManifest().catch((error) => {
      this.told = null;
      throw error;
    });
    return this.told;
  }

  async #readManifest() {
    // Asked anew at every visit: it names the version of all other files.
    const answer = await this.#ask("index.json", { cache: "no-cache" });
    const manifest = /** @type {Manifest} */ (await answer.json());
    if (manifest.format !== FORMAT) throw new FormatError(manifest.version);
    return manifest;
  }

  /**
   * The bytes of a file of the index, inflated.
   * @param {string} name
   * @returns {Promise<Uint8Array>}
   */
  file(name) {
    let content = this.files.get(name);
    if (!content) {
      content = this.#readFile(name);
      this.files.set(name, content);
      content.catch(() => this.files.delete(name));
    }
    return content;
  }

  /** @param {string} name */
  async #readFile(name) {
    const { version } = await this.manifest();
    return inflate(await this.#ask(`${name}.bin?v=${version}`, {}));
  }

  /**
   * @param {string} path
   * @param {RequestInit} how
   */
  async #ask(path, how) {
    let answer;
    try {
      answer = await this.get(`${this.root}${FOLDER}${path}`, how);
    } catch (error) {
      throw new IndexError("the index cannot be reached", { cause: error });
    }
    if (!answer.ok) throw new IndexError(`${path}: ${answer.status}`);
    return answer;
  }

  /**
   * One part of the dictionary.
   * @param {number} number
   * @returns {Promise<Shard>}
   */
  shard(number) {
    let shard = this.shards.get(number);
    if (!shard) {
      shard = this.file(`terms-${number}`).then((bytes) => new Shard(bytes));
      this.shards.set(number, shard);
      shard.catch(() => this.shards.delete(number));
    }
    return shard;
  }

  /**
   * The part of the dictionary that has a term if any has.
   * @param {string} term
   */
  async shardOf(term) {
    const { begins } = await this.manifest();
    return this.shard(lastBegin(begins.terms, term));
  }

  /**
   * A word list: `kind` is "heads" or "tails", `key` a letter and a length as in `t11`.
   * @param {"heads" | "tails"} kind
   * @param {string} key
   * @returns {Promise<string[]>}
   */
  async words(kind, key) {
    const { begins } = await this.manifest();
    if (begins[kind].length === 0) return [];
    const name = `${kind}-${lastBegin(begins[kind], key)}`;
    let list = this.lists.get(name);
    if (!list) {
      list = this.file(name).then((bytes) => UTF8.decode(bytes).split("\n"));
      this.lists.set(name, list);
      list.catch(() => this.lists.delete(name));
    }
    return list;
  }

  /**
   * The cards of papers, in the order asked for.
   * @param {number[]} papers
   * @returns {Promise<Card[]>}
   */
  async cards(papers) {
    const cards = await Promise.all(papers.map((paper) => this.entry("cards", paper)));
    return cards.map((card) => /** @type {Card | undefined} */ (card) ?? EMPTY_CARD);
  }

  /**
   * What a list that is cut into files says of a paper or a person by number.
   * @param {"cards" | "names"} kind
   * @param {number} number
   * @returns {Promise<unknown>}
   */
  async entry(kind, number) {
    const begins = (await this.manifest()).begins[kind];
    const place = lastBegin(begins, number);
    const entries = /** @type {unknown[]} */ (await this.json(`${kind}-${place}`));
    return entries[number - (begins[place] ?? 0)];
  }

  /**
   * A file of the index that is JSON.
   * @param {string} name
   * @returns {Promise<unknown>}
   */
  async json(name) {
    return JSON.parse(UTF8.decode(await this.file(name)));
  }
}

/** @type {Card} */
const EMPTY_CARD = ["", "", "", 0, 0, [], 0, ""];

/**
 * Which of the files that begin so would hold a term or number: the last that does not begin
 * behind it.
 * @template {string | number} T
 * @param {T[]} begins
 * @param {T} term
 * @returns {number}
 */
export function lastBegin(begins, term) {
  let low = 0;
  let high = begins.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {T} */ (begins[middle]) <= term) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
