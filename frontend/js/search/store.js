// @ts-check
/**
 * Loads the files of the search index, each once and on first use.
 *
 * The index may be replaced while a page is open. `index.json` has the checksum of every file, so a
 * file of another index is detected; the store then drops all cached files and uses the new
 * `index.json`. Code that combines several files compares `version` and starts over if it changed.
 */

import { checksum, inflate } from "./bytes.js";
import { Shard } from "./shard.js";

/**
 * The contents of `index.json`, written by `generator/papershelf/search/index.py`.
 * @typedef {{
 *   format: number, version: string, papers: number, common: string[],
 *   equivalents: string, tags: [string, string][], hues: number[], venues: [string, string][],
 *   collections: [string, string][], decisions: [string, string][],
 *   tracks: [string, string][], sessions: [string, string][], author_pages: number, records: string,
 *   markdown: boolean, own: [string, string, [string, string][]][],
 *   begins: { terms: string[], heads: string[], tails: string[], cards: number[], names: number[],
 *     words?: string[] },
 *   sums: Record<string, number[]>,
 * }} Manifest
 */

/**
 * The data of a result: id, title, authors, year or 0, venue number (from 1) or 0, tags, 1 if the
 * page has a summary or abstract, status.
 * @typedef {[string, string, string, number, number, number[], number, string]} Card
 */

export const FORMAT = 9;
const FOLDER = "search/index/";
const UTF8 = new TextDecoder();

/** The index cannot be loaded, for example because the browser is offline or the site has none. */
export class IndexError extends Error {}

/** The index has another format than this code reads: one of them is from an older deployment. */
export class FormatError extends IndexError {
  /** @param {string} version of the index */
  constructor(version) {
    super("the index is of another format");
    this.version = version;
  }
}

export class Store {
  /**
   * @param {string} root URL of the root of the site
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
    /** @type {Promise<ReadonlyMap<string, string[]>> | null} */
    this.meanings = null;
    /** @type {Promise<Manifest> | null} */
    this.pendingManifest = null;
  }

  /** @returns {Promise<Manifest>} */
  manifest() {
    this.pendingManifest ??= this.#readManifest().catch((error) => {
      this.pendingManifest = null;
      throw error;
    });
    return this.pendingManifest;
  }

  async #readManifest() {
    // Revalidated at every visit: it has the checksums of all other files.
    const response = await this.#fetch("index.json", { cache: "no-cache" });
    if (!response.ok) throw new IndexError(`index.json: ${response.status}`);
    const manifest = /** @type {Manifest} */ (await response.json());
    if (manifest.format !== FORMAT) throw new FormatError(manifest.version);
    return manifest;
  }

  /**
   * A file of the index, decompressed.
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
    // The index is the same, so an HTTP cache returned a file of another one.
    const reloaded = await this.#readIfWhole(path, sum, { cache: "reload" });
    if (!reloaded) throw new IndexError(`${name}.bin: is not of this index`);
    return inflate(reloaded);
  }

  /**
   * The compressed bytes of a file, or `null` if the file is missing or has another checksum.
   * @param {string} path
   * @param {number | undefined} sum
   * @param {RequestInit} options
   */
  async #readIfWhole(path, sum, options) {
    const response = await this.#fetch(path, options);
    if (response.status === 404) return null;
    if (!response.ok) throw new IndexError(`${path}: ${response.status}`);
    const packed = new Uint8Array(await response.arrayBuffer());
    return checksum(packed) === sum ? packed : null;
  }

  /**
   * Whether the site has another index than the one with this version. If so, switch to it.
   * @param {string} version
   */
  async #isReplaced(version) {
    const newest = await this.#readManifest();
    if (newest.version === version) return false;
    if ((await this.manifest()).version === version) {
      this.pendingManifest = Promise.resolve(newest);
      this.files.clear();
      this.shards.clear();
      this.lists.clear();
      this.meanings = null;
    }
    return true;
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   */
  async #fetch(path, options) {
    try {
      return await this.get(`${this.root}${FOLDER}${path}`, options);
    } catch (error) {
      throw new IndexError("the index cannot be reached", { cause: error });
    }
  }

  /**
   * One file of the dictionary.
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
   * The file of the dictionary that contains a term, if any does.
   * @param {string} term
   */
  async shardOf(term) {
    const { begins } = await this.manifest();
    return this.shard(lastBegin(begins.terms, term));
  }

  /**
   * The files of the dictionary from the one of a term to the one of another.
   * @param {string} first
   * @param {string} last
   * @param {number} most how many files to read
   */
  async shardsFrom(first, last, most = Infinity) {
    const { begins } = await this.manifest();
    const start = lastBegin(begins.terms, first);
    const count = Math.min(most, lastBegin(begins.terms, last) - start + 1);
    return Promise.all(Array.from({ length: count }, (_, i) => this.shard(start + i)));
  }

  /**
   * What else to search for, by phrase: phrases, and markers of tags and venues.
   * @returns {Promise<ReadonlyMap<string, string[]>>}
   */
  equivalents() {
    this.meanings ??= this.manifest().then(readEquivalents);
    this.meanings.catch(() => (this.meanings = null));
    return this.meanings;
  }

  /**
   * A list of words by their first letter ("heads") or last letter ("tails") and their length.
   * @param {"heads" | "tails"} kind
   * @param {string} key a letter and a length, as in `t11`
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
   * The cards of papers, in the given order.
   * @param {number[]} papers
   * @returns {Promise<Card[]>}
   */
  async cards(papers) {
    const cards = await Promise.all(papers.map((paper) => this.entry("cards", paper)));
    return cards.map((card) => /** @type {Card | undefined} */ (card) ?? EMPTY_CARD);
  }

  /**
   * An entry of a list that is split into files, such as the card of a paper.
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
   * A JSON file of the index.
   * @param {string} name
   * @returns {Promise<unknown>}
   */
  async json(name) {
    return JSON.parse(UTF8.decode(await this.file(name)));
  }
}

/**
 * Remove a failed entry from a cache, unless it has been replaced.
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
 * The number of the file that would contain a term or number, given the first entry of each file:
 * the last file whose first entry is not greater.
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

/**
 * What else to search for, by phrase. Each line is a phrase, a tab and an equivalent; an abbreviation
 * is one in both directions.
 * @param {Manifest} manifest
 * @returns {Promise<Map<string, string[]>>}
 */
async function readEquivalents({ equivalents }) {
  const packed = Uint8Array.from(atob(equivalents), (char) => char.charCodeAt(0));
  /** @type {Map<string, string[]>} */
  const found = new Map();
  const add = (/** @type {string} */ phrase, /** @type {string} */ target) => {
    found.set(phrase, [...(found.get(phrase) ?? []), target]);
  };
  for (const line of UTF8.decode(await inflate(packed)).split("\n")) {
    const [phrase = "", target = ""] = line.split("\t");
    add(phrase, target);
    if (/^[\p{L}\p{N}]/u.test(target)) add(target, phrase);
  }
  return found;
}
