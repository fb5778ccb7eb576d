import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countHasValues,
  findHasValues,
  toggleHasValue,
} from "../../../frontend/js/search/page/has.js";
import { setMessages } from "../../../frontend/js/search/texts.js";

test("the values in a query are found", () => {
  assert.deepEqual(findHasValues("has:code a -has:DATA has:pdf xhas:model"), {
    with: ["code"],
    without: ["data"],
  });
  assert.deepEqual(findHasValues(""), { with: [], without: [] });
});

test("a click adds a value to the query, moves it to the other side, and removes it", () => {
  assert.equal(toggleHasValue("", "with", "code"), "has:code");
  assert.equal(toggleHasValue(" deep  rivers", "with", "data"), "deep rivers has:data");
  assert.equal(toggleHasValue("has:data deep", "without", "data"), "deep -has:data");
  assert.equal(toggleHasValue("deep -has:data", "without", "data"), "deep");
  assert.equal(toggleHasValue("has:code", "with", "model"), "has:code has:model");
});

test("values are counted among the given papers", async () => {
  const names = { code: "C", data: "D", model: "M", award: "A" };
  const messages = Object.entries(names).map(([key, name]) => [`search.has_${key}`, name]);
  setMessages(Object.fromEntries(messages), "en");
  const papers = new Map([
    ["!code", [1, 2, 4]],
    ["!data", [3]],
  ]);
  const store = {
    shardOf: async () => ({
      find: (term) => (papers.has(term) ? { papers: papers.get(term) } : null),
    }),
  };
  assert.deepEqual(await countHasValues(store, Uint32Array.of(2, 4, 5)), [
    { id: "code", name: "C", count: 2 },
    { id: "data", name: "D", count: 0 },
    { id: "model", name: "M", count: 0 },
    { id: "award", name: "A", count: 0 },
  ]);
});
