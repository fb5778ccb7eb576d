import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsOfPath } from "../../../frontend/js/lost_address.js";

for (const [path, words] of [
  ["/shelf/papers/attention-is-all-you-flood/", "attention is all you flood"],
  ["/papers/tiny_models/index.html", "tiny models"],
  ["/papers/tiny-models.bib", "tiny models"],
  ["/authors/jos%C3%A9-n%C3%BA%C3%B1ez/", "josé núñez"],
  ["/100%-sure", "100% sure"],
  ["/2401.01234", "2401.01234"],
  ["/", ""],
]) {
  test(`words of ${path}`, () => assert.equal(wordsOfPath(path), words));
}

test("a long address is cut", () => {
  assert.equal(wordsOfPath(`/${"a".repeat(500)}`).length, 120);
});
