// Answers queries with the scripts of the site: the folder of an index as argument, queries as JSON
// on standard input; on standard output for each query the papers, requests, bytes and time. Requests
// and bytes are those of a reader who has just arrived, from a host that compresses JSON: up to the
// first results, which words find, and until those found by meaning have joined; of these, also those
// of the files of meaning alone.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { search, searchWords } from "../frontend/js/search/engine.js";
import { emptyState } from "../frontend/js/search/state.js";
import { Store } from "../frontend/js/search/store.js";

const FIRST = 5;
const folder = process.argv[2];
/** The content of each file, and the size that is transferred. */
const files = new Map();
let bytes = 0;
let requests = 0;

function readFile(path) {
  if (!files.has(path)) {
    const content = readFileSync(path);
    const size = (path.endsWith(".json") ? gzipSync(content) : content).length;
    files.set(path, { content, size });
  }
  return files.get(path);
}

async function get(address) {
  const { content, size } = readFile(new URL(address).pathname);
  bytes += size;
  requests++;
  return new Response(content);
}

const answers = [];
for (const q of JSON.parse(readFileSync(0, "utf8"))) {
  bytes = 0;
  requests = 0;
  const store = new Store(`file://${folder}/`, get);
  const state = { ...emptyState(), q };
  const { found, join } = await searchWords(store, state);
  await store.cards([...found.papers.subarray(0, FIRST)]);
  const cost = { bytes, requests };
  const before = { bytes, requests };
  const result = join ? await join() : found;
  const meaning = {
    meaning_bytes: bytes - before.bytes,
    meaning_requests: requests - before.requests,
  };
  await store.cards([...result.papers.subarray(0, FIRST)]);
  const joined = { joined_bytes: bytes, joined_requests: requests };
  // Again, with all files at hand: what the processor alone needs.
  const began = performance.now();
  await search(store, state);
  const millis = performance.now() - began;
  const papers = [...result.papers];
  const complete = papers.length - result.missing.size;
  const corrected = Object.fromEntries(result.corrected);
  const meant = Object.fromEntries(result.meant);
  const missing = Object.fromEntries(result.missing);
  answers.push({ papers, complete, corrected, meant, missing, ...cost, ...joined, ...meaning, millis });
}
process.stdout.write(JSON.stringify(answers));
