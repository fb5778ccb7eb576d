// @ts-check
/** What we tell of a search beside its results: how many, what was mended, what else to try. */

import { button, countOf, element } from "./dom.js";
import { stem, splitWords } from "./words.js";

/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./state.js").State} State */

/**
 * How many were found, for eyes and ears.
 * @param {Result} result
 */
export function tellCount(result) {
  const count = result.papers.length;
  if (count === 0) return "No paper found";
  return `${countOf(count, "paper")}${result.mended.size > 0 ? ", spelling corrected" : ""}`;
}

/**
 * A query with mistyped words as they were taken.
 * @param {string} query
 * @param {ReadonlyMap<string, string>} mended
 */
export function mendQuery(query, mended) {
  return query
    .trim()
    .split(/\s+/)
    .map((typed) => splitWords(typed).map((word) => mendWord(word, mended)))
    .map((words) => words.join(" "))
    .join(" ");
}

/**
 * @param {string} word
 * @param {ReadonlyMap<string, string>} mended
 */
function mendWord(word, mended) {
  const meant = mended.get(stem(word));
  if (!meant) return word;
  return word.endsWith("s") && stem(`${meant}s`) === meant ? `${meant}s` : meant;
}

/**
 * What to say above the results, if anything.
 * @param {Result} result
 * @param {State} state
 * @param {() => void} searchAsTyped
 * @returns {(Node | string)[]}
 */
export function tellNotice(result, state, searchAsTyped) {
  /** @type {(Node | string)[]} */
  const parts = [];
  if (result.mended.size > 0) {
    parts.push(
      "Showing results for ",
      element("b", {}, mendQuery(state.q, result.mended)),
      ". ",
      button(`Search for “${state.q.trim()}” instead`, searchAsTyped, { class: "plain" }),
      " ",
    );
  }
  if (result.papers.length === 0) return parts;
  if (result.unknown.length > 0) {
    parts.push(`No paper has ${result.unknown.map((word) => `“${word}”`).join(" or ")}. `);
  }
  if (!result.complete) parts.push("No paper has all of the words; these have most of them.");
  return parts;
}

/**
 * What to try when nothing was found.
 * @param {boolean} narrowed whether values narrow the search
 * @param {() => void} widen takes those values away
 * @param {string} root
 */
export function tellNothing(narrowed, widen, root) {
  const tips = element(
    "ul",
    { class: "tips" },
    element("li", {}, "Look for a typing mistake, or leave words out."),
    element("li", {}, "Try an author’s family name, an arXiv id or a DOI."),
  );
  if (narrowed) {
    tips.prepend(
      element("li", {}, button("Search without the filters", widen, { class: "plain" })),
    );
  }
  const lists = [
    ["tags/", "tags"],
    ["venues/", "venues"],
    ["authors/", "authors"],
  ].flatMap(([path, name], i) => [
    i > 0 ? ", " : "",
    element("a", { href: `${root}${path}` }, name ?? ""),
  ]);
  tips.append(element("li", {}, "Or look through the lists of ", ...lists, "."));
  return tips;
}
