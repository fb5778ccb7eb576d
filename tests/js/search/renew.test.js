import assert from "node:assert/strict";
import { test } from "node:test";
import { renewPage } from "../../../frontend/js/renew.js";

/** A browser's tab: what it remembers, where it is, what it has asked for. */
function makeTab(answer = () => new Response("page")) {
  const kept = new Map();
  const tab = {
    asked: [],
    reloads: 0,
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, value),
    },
    renew: (version, pathname = "/papers/", openStorage = () => tab.storage) =>
      renewPage(
        version,
        openStorage,
        { pathname, search: "?q=x", reload: () => tab.reloads++ },
        async (address, how) => (tab.asked.push([address, how.cache]), answer()),
      ),
  };
  return tab;
}

test("a page is fetched past all caches and shown again, once for a version", async () => {
  const tab = makeTab();
  assert.equal(await tab.renew("a"), true);
  assert.deepEqual(tab.asked, [["/papers/?q=x", "reload"]]);
  assert.equal(await tab.renew("a"), false);
  assert.equal(tab.reloads, 1);
});

test("another page, and another version, is tried again", async () => {
  const tab = makeTab();
  assert.equal(await tab.renew("a"), true);
  assert.equal(await tab.renew("a", "/tags/"), true);
  assert.equal(await tab.renew("b", "/tags/"), true);
  assert.equal(await tab.renew("b", "/tags/"), false);
});

test("nothing is shown again where nothing can remember it, or the line is down", async () => {
  const tab = makeTab();
  const forbidden = () => {
    throw new Error("forbidden");
  };
  assert.equal(await tab.renew("a", "/", forbidden), false);
  const offline = makeTab(() => {
    throw new TypeError("offline");
  });
  assert.equal(await offline.renew("a"), false);
  const gone = makeTab(() => new Response("", { status: 404 }));
  assert.equal(await gone.renew("a"), false);
  assert.equal(tab.reloads + offline.reloads + gone.reloads, 0);
});
