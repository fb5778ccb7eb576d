import assert from "node:assert/strict";
import { test } from "node:test";

import { textToCopy } from "../../../frontend/js/copy.js";
import { loadCitation } from "../../../frontend/js/record.js";

const page = {
  querySelector: (selector) =>
    selector === "#bibtex" ? { textContent: "\n@misc{byron,\n}\n" } : null,
};

test("the text of an element is copied without surrounding space", async () => {
  assert.equal(await textToCopy({ copy: "#bibtex" }, "", page, fetch), "@misc{byron,\n}");
});

test("a missing element has an empty text", async () => {
  assert.equal(await textToCopy({ copy: "#nowhere" }, "", page, fetch), "");
});

const RECORD = { ris: "TY  - JOUR\r\n", csl: { id: "byron" } };

test("a citation is taken from the record of the paper", async () => {
  const get = async (address) => Response.json({ ...RECORD, ris: `TY  - ${address}\r\n` });
  assert.equal(
    await textToCopy({ copyField: "ris" }, "papers/x.json", page, get),
    "TY  - papers/x.json",
  );
});

test("a citation is taken from a file of many papers", async () => {
  const get = async (address) =>
    Response.json(address === "api/parts/3f.json" ? { papers: { x: RECORD } } : {});
  assert.equal(
    await textToCopy({ copyField: "ris" }, "api/parts/3f.json#x", page, get),
    "TY  - JOUR",
  );
});

test("a CSL item is a list of one, as in files", async () => {
  const get = async () => Response.json(RECORD);
  const text = await loadCitation("papers/x.json", "csl", get);
  assert.equal(text, '[\n{"id":"byron"}\n]\n');
});

test("a missing file is an error", async () => {
  const get = async () => new Response("gone", { status: 404 });
  await assert.rejects(textToCopy({ copyField: "ris" }, "papers/x.json", page, get), /404/);
});
