import assert from "node:assert/strict";
import { test } from "node:test";
import { normalizeWord } from "../../../frontend/js/search/forms.js";
import { fold, parseId, readingsOf, splitTokens } from "../../../frontend/js/search/words.js";

test("fold() maps different spellings of a name to one", () => {
  assert.equal(fold("Schölkopf"), fold("SCHOLKOPF"));
  assert.equal(fold("μP"), "mup");
  assert.equal(fold("Łukasz  Đorđe"), "lukasz dorde");
});

test("a hyphenated word is read as its parts and as one word", () => {
  const [token] = splitTokens("pre-training");
  assert.deepEqual(readingsOf(token), [["pre", "training"], ["pretraining"]]);
});

test("normalizeWord() removes plural endings but keeps other words that end in s", () => {
  assert.deepEqual(["policies", "boxes", "glass", "corpus", "gas"].map(normalizeWord), [
    "policy",
    "box",
    "glass",
    "corpus",
    "gas",
  ]);
});

for (const [typed, id] of [
  ["2401.01234", "2401.01234"],
  ["arXiv: 2401.01234v2", "2401.01234"],
  ["https://arxiv.org/pdf/2401.01234v1.pdf", "2401.01234"],
  ["10.48550/arXiv.2401.01234", "2401.01234"],
  ["math.GT/0309136", "math/0309136"],
  ["https://doi.org/10.1000/ABC", "10.1000/abc"],
  ["doi:10.1000/abc", "10.1000/abc"],
  ["https://aclanthology.org/2020.acl-main.1/", "2020.acl-main.1"],
  ["tidal-attention", "tidal-attention"],
  ["attention", ""],
  ["two words 2401.01234", ""],
]) {
  test(`"${typed}" is parsed as ${id ? `the identifier ${id}` : "words"}`, () => {
    assert.equal(parseId(typed), id);
  });
}
