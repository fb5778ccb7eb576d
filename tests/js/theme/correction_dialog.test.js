import assert from "node:assert/strict";
import { test } from "node:test";

import { formAddress, renderChange, shownValue } from "../../../frontend/js/correction_dialog.js";

const RECORD = {
  id: "tides",
  title: "Tides",
  authors: ["Ada Byron", { given: "Li", family: "Wei", orcid: "x" }],
  venue: { name: "Workshop on Dams" },
  year: 2021,
};
const shown = (changes) =>
  new Map([
    ...["title", "authors", "venue", "year", "abstract"].map((name) => [
      name,
      shownValue(RECORD[name]),
    ]),
    ...Object.entries(changes),
  ]);

test("values are shown as text, items of lists on lines of their own", () => {
  assert.equal(shownValue(RECORD.authors), "Ada Byron\nLi Wei");
  assert.equal(shownValue(RECORD.venue), "Workshop on Dams");
  assert.equal(shownValue(undefined), "");
});

test("nothing is sent while nothing is changed", () => {
  assert.equal(renderChange(RECORD, shown({})), "");
  assert.equal(renderChange(RECORD, shown({ title: " Tides " })), "");
});

test("only changed fields are in the block", () => {
  const change = renderChange(
    RECORD,
    shown({ year: "2022", authors: "Ada Byron\r\n\r\n Eva Roe " }),
  );
  assert.equal(change, 'paper: "tides"\nauthors: ["Ada Byron", "Eva Roe"]\nyear: "2022"\n');
});

test("a removed value is empty", () => {
  assert.equal(renderChange(RECORD, shown({ year: "" })), 'paper: "tides"\nyear: ""\n');
});

test("no text can end the block or its strings", () => {
  const text = 'a"\n```\n\u2028# \u0085x: \\';
  const change = renderChange(RECORD, shown({ title: text }));
  assert.equal(change, 'paper: "tides"\ntitle: "a\\"\\n```\\n\\u2028# \\u0085x: \\\\"\n');
});

test("the form is filled in with the block, unless its address would be too long", () => {
  const form = "https://git.example/x/issues/new?template=fix-record.yml&change=old";
  const address = new URL(formAddress(form, "paper: a&b\n"));
  assert.equal(address.searchParams.get("change"), "paper: a&b\n");
  assert.equal(address.searchParams.get("template"), "fix-record.yml");
  assert.equal(new URL(formAddress(form, "x".repeat(9000))).searchParams.has("change"), false);
});
