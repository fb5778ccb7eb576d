import assert from "node:assert/strict";
import { test } from "node:test";
import { renewPage } from "../../../frontend/js/renew.js";

/** A browser tab with its storage; records requests and reloads. */
function makeTab(answer = () => new Response("page")) {
  const kept = new Map();
  const tab = {
    requests: [],
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
        async (address, options) => (tab.requests.push([address, options.cache]), answer()),
      ),
  };
  return tab;
}

test("a page is fetched without caches and reloaded, once per version of the index", async () => {
  const tab = makeTab();
  assert.equal(await tab.renew("a"), true);
  assert.deepEqual(tab.requests, [["/papers/?q=x", "reload"]]);
  assert.equal(await tab.renew("a"), false);
  assert.equal(tab.reloads, 1);
});

test("another page or another version is reloaded again", async () => {
  const tab = makeTab();
  assert.equal(await tab.renew("a"), true);
  assert.equal(await tab.renew("a", "/tags/"), true);
  assert.equal(await tab.renew("b", "/tags/"), true);
  assert.equal(await tab.renew("b", "/tags/"), false);
});

test("nothing is reloaded without storage, offline, or if the page is missing", async () => {
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
