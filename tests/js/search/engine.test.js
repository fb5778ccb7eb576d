import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import { Reader, checksum, readLists } from "../../../frontend/js/search/bytes.js";
import { search } from "../../../frontend/js/search/engine.js";
import { rank, termValue } from "../../../frontend/js/search/rank.js";
import { Postings, Shard } from "../../../frontend/js/search/shard.js";
import { emptyState } from "../../../frontend/js/search/state.js";
import { IndexError, Store, lastBegin } from "../../../frontend/js/search/store.js";

const TITLE = (length) => 0x80 | ((length - 1) << 3);

/** A shard in the encoding of the generator: terms in order, each with [paper, weight, place] lists. */
function makeShard(terms) {
  const names = [terms.length];
  const numbers = { papers: [], gapSizes: [], placeSizes: [] };
  const lists = { weights: [], placeCounts: [], gaps: [], places: [] };
  for (const [term, found] of terms) {
    const name = new TextEncoder().encode(term);
    names.push(0, name.length, ...name);
    const places = found.flatMap(([, , place]) => (place === undefined ? [] : [place]));
    numbers.papers.push(found.length);
    numbers.gapSizes.push(found.length);
    numbers.placeSizes.push(places.length);
    lists.weights.push(...found.map(([, weight]) => weight));
    lists.placeCounts.push(...found.map(([, , place]) => (place === undefined ? 0 : 1)));
    lists.gaps.push(...found.map(([paper], i) => paper - (found[i - 1]?.[0] ?? -1) - 1));
    lists.places.push(...places);
  }
  return Uint8Array.from([names, ...Object.values(numbers), ...Object.values(lists)].flat());
}

// Papers: 0 "Wide River" (lake), 1 "Sampling of River" (2401 none), 2 about river sampling, 3 "Lake X".
const TERMS = [
  ["#rivers", [[2, 42]]],
  ["=2401.01234", [[2, 1]]],
  [
    "lake",
    [
      [0, 20, 70],
      [3, TITLE(2), 0],
    ],
  ],
  ["of", [[1, TITLE(3), 1]]],
  [
    "river",
    [
      [0, TITLE(2), 1],
      [1, TITLE(3), 2],
      [2, 30, 70],
    ],
  ],
  [
    "sampling",
    [
      [1, TITLE(3), 0],
      [2, 5, 71],
    ],
  ],
  ["wide", [[0, TITLE(2), 0]]],
].sort(([a], [b]) => (a < b ? -1 : 1));
const EQUIVALENTS = deflateRawSync("flow\t#rivers\nriver sampling\trs").toString("base64");

/** A store that reads from memory and records the requested URLs. */
function makeStore(terms = TERMS) {
  const requests = [];
  const manifest = {
    ...{ format: 9, version: "v", papers: 5, upvotes: false, collections: [] },
    ...{
      common: ["of"],
      equivalents: EQUIVALENTS,
      tags: [],
      venues: [],
      decisions: [],
      tracks: [],
      sessions: [],
      own: [],
    },
    begins: { terms: [""], heads: ["a00"], tails: ["a00"], cards: [0, 3], names: [0] },
  };
  const words = deflateRawSync("lake1\nriver2\nsampling1");
  const shard = deflateRawSync(makeShard(terms));
  const sums = {
    ...{ terms: [crc32(shard)], heads: [crc32(words)], tails: [crc32(words)] },
  };
  const get = async (address) => {
    requests.push(address);
    const name = address.split("/").at(-1);
    if (name === "index.json") return new Response(JSON.stringify({ ...manifest, sums }));
    return new Response(name?.startsWith("terms") ? shard : words);
  };
  return { store: new Store("https://site.test/repo/", get), requests };
}

const searchFor = async (q, changes = {}) =>
  search(makeStore().store, { ...emptyState(), q, ...changes });

test("numbers() reads LEB128 numbers of any length", () => {
  const reader = new Reader(Uint8Array.of(5, 0x80, 1, 0xff, 0xff, 3));
  assert.deepEqual([...reader.numbers(3)], [5, 128, 65535]);
});

test("readLists() reads lists stored after their lengths", () => {
  const lists = readLists(new Reader(Uint8Array.of(2, 7, 9, 0, 1, 4)), 3);
  assert.deepEqual([...lists.starts], [0, 2, 2, 3]);
  assert.deepEqual([...lists.values], [7, 9, 4]);
});

test("a shard finds exactly its terms, with their papers and weights", () => {
  const shard = new Shard(makeShard(TERMS));
  assert.deepEqual([...shard.find("lake").papers], [0, 3]);
  assert.deepEqual([...shard.find("lake").weights], [20, TITLE(2)]);
  assert.equal(shard.find("lak"), null);
  assert.deepEqual(shard.completions("sam"), [{ term: "sampling", count: 2, place: 5 }]);
});

test("a shard can have terms that are longer than its buffer", () => {
  const name = [...new TextEncoder().encode("t".repeat(5_000))];
  const length = [(5_000 & 0x7f) | 0x80, 5_000 >> 7];
  const shard = new Shard(Uint8Array.from([1, 0, ...length, ...name, 1, 1, 0, 20, 0, 3]));
  assert.deepEqual([...shard.find("t".repeat(5_000)).papers], [3]);
});

test("lastBegin() finds the last file whose first term is not greater", () => {
  assert.deepEqual(
    ["a", "b", "bz", "c"].map((term) => lastBegin(["", "b", "c"], term)),
    [0, 1, 1, 2],
  );
});

test("entry() reads the file that contains the number", async () => {
  const files = ['["a","b","c"]', '["d","e"]'].map((text) => deflateRawSync(text));
  const begins = { cards: [0, 3] };
  const manifest = {
    format: 9,
    collections: [],
    version: "v",
    begins,
    sums: { cards: files.map((one) => crc32(one)) },
  };
  const store = new Store("https://site.test/", async (address) =>
    address.endsWith("index.json")
      ? new Response(JSON.stringify(manifest))
      : new Response(files[Number(address.match(/cards-(\d)/)[1])]),
  );
  const found = await Promise.all([0, 2, 3, 4].map((number) => store.entry("cards", number)));
  assert.deepEqual(found, ["a", "c", "d", "e"]);
});

test("papers with all words come first, then those with some of them", async () => {
  const result = await searchFor("river sampling ");
  assert.deepEqual([...result.papers], [1, 2, 0]);
  assert.deepEqual([...result.missing], [[0, ["sampling"]]]);
});

test("a paper whose title equals the query is ranked first", async () => {
  assert.deepEqual((await searchFor("wide river ")).papers[0], 0);
});

test("papers need not contain common words", async () => {
  const result = await searchFor("sampling of river ");
  assert.deepEqual([...result.papers.slice(0, 2)], [1, 2]);
  assert.deepEqual([...result.missing.keys()], [0]);
});

test("if no paper has all words, all papers with some of them are found", async () => {
  const result = await searchFor("wide lake sampling ", { exact: true });
  assert.equal(result.papers[0], 0);
  assert.deepEqual([...result.missing.keys()].sort(), [0, 1, 2, 3]);
  assert.deepEqual(result.missing.get(0), ["sampling"]);
});

test("a word that no paper has is named and keeps no paper out", async () => {
  const result = await searchFor("wide river qqqq ", { exact: true });
  assert.deepEqual(result.unknown, ["qqqq"]);
  assert.equal(result.missing.has(0), false);
});

test("a phrase, an excluded word and alternatives are conditions", async () => {
  assert.deepEqual([...(await searchFor('"wide river"')).papers], [0]);
  assert.deepEqual([...(await searchFor('"river sampling"')).papers], [2]);
  assert.deepEqual([...(await searchFor("river -sampling ")).papers], [0]);
  assert.deepEqual([...(await searchFor("lake OR wide ")).papers].sort(), [0, 3]);
  assert.deepEqual([...(await searchFor("title:lake")).papers], [3]);
  assert.deepEqual([...(await searchFor("tag:flow")).papers], [2]);
});

test("what is not understood is searched as words and named", async () => {
  const result = await searchFor("tag:unknown river ");
  assert.deepEqual(result.ignored, ["tag:unknown"]);
  assert.equal(result.papers.length, 3);
});

test("a name of a tag finds its papers", async () => {
  assert.deepEqual([...(await searchFor("flow ")).papers], [2]);
});

test("without a match of all words, sorting by date has all papers", async () => {
  const result = await searchFor("wide lake sampling ", { exact: true, sort: "date" });
  assert.deepEqual([...result.papers], [3, 2, 1, 0]);
});

test("the last word is completed unless a space follows it", async () => {
  assert.deepEqual([...(await searchFor("samp")).papers], [1, 2]);
  assert.deepEqual([...(await searchFor("samp ")).papers], []);
});

test("an identifier or its beginning finds only its paper", async () => {
  assert.deepEqual([...(await searchFor("arXiv:2401.01234")).papers], [2]);
  assert.deepEqual([...(await searchFor("2401.012")).papers], [2]);
});

test("a misspelled word is corrected, and the result names the correction", async () => {
  const result = await searchFor("smapling ");
  assert.deepEqual([...result.papers], [1, 2]);
  assert.deepEqual([...result.corrected], [["smapling", "sampling"]]);
});

test("an exact search corrects nothing", async () => {
  const result = await searchFor("smapling ", { exact: true });
  assert.deepEqual([...result.papers], []);
  assert.deepEqual(result.unknown, ["smapling"]);
});

test("of several corrections, the one that occurs with the other words is chosen", () => {
  const near = [...TERMS.slice(0, 2), ["rivet", [[4, 9]]], ...TERMS.slice(2)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const { store } = makeStore(near);
  return search(store, { ...emptyState(), q: "rivre sampling " }).then((result) => {
    assert.deepEqual([...result.corrected], [["rivre", "river"]]);
  });
});

test("checksum() is the CRC-32 of zlib", () => {
  for (const text of ["", "a", "123456789", "\u{1f9d1}".repeat(5000)]) {
    const bytes = new TextEncoder().encode(text);
    assert.equal(checksum(bytes), crc32(bytes));
  }
});

test("each file is requested once", async () => {
  const { store, requests } = makeStore();
  await search(store, { ...emptyState(), q: "river " });
  await search(store, { ...emptyState(), q: "river lake " });
  assert.equal(new Set(requests).size, requests.length);
  assert.deepEqual(
    requests.map((address) => address.replace(/\?.*/, "")).sort(),
    ["index.json", "terms-0.bin"].map((name) => `https://site.test/repo/search/index/${name}`),
  );
});

test("a file that could not be loaded is requested again", async () => {
  let fails = true;
  const { store } = makeStore();
  const { get } = store;
  store.get = (address, how) => (fails ? Promise.reject(new TypeError("down")) : get(address, how));
  await assert.rejects(search(store, { ...emptyState(), q: "river " }), IndexError);
  fails = false;
  assert.equal((await search(store, { ...emptyState(), q: "river " })).papers.length, 3);
});

test("an index of another format is an error", async () => {
  const store = new Store("https://site.test/", async () => new Response('{"format":99}'));
  await assert.rejects(store.manifest(), IndexError);
});

/** A way for a single term of paper 0. */
const way = (weight, value = 100) => ({
  ...{ name: "x", offsets: [0], values: [value], titleWords: 0 },
  terms: [
    new Postings(Uint32Array.of(0), Uint8Array.of(weight), Uint8Array.of(0), Uint8Array.of()),
  ],
});
const group = (...ways) => ({ typed: "x", ways, isOptional: false, wordCount: 1 });
const anyPaper = () => true;

test("a paper gets the score of its better way to match a word, not the sum", () => {
  const score = (...ways) => rank([group(...ways)], 3, anyPaper).scores[0];
  assert.equal(score(way(20), way(9)), score(way(20)));
});

test("a paper that is not allowed is not found", () => {
  assert.deepEqual(rank([group(way(20))], 3, () => false).complete, []);
});

test("a term says less the more papers have it, and something even in all", () => {
  const values = [1, 2, 30, 100].map((count) => termValue(count, 100));
  assert.deepEqual(
    values,
    [...values].sort((a, b) => b - a),
  );
  assert.ok(termValue(66, 66) > 0);
});
