import assert from "node:assert/strict";
import { test } from "node:test";

import { paperOf } from "../../../frontend/js/lists/cite.js";
import { chooseDensity, currentDensity } from "../../../frontend/js/lists/density.js";

test("an unknown density is the normal one", () => {
  for (const dataset of [{}, { density: "dense" }, { density: "normal" }]) {
    assert.equal(currentDensity({ dataset }), "normal");
  }
  assert.equal(currentDensity({ dataset: { density: "compact" } }), "compact");
});

test("a density is applied and stored; the normal one removes the entry", () => {
  const page = { dataset: {} };
  const kept = new Map();
  const storage = {
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  chooseDensity(page, "featured", () => storage);
  assert.equal(currentDensity(page), "featured");
  assert.deepEqual([...kept], [["papershelf-density", "featured"]]);
  chooseDensity(page, "normal", () => storage);
  assert.equal(currentDensity(page), "normal");
  assert.equal(kept.size, 0);
});

test("a density is applied even if the browser forbids storage", () => {
  const page = { dataset: {} };
  chooseDensity(page, "compact", () => {
    throw new Error("forbidden");
  });
  assert.equal(currentDensity(page), "compact");
});

test("the paper of a citation link is the one whose page it leads to", () => {
  assert.equal(paperOf("https://a.example/x/papers/tidal-attention/#cite"), "tidal-attention");
  assert.equal(paperOf("https://a.example/papers/"), "");
  assert.equal(paperOf("https://a.example/papers/tidal-attention/"), "");
});
