// Runs queries with the search scripts of the site. The argument is the folder of a site, standard
// input a JSON list of queries. Prints a JSON list with the first papers of each query, the bytes
// read with an empty cache, and the time.

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
  // The second search reads no files, so that only the time of the CPU is measured.
  const began = performance.now();
  await search(store, { ...emptyState(), q });
  const millis = performance.now() - began;
  const corrected = Object.fromEntries(result.corrected);
  answers.push({ papers, total: result.papers.length, corrected, bytes: size, millis });
}
process.stdout.write(JSON.stringify(answers));
