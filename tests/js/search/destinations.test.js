import assert from "node:assert/strict";
import { test } from "node:test";

import { findDestinations, findNearestTag } from "../../../frontend/js/search/destinations.js";

const AUTHORS = ["@ada-byron", "@zoe-angstrom"];
const EQUIVALENTS = new Map([
  ["mo e", ["#mixture-of-experts", "mixture of expert"]],
  ["icrr", ["%icrr"]],
  ["small workshop", ["%~small-workshop"]],
]);
const CARDS = [["p", "Title", "Zoë Ångström, Ada Byron and 3 more", 2020, 1, [], 1, ""]];

/** A store with two tags, two venues and two authors; `asked` has the terms that were looked up. */
function makeStore(authorPages = 1) {
  const asked = [];
  const manifest = {
    author_pages: authorPages,
    tags: [
      ["rivers", "Rivers"],
      ["mixture-of-experts", "Mixture of Experts"],
    ],
    collections: [
      ["start-here", "Start here"],
      ["sets", "Data sets, and how to use them"],
    ],
    venues: [
      ["icrr", "ICRR"],
      ["~small-workshop", "Small Workshop"],
    ],
  };
  const store = {
    root: "/repo/",
    get: async () => Response.json({ first: ["zoe-angstrom", "ada-byron"], families: {} }),
    manifest: async () => manifest,
    equivalents: async () => EQUIVALENTS,
    shardOf: async (term) => {
      asked.push(term);
      return { find: () => (AUTHORS.includes(term) ? { papers: [0] } : null) };
    },
  };
  return { store, asked };
}

async function addressesFor(query) {
  const { store } = makeStore();
  return (await findDestinations(store, query, CARDS)).map(({ address }) => address);
}

test("tags and venues are found by name, alias and the first letters of their names", async () => {
  for (const query of ["MoE", "tag:MoE", "mixt", "Mixture of Experts"]) {
    assert.deepEqual(await addressesFor(query), ["/repo/tags/mixture-of-experts/"], query);
  }
  assert.deepEqual(await addressesFor("icrr has:code"), ["/repo/venues/icrr/"]);
});

test("a name is not found with another field, excluded, or too short", async () => {
  for (const query of ["venue:MoE", "-tag:MoE", "-moe", "mi", "", "small workshop"]) {
    assert.deepEqual(await addressesFor(query), [], query);
  }
});

test("reading lists are found by the first letters or words of their titles", async () => {
  for (const query of ["star", "Start here", "here"]) {
    assert.deepEqual(await addressesFor(query), ["/repo/collections/start-here/"], query);
  }
  assert.deepEqual(await addressesFor("use data"), ["/repo/collections/sets/"]);
  for (const query of ["st", "to", "use", "start data", "-start", "tag:start"]) {
    assert.deepEqual(await addressesFor(query), [], query);
  }
});

test("an author without a page is found in a page of the index", async () => {
  const { store } = makeStore(3);
  const [author] = await findDestinations(store, "angstrom", CARDS);
  assert.equal(author.address, "/repo/authors/letter/a/#author-zoe-angstrom");
});

test("authors are found by all or some of their names, in any order and without accents", async () => {
  for (const query of ["angstrom", "Ångström Zoë", "author:angstrom"]) {
    assert.deepEqual(await addressesFor(query), ["/repo/authors/zoe-angstrom/"], query);
  }
});

test("only a query that is a name looks up an author", async () => {
  const { store, asked } = makeStore();
  await findDestinations(store, "angstrom rivers", CARDS);
  assert.deepEqual(asked, []);
  await findDestinations(store, "ada byron", CARDS);
  assert.equal(asked.length, 1);
});

test("the nearest tag is the one with the fewest edits, if they are few", () => {
  /** @type {[string, string][]} */
  const tags = [
    ["rivers", "Rivers"],
    ["river-beds", "River Beds"],
    ["résumés", "Résumés"],
  ];
  assert.deepEqual(findNearestTag("rvres", tags), null);
  assert.deepEqual(findNearestTag("rivrs", tags), tags[0]);
  assert.deepEqual(findNearestTag("tag:rvier-bed", tags), tags[1]);
  assert.deepEqual(findNearestTag("resumees", tags), tags[2]);
  assert.equal(findNearestTag("oceans", tags), null);
  assert.equal(findNearestTag("", tags), null);
  assert.equal(findNearestTag("rivers", []), null);
});
