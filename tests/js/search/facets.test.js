import { test } from "node:test";
import assert from "node:assert/strict";
import { spansOfYears } from "../../../frontend/js/search/page/facets.js";

const years = (...counts) => new Map(counts);

test("few years have a span each, those without papers too", () => {
  assert.deepEqual(spansOfYears(years([2017, 2], [2015, 1])), [
    { from: 2015, to: 2015, count: 1 },
    { from: 2016, to: 2016, count: 0 },
    { from: 2017, to: 2017, count: 2 },
  ]);
});

test("many years are merged, the newest span is complete, and no paper is lost", () => {
  const known = years(...Array.from({ length: 14 }, (_, i) => [2013 + i, i]));
  const spans = spansOfYears(known);
  assert.equal(spans.length, 7);
  assert.deepEqual(spans.at(-1), { from: 2025, to: 2026, count: 25 });
  const odd = spansOfYears(years([1936, 1], [2026, 3]));
  assert.ok(odd.length <= 9);
  assert.equal(odd[0].from, 1936);
  assert.equal(
    odd.reduce((sum, { count }) => sum + count, 0),
    4,
  );
});

test("a single year is one span", () => {
  assert.deepEqual(spansOfYears(years([2026, 3])), [{ from: 2026, to: 2026, count: 3 }]);
});
