// Answers queries with the scripts of the site: the folder of an index as argument, queries as JSON
// on standard input; on standard output for each query the papers, scores, requests, bytes and time.
// Requests and bytes are those of a reader who has just arrived, up to the first results.

import { readFileSync } from "node:fs";
import { search } from "../frontend/js/search/engine.js";
import { emptyState } from "../frontend/js/search/state.js";
import { Store } from "../frontend/js/search/store.js";

const FIRST = 5;
const folder = process.argv[2];
let bytes = 0;
let requests = 0;

async function get(address) {
  const content = readFileSync(new URL(address).pathname);
  bytes += content.length;
  requests++;
  return new Response(content);
}

const answers = [];
for (const q of JSON.parse(readFileSync(0, "utf8"))) {
  bytes = 0;
  requests = 0;
  const store = new Store(`file://${folder}/`, get);
  const result = await search(store, { ...emptyState(), q });
  const papers = [...result.papers];
  await store.cards(papers.slice(0, FIRST));
  const cost = { bytes, requests };
  // Again, with all files at hand: what the processor alone needs.
  const began = performance.now();
  await search(store, { ...emptyState(), q });
  const millis = performance.now() - began;
  const corrected = Object.fromEntries(result.corrected);
  answers.push({
    papers,
    complete: papers.length - result.missing.size,
    meant: Object.fromEntries(result.meant),
    corrected,
    ...cost,
    millis,
  });
}
process.stdout.write(JSON.stringify(answers));
