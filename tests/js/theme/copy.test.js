import assert from "node:assert/strict";
import { test } from "node:test";

import { textToCopy } from "../../../frontend/js/copy.js";

const page = {
  querySelector: (selector) =>
    selector === "#bibtex" ? { textContent: "\n@misc{byron,\n}\n" } : null,
};

test("an element of the page is copied without the space around it", async () => {
  assert.equal(await textToCopy("#bibtex", page, fetch), "@misc{byron,\n}");
});

test("an element that is not there gives nothing", async () => {
  assert.equal(await textToCopy("#nowhere", page, fetch), "");
});

test("a file beside the page is fetched", async () => {
  const get = async (address) => new Response(`TY  - JOUR of ${address}\n`);
  assert.equal(await textToCopy("papers/x.ris", page, get), "TY  - JOUR of papers/x.ris");
});

test("a file that cannot be had is an error, not an empty copy", async () => {
  const get = async () => new Response("gone", { status: 404 });
  await assert.rejects(textToCopy("papers/x.ris", page, get), /404/);
});
