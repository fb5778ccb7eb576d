import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";

import {
  countShown,
  describeCount,
  describeMatch,
  drawNotice,
} from "../../../frontend/js/search/messages.js";
import { setMessages } from "../../../frontend/js/search/texts.js";

const LANGUAGES = new URL("../../../generator/papershelf/languages/", import.meta.url);

/** @param {string} language */
function useLanguage(language) {
  const { count, search } = JSON.parse(
    readFileSync(new URL(`${language}.json`, LANGUAGES), "utf8"),
  );
  const messages = Object.entries(search).map(([key, message]) => [`search.${key}`, message]);
  setMessages({ ...Object.fromEntries(messages), "count.papers": count.papers }, language);
}

/**
 * A result with papers that have all words, and papers that lack one.
 * @param {number} complete
 * @param {number} partial
 */
function makeResult(complete, partial, corrected = new Map(), meant = new Map()) {
  const papers = Uint32Array.from({ length: complete + partial }, (_, i) => i);
  const lacking = [...papers].slice(complete).map((paper) => [paper, ["word"]]);
  return { papers, missing: new Map(lacking), meant, corrected };
}

before(() => useLanguage("en"));

for (const [complete, partial, expected] of [
  [0, 0, "No papers found"],
  [1, 0, "1 paper"],
  [4, 0, "4 papers"],
  [4, 30, "4 papers with all words, 30 more with some of the words"],
  [1, 1, "1 paper with all words, 1 more with some of the words"],
  [0, 1, "1 paper with some of the words"],
  [0, 2000, "2,000 papers with some of the words"],
]) {
  test(`${complete} papers with all words and ${partial} with some`, () => {
    assert.equal(describeCount(makeResult(complete, partial)), expected);
  });
}

test("a corrected spelling is said after the number of papers", () => {
  const corrected = new Map([["rivr", "river"]]);
  assert.equal(describeCount(makeResult(2, 0, corrected)), "2 papers, spelling corrected");
  assert.equal(
    describeCount(makeResult(0, 3, corrected)),
    "3 papers with some of the words, spelling corrected",
  );
});

/** A result with papers found by words, and papers found by meaning. */
function makeRelated(complete, byWords, byMeaning, unknown = []) {
  const result = makeResult(complete, byWords + byMeaning);
  for (const paper of result.papers.slice(complete + byWords)) {
    result.missing.set(paper, []);
    result.meant.set(paper, ["rivers"]);
  }
  return { ...result, unknown, ignored: [] };
}

for (const [numbers, expected] of [
  [[0, 1, 1], "2 papers with some of the words or related in meaning"],
  [[0, 0, 2], "2 papers related in meaning"],
  [[1, 1, 1], "1 paper with all words, 2 more with some of the words or related in meaning"],
  [[1, 0, 2], "1 paper with all words, 2 more related in meaning"],
]) {
  test(`papers that are related in meaning are said to be so: ${numbers}`, () => {
    assert.equal(describeCount(makeRelated(...numbers)), expected);
  });
}

for (const [numbers, unknown, expected] of [
  [
    [0, 2, 0],
    [],
    "No paper contains all of these words. Showing papers that contain some of the words.",
  ],
  [[0, 2, 0], ["qq"], "No paper contains “qq”. Showing papers that contain some of the words."],
  [[0, 0, 2], ["qq"], "No paper contains “qq”. Showing papers that are related in meaning."],
  [
    [0, 1, 1],
    ["qq"],
    "No paper contains “qq”. Showing papers that contain some of the words or are related in meaning.",
  ],
  [[1, 1, 1], ["qq"], "No paper contains “qq”. "],
]) {
  test(`the notice says once what no paper contains: ${numbers} ${unknown}`, () => {
    assert.equal(drawNotice(makeRelated(...numbers, unknown), { q: "qq" }).join(""), expected);
  });
}

test("a paper that has some words and is related to others says both", () => {
  const result = { missing: new Map([[0, ["lake"]]]), meant: new Map([[0, ["rivers", "tides"]]]) };
  assert.equal(describeMatch(result, 0), "Related in meaning: “rivers”, “tides” · Missing: “lake”");
  assert.equal(describeMatch(result, 1), "");
});

test("papers with some of the words count only if none has all", () => {
  assert.equal(countShown(makeResult(4, 30)), 4);
  assert.equal(countShown(makeResult(0, 30)), 30);
});

test("the number of papers is said in every language", () => {
  useLanguage("de");
  assert.equal(
    describeCount(makeResult(1, 1)),
    "1 Paper mit allen Wörtern, 1 weiteres mit einigen der Wörter",
  );
  useLanguage("ar");
  assert.equal(
    describeCount(makeResult(2, 5)),
    "ورقتان تحتويان على كل الكلمات، و5 أوراق أخرى تحتوي على بعضها",
  );
});
