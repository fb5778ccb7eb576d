// @ts-check
/**
 * The files of the index: asked for once each, when somebody needs them.
 *
 * A page may stay open while the site gets another index. `index.json` has the checksum of every
 * file, so a file of another index is noticed; then what was read is forgotten, and the new
 * `index.json` counts. Whoever put several files together sees by `version` that they must begin
 * anew.
 */

import { checksum, inflate } from "./bytes.js";
import { Shard } from "./shard.js";

/**
 * What `index.json` says; `generator/papershelf/search/index.py` writes it.
 * @typedef {{
 *   format: number, version: string, papers: number, upvotes: boolean, common: string[],
 *   tags: [string, string][], venues: [string, string][], decisions: [string, string][],
 *   tracks: [string, string][], sessions: [string, string][],
 *   begins: { terms: string[], heads: string[], tails: string[], cards: number[], names: number[] },
 *   sums: Record<string, number[]>,
 * }} Manifest
 */

/**
 * What a result shows: id, title, authors, year or 0, venue from 1 or 0, tags, whether there is a
 * text, status.
 * @typedef {[string, string, string, number, number, number[], number, string]} Card
 */

export const FORMAT = 5;
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
    // Asked anew at every visit: it has the checksums of all other files.
    const answer = await this.#reach("index.json", { cache: "no-cache" });
    if (!answer.ok) throw new IndexError(`index.json: ${answer.status}`);
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
      content.catch(() => dropFrom(this.files, name, content));
    }
    return content;
  }

  /** @param {string} name */
  async #readFile(name) {
    const { sums, version } = await this.manifest();
    const [kind = "", number = 0] = name.split("-");
    const sum = sums[kind]?.[Number(number)];
    const path = `${name}.bin?v=${sum?.toString(36)}`;
    const packed = await this.#readIfWhole(path, sum, {});
    if (packed) return inflate(packed);
    if (await this.#isReplaced(version)) throw new IndexError("the index has just been replaced");
    // The index is the same, so a cache on the way has another one's file.
    const anew = await this.#readIfWhole(path, sum, { cache: "reload" });
    if (!anew) throw new IndexError(`${name}.bin: is not of this index`);
    return inflate(anew);
  }

  /**
   * The bytes of a file; nothing where it is another one than was asked for, or is gone.
   * @param {string} path
   * @param {number | undefined} sum
   * @param {RequestInit} how
   */
  async #readIfWhole(path, sum, how) {
    const answer = await this.#reach(path, how);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new IndexError(`${path}: ${answer.status}`);
    const packed = new Uint8Array(await answer.arrayBuffer());
    return checksum(packed) === sum ? packed : null;
  }

  /**
   * Whether the site has another index than that of a version; from then on it is the one that is
   * read.
   * @param {string} version
   */
  async #isReplaced(version) {
    const newest = await this.#readManifest();
    if (newest.version === version) return false;
    if ((await this.manifest()).version === version) {
      this.told = Promise.resolve(newest);
      this.files.clear();
      this.shards.clear();
      this.lists.clear();
    }
    return true;
  }

  /**
   * @param {string} path
   * @param {RequestInit} how
   */
  async #reach(path, how) {
    try {
      return await this.get(`${this.root}${FOLDER}${path}`, how);
    } catch (error) {
      throw new IndexError("the index cannot be reached", { cause: error });
    }
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
      shard.catch(() => dropFrom(this.shards, number, shard));
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
      list.catch(() => dropFrom(this.lists, name, list));
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

/**
 * Forget what could not be had, unless something newer has its place.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {V} failed
 */
function dropFrom(map, key, failed) {
  if (map.get(key) === failed) map.delete(key);
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
