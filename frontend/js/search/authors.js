// @ts-check
/** Who wrote the papers found: read only when a reader opens that facet. */

import { Reader, readLists } from "./bytes.js";
import { add, listOf } from "./filters.js";
import { find } from "./groups.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./facets.js").Value} Value */

const AUTHORS_SHOWN = 24;

/** @param {Store} store */
async function readPersons(store) {
  const [{ papers }, bytes] = await Promise.all([store.manifest(), store.file("persons")]);
  return readLists(new Reader(bytes), papers);
}

/**
 * The address and name of a person by number.
 * @param {Store} store
 * @param {number} person
 * @returns {Promise<[string, string]>}
 */
async function personOf(store, person) {
  const found = await store.entry("names", person);
  return /** @type {[string, string] | undefined} */ (found) ?? ["", ""];
}

/**
 * The authors with most of some papers.
 * @param {Store} store
 * @param {Uint32Array} papers
 * @returns {Promise<Value[]>}
 */
export async function countAuthors(store, papers) {
  const persons = await readPersons(store);
  const counts = new Uint32Array(persons.values.reduce((a, b) => Math.max(a, b), 0) + 1);
  for (const paper of papers) for (const person of listOf(persons, paper)) add(counts, person);
  const top = [...counts.keys()]
    .filter((person) => counts[person])
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, AUTHORS_SHOWN);
  return Promise.all(
    top.map(async (person) => {
      const [id, name] = await personOf(store, person);
      return { id, name, count: counts[person] ?? 0 };
    }),
  );
}

/**
 * The name of the author who has an address here; the address itself if nobody has.
 * @param {Store} store
 * @param {string} slug
 * @returns {Promise<string>}
 */
export async function nameAuthor(store, slug) {
  const paper = (await find(store, `@${slug}`))?.papers[0];
  if (paper === undefined) return slug;
  const persons = await readPersons(store);
  for (const person of listOf(persons, paper)) {
    const [id, name] = await personOf(store, person);
    if (id === slug) return name;
  }
  return slug;
}
