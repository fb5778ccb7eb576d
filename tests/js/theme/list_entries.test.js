import assert from "node:assert/strict";
import { test } from "node:test";

import {
  chooseEntries,
  countValues,
  parseChoice,
  readEntry,
  renderChoice,
} from "../../../frontend/js/lists/entries.js";

/** An entry with the text of some selectors. */
function item(texts) {
  const querySelector = (selector) => (selector in texts ? { textContent: texts[selector] } : null);
  return { querySelector };
}

const ANY = { has: [], year: "", venue: "", decision: "", sort: "" };

test("an entry has the values that it shows", () => {
  const entry = readEntry(
    item({
      ".when": "Nature 2100 2024",
      h3: " Tides ",
      ".i-code": "Code",
      ".marks>b": "Best paper",
      ".marks>span": "Oral",
      ".n-upvotes": "1,250",
      ".n-citations": "7",
    }),
  );
  assert.equal(entry.venue, "Nature 2100");
  assert.equal(entry.year, "2024");
  assert.equal(entry.title, "Tides");
  assert.equal(entry.decision, "Oral");
  assert.deepEqual([...entry.has], ["code", "award"]);
  assert.deepEqual([entry.upvotes, entry.citations], [1250, 7]);
});

test("the date of an entry without a venue is not its venue", () => {
  const entry = readEntry(item({ ".when": "October 2025", ".when>time": "October 2025" }));
  assert.deepEqual([entry.venue, entry.year], ["", "2025"]);
});

const entries = [
  { title: "Zoe", has: new Set(["code"]), year: "2024", venue: "A", upvotes: 2, citations: 0 },
  {
    title: "Ada",
    has: new Set(["code", "award"]),
    year: "2023",
    venue: "B",
    upvotes: 9,
    citations: 0,
  },
  { title: "Mia", has: new Set(), year: "2024", venue: "A", upvotes: 9, citations: 5 },
];
const titles = (choice) =>
  chooseEntries(entries, { ...ANY, ...choice })
    .map(({ title }) => title)
    .join(" ");

test("entries are filtered by all that is chosen", () => {
  assert.equal(titles({}), "Zoe Ada Mia");
  assert.equal(titles({ has: ["code"] }), "Zoe Ada");
  assert.equal(titles({ has: ["code", "award"] }), "Ada");
  assert.equal(titles({ has: ["code"], year: "2024" }), "Zoe");
  assert.equal(titles({ venue: "A", year: "2023" }), "");
});

test("equals keep the order of the list", () => {
  assert.equal(titles({ sort: "upvotes" }), "Ada Mia Zoe");
  assert.equal(titles({ sort: "citations" }), "Mia Zoe Ada");
  assert.equal(titles({ sort: "title" }), "Ada Mia Zoe");
});

test("entries are ordered by their place among the newest", () => {
  const placed = entries.map((entry, i) => ({ ...entry, newest: [2, 0, 1][i] }));
  const shown = chooseEntries(placed, { ...ANY, sort: "date" });
  assert.deepEqual(
    shown.map(({ title }) => title),
    ["Ada", "Mia", "Zoe"],
  );
  assert.equal(readEntry(item({}), 3).newest, 3);
  assert.equal(parseChoice("?sort=date").sort, "date");
});

test("years are offered by age and other values by number", () => {
  assert.deepEqual(countValues(entries, "year"), [
    ["2024", 2],
    ["2023", 1],
  ]);
  assert.deepEqual(countValues(entries.slice(1), "venue"), [
    ["A", 1],
    ["B", 1],
  ]);
});

test("a choice is kept in the URL", () => {
  const choice = {
    has: ["code", "award"],
    year: "2024",
    venue: "A & B",
    decision: "",
    sort: "title",
  };
  assert.deepEqual(parseChoice(renderChoice(choice)), choice);
  assert.equal(renderChoice(ANY), "");
  assert.equal(renderChoice({ ...ANY, sort: "title" }, "tag=x"), "?tag=x&sort=title");
});

test("unknown values in the URL are ignored", () => {
  assert.deepEqual(parseChoice("?has=luck&sort=luck&tag=x"), ANY);
});
