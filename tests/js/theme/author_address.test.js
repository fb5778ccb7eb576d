import assert from "node:assert/strict";
import { test } from "node:test";

import { authorAddress } from "../../../frontend/js/author_address.js";
import { missingAuthor } from "../../../frontend/js/former_author.js";

const PAGES = {
  first: ["ada-adams", "ada-byron", "zoe-byron", "ada-byron-1234", "r-2d2"],
  families: { "ada-byron-1234": "byron", "li-wei-x1": "li" },
};

test("an author is on the last page of the letter that begins before the name", () => {
  const expected = {
    "ada-adams": "a/",
    "bob-adler": "a/",
    "aaron-babbage": "b/",
    "ada-byron": "b/",
    "ada-byron-1234": "b/page/2/",
    "bob-byron": "b/page/2/",
    "zoe-byron": "b/page/3/",
    "c-3po": "0-9/",
    "li-wei-x1": "l/",
  };
  for (const [slug, page] of Object.entries(expected)) {
    assert.equal(authorAddress(slug, PAGES), `authors/letter/${page}#author-${slug}`);
  }
});

test("former spellings lead to their person, and members have pages", () => {
  const pages = { ...PAGES, moved: { "a-byron": "ada-byron", "b-adler": "bob-adler" } };
  const known = { ...pages, pages: ["ada-byron"] };
  assert.equal(authorAddress("a-byron", known), "authors/ada-byron/");
  assert.equal(authorAddress("ada-byron", known), "authors/ada-byron/");
  assert.equal(authorAddress("b-adler", known), "authors/letter/a/#author-bob-adler");
  assert.equal(authorAddress("constructor", known), "authors/letter/c/#author-constructor");
});

/** A page with an article of ours or not, and one anchor. */
function makePage(isOurs) {
  return {
    querySelector: () => (isOurs ? {} : null),
    getElementById: (id) => (id === "author-here" ? {} : null),
  };
}

test("only addresses of authors that do not exist are followed", () => {
  assert.equal(missingAuthor("authors/ada-byron/", makePage(false), ""), "ada-byron");
  assert.equal(missingAuthor("authors/ada-byron/index.html", makePage(false), ""), "ada-byron");
  assert.equal(missingAuthor("authors/ada-byron/", makePage(true), ""), undefined);
  assert.equal(missingAuthor("papers/ada-byron/", makePage(false), ""), undefined);
  assert.equal(missingAuthor("authors/letter/b/", makePage(true), "#author-gone"), "gone");
  assert.equal(missingAuthor("authors/letter/b/", makePage(true), "#author-here"), undefined);
  assert.equal(missingAuthor("authors/ada-byron/", makePage(true), "#author-gone"), undefined);
});
