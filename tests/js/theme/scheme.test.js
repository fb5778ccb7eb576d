import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseScheme, currentScheme, schemeLabel } from "../../../frontend/js/scheme.js";

/** A storage that remembers, or refuses. */
function makeStorage(refuses = false) {
  const kept = new Map();
  const guard = () => {
    if (refuses) throw new Error("forbidden");
  };
  return {
    kept,
    setItem: (key, value) => (guard(), kept.set(key, value)),
    removeItem: (key) => (guard(), kept.delete(key)),
  };
}

const makePage = (scheme) => ({ dataset: scheme ? { scheme } : {} });

test("a page without a choice follows the system, and so does one with a strange choice", () => {
  assert.equal(currentScheme(makePage()), "auto");
  assert.equal(currentScheme(makePage("mauve")), "auto");
  assert.equal(currentScheme(makePage("dark")), "dark");
});

test("a choice is shown and kept; following the system again forgets it", () => {
  const page = makePage();
  const storage = makeStorage();
  chooseScheme(page, "dark", storage);
  assert.equal(page.dataset.scheme, "dark");
  assert.deepEqual([...storage.kept.values()], ["dark"]);
  chooseScheme(page, "auto", storage);
  assert.equal(page.dataset.scheme, undefined);
  assert.equal(storage.kept.size, 0);
});

test("where storage is forbidden the choice still shows", () => {
  const page = makePage();
  chooseScheme(page, "light", makeStorage(true));
  assert.equal(page.dataset.scheme, "light");
});

test("the button says which colours are on", () => {
  assert.equal(schemeLabel("auto"), "Colours: as the system");
});
