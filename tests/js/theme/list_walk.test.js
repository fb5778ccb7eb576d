import assert from "node:assert/strict";
import { test } from "node:test";

import { lastList, neighborsIn } from "../../../frontend/js/list_walk.js";

const list = { name: "Trending", papers: ["/papers/a/", "/papers/b/", "/papers/c/"] };

test("a paper has the neighbors that it has in the list", () => {
  assert.deepEqual(neighborsIn(list, "/papers/b/"), { prev: "/papers/a/", next: "/papers/c/" });
  assert.deepEqual(neighborsIn(list, "/papers/a/"), { prev: "", next: "/papers/b/" });
  assert.deepEqual(neighborsIn(list, "/papers/c/"), { prev: "/papers/b/", next: "" });
});

test("a paper that is not in the list has none", () => {
  assert.equal(neighborsIn(list, "/papers/d/"), undefined);
});

for (const stored of [null, "", "nonsense", "null", "{}", '{"papers":"/papers/a/"}']) {
  test(`what is no list is ignored: ${stored}`, () => {
    const storage = { getItem: () => stored, setItem: () => {} };
    assert.equal(
      lastList(() => storage),
      undefined,
    );
  });
}

test("a list that was stored is found", () => {
  const storage = { getItem: () => JSON.stringify(list), setItem: () => {} };
  assert.deepEqual(
    lastList(() => storage),
    list,
  );
});

test("a browser that forbids storage has no list", () => {
  assert.equal(
    lastList(() => {
      throw new Error("denied");
    }),
    undefined,
  );
});
