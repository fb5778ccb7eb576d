// @ts-check
/** The filter by what papers have, such as code; it is part of the query, as in `has:code`. */

import { find } from "../groups.js";
import { toggle } from "../state.js";
import { text } from "../texts.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../state.js").Chosen} Chosen */
/** @typedef {import("./facets.js").Value} Value */

const VALUES = /** @type {const} */ (["code", "data", "model", "award"]);
const ATOM = /(?<=^|\s)(-?)has:(code|data|model|award)(?=\s|$)/gi;

/**
 * The values that a query requires and excludes.
 * @param {string} query
 * @returns {Chosen}
 */
export function findHasValues(query) {
  const found = [...query.matchAll(ATOM)];
  const valuesOf = (/** @type {string} */ minus) =>
    found.filter(([, sign]) => sign === minus).map(([, , value = ""]) => value.toLowerCase());
  return { with: valuesOf(""), without: valuesOf("-") };
}

/**
 * The query after a click on a value, which adds or removes it.
 * @param {string} query
 * @param {"with" | "without"} side
 * @param {string} value
 */
export function toggleHasValue(query, side, value) {
  const chosen = toggle(findHasValues(query), side, value);
  const words = query.replace(ATOM, "").split(/\s+/).filter(Boolean);
  const atoms = chosen.with.map((one) => `has:${one}`);
  const negated = chosen.without.map((one) => `-has:${one}`);
  return [...words, ...atoms, ...negated].join(" ");
}

/**
 * How many of some papers have each value.
 * @param {Store} store
 * @param {Uint32Array} papers
 * @returns {Promise<Value[]>}
 */
export async function countHasValues(store, papers) {
  return Promise.all(
    VALUES.map(async (id) => {
      const all = new Set((await find(store, `!${id}`))?.papers);
      const count = papers.filter((paper) => all.has(paper)).length;
      return { id, name: text(`search.has_${id}`), count };
    }),
  );
}
