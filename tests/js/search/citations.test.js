import assert from "node:assert/strict";
import { test } from "node:test";

import { CSV_COLUMNS, collectPapers } from "../../../frontend/js/search/page/citations.js";

const BOM = "\ufeff";
const VERSION = "v1";

/**
 * A store of a site with some files; `asked` has the paths that were requested.
 * @param {Record<string, string>} files by path
 * @param {string[]} ids of the papers, oldest first
 */
function makeStore(files, ids, records = "papers/{id}.json") {
  const asked = [];
  const index = JSON.stringify({ version: VERSION });
  const all = { "search/index/index.json": index, ...files };
  const store = {
    root: "/repo/",
    manifest: async () => ({ papers: ids.length, version: VERSION, records }),
    cards: async (numbers) => numbers.map((number) => [ids[number]]),
    get: async (url) => {
      const path = url.slice("/repo/".length);
      asked.push(path);
      return path in all ? new Response(all[path]) : new Response("", { status: 404 });
    },
  };
  return { store, asked };
}

function makeOptions() {
  const progress = [];
  const { signal } = new AbortController();
  const onProgress = (done, total) => progress.push(`${done}/${total}`);
  return { progress, options: { version: VERSION, signal, onProgress } };
}

async function collect(store, format, papers, options = makeOptions().options) {
  const { name, content } = await collectPapers(store, format, papers, options);
  const bytes = await content.arrayBuffer();
  return [name, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)];
}

const IDS = Array.from({ length: 30 }, (_, i) => `p${i}`);
const newestFirst = (render) => [...IDS].reverse().map(render);

test("few papers come from their own files, in their order", async () => {
  const files = {
    "papers/p2.json": JSON.stringify({ bibtex: "@misc{two,\n}\n" }),
    "papers/p1.json": JSON.stringify({ bibtex: "@misc{one,\n}\n" }),
  };
  const { store, asked } = makeStore(files, IDS);
  const { progress, options } = makeOptions();
  const found = await collect(store, "bibtex", ["p2", "p1"], options);
  assert.deepEqual(found, ["papers.bib", "@misc{two,\n}\n\n@misc{one,\n}\n"]);
  assert.deepEqual(asked, ["papers/p2.json", "papers/p1.json"]);
  assert.deepEqual(progress, ["1/2", "2/2"]);
});

test("papers without own files come from files of many papers", async () => {
  // The CRC-32 of "p0" is 483f5ba5.
  const files = { "api/parts/48.json": JSON.stringify({ papers: { p0: { ris: "TY  - \r\n" } } }) };
  const { store } = makeStore(files, IDS, "api/parts/{part}.json");
  assert.deepEqual(await collect(store, "ris", ["p0"]), ["papers.ris", "TY  - \r\n"]);
});

test("CSL items are in brackets", async () => {
  const files = {
    "papers/p0.json": '{"csl":{"id":0}}',
    "papers/p1.json": '{"csl":{"id":1}}',
  };
  const { store } = makeStore(files, IDS);
  const [name, content] = await collect(store, "csl-json", Uint32Array.of(1, 0));
  assert.deepEqual([name, content], ["papers.csl.json", '[\n{"id":1},\n{"id":0}\n]\n']);
});

for (const [format, path, whole, record] of [
  [
    "bibtex",
    "papers.bib",
    `% One line.\n% Another.\n\n${newestFirst((id) => `@misc{${id},\n  title = {@ {A}},\n}\n`).join("\n")}`,
    (id) => `@misc{${id},\n  title = {@ {A}},\n}\n`,
  ],
  [
    "ris",
    "papers.ris",
    newestFirst((id) => `TY  - GEN\r\nID  - ${id}\r\nER  - \r\n`).join("\r\n"),
    (id) => `ID  - ${id}\r\n`,
  ],
  [
    "csl-json",
    "papers.csl.json",
    `[\n${newestFirst((id) => `{"id":"${id}","title":"a,\\nb"}`).join(",\n")}\n]\n`,
    (id) => `{"id":"${id}","title":"a,\\nb"}`,
  ],
]) {
  test(`many papers come from the file of the whole collection: ${format}`, async () => {
    const { store, asked } = makeStore({ [path]: whole }, IDS);
    const papers = Uint32Array.from({ length: 25 }, (_, i) => i);
    const [name, content] = await collect(store, format, papers);
    assert.equal(name, path);
    assert.deepEqual(asked, [path, "search/index/index.json"]);
    const places = IDS.slice(0, 25).map((id) => content.indexOf(record(id)));
    assert.ok(places.every((place, i) => place >= 0 && (i === 0 || place > places[i - 1])));
    assert.equal(content.indexOf(record("p26")), -1);
  });
}

const HEADER = `${BOM}${CSV_COLUMNS}\r\n`;
const rowOf = (id) => `${id},"a ""quote"",\nand a line"\r\n`;
const ROWS = newestFirst(rowOf);

test("a table of few papers has the rows of their records", async () => {
  const files = Object.fromEntries(
    IDS.map((id) => [`papers/${id}.json`, JSON.stringify({ csv: rowOf(id) })]),
  );
  const { store, asked } = makeStore(files, IDS);
  const expected = ["papers.csv", `${HEADER}${rowOf("p7")}${rowOf("p3")}`];
  assert.deepEqual(await collect(store, "csv", ["p7", "p3"]), expected);
  assert.deepEqual(asked, ["papers/p7.json", "papers/p3.json"]);
  assert.deepEqual(await collect(store, "csv", Uint32Array.of(7, 3)), expected);
});

test("a table of many papers comes from the file of the collection, which has several parts", async () => {
  const files = {
    "papers.csv": `${HEADER}${ROWS.slice(0, 20).join("")}`,
    "papers.2.csv": `${HEADER}${ROWS.slice(20).join("")}`,
  };
  const { store, asked } = makeStore(files, IDS);
  const papers = Uint32Array.from({ length: 25 }, (_, i) => 29 - i);
  const [, content] = await collect(store, "csv", papers);
  assert.equal(content, `${HEADER}${ROWS.slice(0, 25).join("")}`);
  assert.deepEqual(asked, ["papers.csv", "papers.2.csv", "search/index/index.json"]);
});

test("a file of another number of papers is not used", async () => {
  const whole = newestFirst((id) => `@misc{${id},\n}\n`).slice(1);
  const files = Object.fromEntries(
    IDS.map((id) => [`papers/${id}.json`, JSON.stringify({ bibtex: `@misc{${id},\n}\n` })]),
  );
  const { store } = makeStore({ ...files, "papers.bib": whole.join("\n") }, IDS);
  const papers = Uint32Array.from({ length: 25 }, (_, i) => i);
  const [, content] = await collect(store, "bibtex", papers);
  assert.equal(
    content,
    IDS.slice(0, 25)
      .map((id) => `@misc{${id},\n}\n`)
      .join("\n"),
  );
});

test("papers of another version of the index are refused", async () => {
  const files = { "papers/p0.json": '{"ris":"ER  - "}' };
  const { store } = makeStore(files, IDS);
  const options = { ...makeOptions().options, version: "older" };
  await assert.rejects(collect(store, "ris", Uint32Array.of(0), options), /cannot be loaded/);
});

test("a paper that cannot be loaded ends the export", async () => {
  const { store } = makeStore({}, IDS);
  await assert.rejects(collect(store, "markdown", ["p0"]), /papers\/p0\.md: is missing/);
  await assert.rejects(collect(store, "csv", ["p0"]), /papers\/p0\.json: is missing/);
});
