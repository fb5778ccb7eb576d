// Answers queries with the scripts of the site: an index's folder as argument, queries as JSON on
// standard input; on standard output the first papers of each, and the bytes and time it took. The
// bytes of a query are those of a reader who has just come.

import { readFileSync } from "node:fs";
import { search } from "../frontend/js/search/engine.js";
import { emptyState } from "../frontend/js/search/state.js";
import { Store } from "../frontend/js/search/store.js";

const SHOWN = 10;
const folder = process.argv[2];
let bytes = 0;

async function get(address) {
  const content = readFileSync(new URL(address).pathname);
  bytes += content.length;
  return new Response(content);
}

const answers = [];
for (const q of JSON.parse(readFileSync(0, "utf8"))) {
  bytes = 0;
  const store = new Store(`file://${folder}/`, get);
  const result = await search(store, { ...emptyState(), q });
  const papers = [...result.papers.slice(0, SHOWN)];
  await store.cards(papers);
  const size = bytes;
  // Again, with all files at hand: what the processor alone needs.
  const began = performance.now();
  await search(store, { ...emptyState(), q });
  const millis = performance.now() - began;
  const mended = Object.fromEntries(result.mended);
  answers.push({ papers, total: result.papers.length, mended, bytes: size, millis });
}
process.stdout.write(JSON.stringify(answers));
