import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import { FormatError, IndexError, Store } from "../../../frontend/js/search/store.js";

/** An index with two files of cards, all of which contain its version. */
function makeIndex(version, format = 9) {
  const cards = [0, 1].map((number) =>
    deflateRawSync(JSON.stringify([`${version} ${2 * number}`, `${version} ${2 * number + 1}`])),
  );
  const sums = { cards: cards.map((one) => crc32(one)) };
  return { format, version, begins: { cards: [0, 2] }, sums, cards };
}

/** A site whose index can be replaced while a store reads it; `stale` has files of an HTTP cache. */
function makeSite(index) {
  const site = {
    index,
    stale: new Map(),
    status: 200,
    requests: [],
    store: new Store("https://site.test/", async (address, { cache } = {}) => {
      const [name] = address.split("/").at(-1).split("?");
      site.requests.push([name, cache].filter(Boolean).join(" "));
      const { cards, ...manifest } = site.index;
      if (name === "index.json") return new Response(JSON.stringify(manifest));
      if (site.status !== 200) return new Response("", { status: site.status });
      const file = cards[Number(name.match(/\d+/)[0])];
      if (!file) return new Response("", { status: 404 });
      return new Response((cache !== "reload" && site.stale.get(name)) || file);
    }),
  };
  return site;
}

test("a file of a newer index is detected, and the store switches to that index", async () => {
  const site = makeSite(makeIndex("a"));
  assert.equal(await site.store.entry("cards", 0), "a 0");
  site.index = makeIndex("b");
  await assert.rejects(site.store.entry("cards", 2), IndexError);
  assert.equal((await site.store.manifest()).version, "b");
  assert.deepEqual(
    await Promise.all([0, 1, 2, 3].map((number) => site.store.entry("cards", number))),
    ["b 0", "b 1", "b 2", "b 3"],
  );
});

test("a missing file makes the store switch to a newer index", async () => {
  const site = makeSite(makeIndex("a"));
  await site.store.manifest();
  const { cards, ...rest } = makeIndex("b");
  site.index = { ...rest, cards: cards.slice(0, 1), begins: { cards: [0] } };
  await assert.rejects(site.store.entry("cards", 3), IndexError);
  assert.equal(await site.store.entry("cards", 1), "b 1");
});

test("if several files of a newer index are read at once, the cache is cleared once", async () => {
  const site = makeSite(makeIndex("a"));
  await site.store.manifest();
  site.index = makeIndex("b");
  const settled = await Promise.allSettled([0, 2].map((one) => site.store.entry("cards", one)));
  assert.deepEqual(
    settled.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.equal(await site.store.entry("cards", 2), "b 2");
  const before = site.requests.length;
  assert.equal(await site.store.entry("cards", 3), "b 3");
  assert.equal(site.requests.length, before);
});

test("a stale file from an HTTP cache is reloaded from the server", async () => {
  const site = makeSite(makeIndex("b"));
  site.stale.set("cards-0.bin", makeIndex("a").cards[0]);
  assert.equal(await site.store.entry("cards", 0), "b 0");
  assert.deepEqual(site.requests, [
    "index.json no-cache",
    "cards-0.bin",
    "index.json no-cache",
    "cards-0.bin reload",
  ]);
});

test("a damaged file is an error, and is requested again later", async () => {
  const site = makeSite(makeIndex("a"));
  const { cards } = site.index;
  site.index.cards = [cards[0].subarray(3), cards[1]];
  await assert.rejects(site.store.entry("cards", 0), /cards-0\.bin: is not of this index/);
  site.index.cards = cards;
  assert.equal(await site.store.entry("cards", 0), "a 0");
});

test("a newer index of another format is a FormatError", async () => {
  const site = makeSite(makeIndex("a"));
  await site.store.manifest();
  site.index = makeIndex("b", 99);
  await assert.rejects(site.store.entry("cards", 0), FormatError);
});

test("a server error does not make the store look for a newer index", async () => {
  const site = makeSite(makeIndex("a"));
  site.status = 503;
  await assert.rejects(site.store.entry("cards", 0), /cards-0\.bin\?v=\w+: 503/);
  assert.deepEqual(site.requests, ["index.json no-cache", "cards-0.bin"]);
});
