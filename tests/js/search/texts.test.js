import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countText,
  formatNumber,
  joinAlternatives,
  setMessages,
  statusText,
  text,
  textWithNodes,
} from "../../../frontend/js/search/texts.js";

const MESSAGES = {
  "search.search_instead": "Search for {query}, not {query}s",
  "search.showing_results": "Results for {query}.",
  "status.retracted": "Retracted",
  "count.papers": { one: "{count} paper", few: "{count} few papers", other: "{count} papers" },
};

test("a message is filled with its values", () => {
  setMessages(MESSAGES, "en");
  assert.equal(text("search.search_instead", { query: "{x}" }), "Search for {x}, not {x}s");
  assert.equal(statusText("retracted"), "Retracted");
});

test("a message can contain elements", () => {
  const node = {};
  assert.deepEqual(textWithNodes("search.showing_results", { query: node }), [
    "Results for ",
    node,
    ".",
  ]);
});

test("an unknown message and a missing value are errors", () => {
  assert.throws(() => text("search.nothing"), TypeError);
  assert.throws(() => text("search.showing_results"), TypeError);
  assert.throws(() => countText("status.retracted", 1), TypeError);
});

test("a number selects the plural form of the language and has ASCII digits", () => {
  setMessages(MESSAGES, "en");
  assert.deepEqual(
    [1, 3, 1234].map((number) => countText("count.papers", number)),
    ["1 paper", "3 papers", "1,234 papers"],
  );
  setMessages(MESSAGES, "ar");
  assert.equal(countText("count.papers", 3), "3 few papers");
  assert.equal(formatNumber(1234), "1,234");
});

test("alternatives are joined in the language of the site", () => {
  setMessages(MESSAGES, "de");
  assert.equal(joinAlternatives(["a", "b"]), "a oder b");
});
