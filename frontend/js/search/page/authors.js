// @ts-check
/** The values of the author facet; their data is loaded only when a reader opens the facet. */

import { Reader, readLists } from "../bytes.js";
import { add, listOf } from "../filters.js";
import { find } from "../groups.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("./facets.js").Value} Value */

const MAX_AUTHORS = 24;

/** @param {Store} store */
async function readPersons(store) {
  const [{ papers }, bytes] = await Promise.all([store.manifest(), store.file("persons")]);
  return readLists(new Reader(bytes), papers);
}

/**
 * The slug and name of a person.
 * @param {Store} store
 * @param {number} person
 * @returns {Promise<[string, string]>}
 */
async function personOf(store, person) {
  const entry = await store.entry("names", person);
  return /** @type {[string, string] | undefined} */ (entry) ?? ["", ""];
}

/**
 * The authors of the most papers among those given, with counts.
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
    .slice(0, MAX_AUTHORS);
  return Promise.all(
    top.map(async (person) => {
      const [id, name] = await personOf(store, person);
      return { id, name, count: counts[person] ?? 0 };
    }),
  );
}

/**
 * The name of the author with this slug, or the slug itself if there is no such author.
 * @param {Store} store
 * @param {string} slug
 * @returns {Promise<string>}
 */
export async function findAuthorName(store, slug) {
  const paper = (await find(store, `@${slug}`))?.papers[0];
  if (paper === undefined) return slug;
  const persons = await readPersons(store);
  for (const person of listOf(persons, paper)) {
    const [id, name] = await personOf(store, person);
    if (id === slug) return name;
  }
  return slug;
}
