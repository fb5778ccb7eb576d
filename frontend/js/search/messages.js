// @ts-check
/** Messages about a search: number of results, corrected words, and tips if nothing was found. */

import { button, countOf, element } from "./dom.js";
import { stem, splitWords } from "./words.js";

/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./state.js").State} State */

/**
 * The number of results, for the status line.
 * @param {Result} result
 */
export function describeCount(result) {
  const count = result.papers.length;
  if (count === 0) return "No paper found";
  return `${countOf(count, "paper")}${result.corrected.size > 0 ? ", spelling corrected" : ""}`;
}

/**
 * A query with its misspelled words replaced.
 * @param {string} query
 * @param {ReadonlyMap<string, string>} corrected
 */
export function correctQuery(query, corrected) {
  return query
    .trim()
    .split(/\s+/)
    .map((typed) => splitWords(typed).map((word) => correctWord(word, corrected)))
    .map((words) => words.join(" "))
    .join(" ");
}

/**
 * @param {string} word
 * @param {ReadonlyMap<string, string>} corrected
 */
function correctWord(word, corrected) {
  const meant = corrected.get(stem(word));
  if (!meant) return word;
  return word.endsWith("s") && stem(`${meant}s`) === meant ? `${meant}s` : meant;
}

/**
 * The notice above the results; empty if there is nothing to say.
 * @param {Result} result
 * @param {State} state
 * @param {() => void} searchAsTyped
 * @returns {(Node | string)[]}
 */
export function drawNotice(result, state, searchAsTyped) {
  /** @type {(Node | string)[]} */
  const parts = [];
  if (result.corrected.size > 0) {
    parts.push(
      "Showing results for ",
      element("b", {}, correctQuery(state.q, result.corrected)),
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
 * Tips for a search without results.
 * @param {boolean} narrowed whether the search has filters
 * @param {() => void} widen removes the filters
 * @param {string} root
 */
export function drawTips(narrowed, widen, root) {
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
