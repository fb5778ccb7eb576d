import assert from "node:assert/strict";
import { test } from "node:test";

import { textToCopy } from "../../../frontend/js/copy.js";

const page = {
  querySelector: (selector) =>
    selector === "#bibtex" ? { textContent: "\n@misc{byron,\n}\n" } : null,
};

test("the text of an element is copied without surrounding space", async () => {
  assert.equal(await textToCopy("#bibtex", page, fetch), "@misc{byron,\n}");
});

test("a missing element has an empty text", async () => {
  assert.equal(await textToCopy("#nowhere", page, fetch), "");
});

test("the text of a file is fetched", async () => {
  const get = async (address) => new Response(`TY  - JOUR of ${address}\n`);
  assert.equal(await textToCopy("papers/x.ris", page, get), "TY  - JOUR of papers/x.ris");
});

test("a missing file is an error", async () => {
  const get = async () => new Response("gone", { status: 404 });
  await assert.rejects(textToCopy("papers/x.ris", page, get), /404/);
});
