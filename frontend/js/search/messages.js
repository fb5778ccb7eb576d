// @ts-check
/** Messages about a search: number of results, corrected words, and tips if nothing was found. */

import { button, element } from "./dom.js";
import { normalizeWord } from "./forms.js";
import { countText, joinAlternatives, listQuoted, text, textWithNodes } from "./texts.js";
import { splitTokens } from "./words.js";

/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./state.js").State} State */

/**
 * The number of results, for the status line.
 * @param {Result} result
 */
export function describeCount(result) {
  if (result.papers.length === 0) return text("search.nothing_found");
  const papers = describePapers(result);
  return result.corrected.size > 0 ? text("search.papers_corrected", { papers }) : papers;
}

/** @param {Result} result */
function describePapers(result) {
  const complete = countComplete(result);
  const partial = result.papers.length - complete;
  if (partial === 0) return countText("count.papers", complete);
  const kind = kindOfPartial(result);
  if (complete === 0) return countText(`search.papers_${kind}`, partial);
  return text("search.papers_with_all_and_some", {
    all: countText("search.papers_with_all", complete),
    some: countText(`search.more_${kind}`, partial),
  });
}

/**
 * How the papers without all words were found: by words, by meaning, or some by either of them.
 * @param {Result} result
 * @returns {"with_some" | "with_some_or_related" | "related"}
 */
function kindOfPartial({ papers, missing, meant }) {
  const partial = papers.filter((paper) => missing.has(paper));
  if (!partial.some((paper) => meant.has(paper))) return "with_some";
  // Words are missing in what was found by its words more than by its meaning.
  const isAnyByWords = partial.some((paper) => !meant.has(paper) || missing.get(paper)?.length);
  return isAnyByWords ? "with_some_or_related" : "related";
}

/**
 * How many papers a search is about: those with all words, or if there are none, all.
 * @param {Result} result
 */
export function countShown(result) {
  return countComplete(result) || result.papers.length;
}

/**
 * How many of the papers have all words that count.
 * @param {Result} result
 */
function countComplete({ papers, missing }) {
  return papers.filter((paper) => !missing.has(paper)).length;
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
    .map((typed) => splitTokens(typed).map((token) => correctWord(token.typed, corrected)))
    .map((words) => words.join(" "))
    .join(" ");
}

/**
 * @param {string} word
 * @param {ReadonlyMap<string, string>} corrected
 */
function correctWord(word, corrected) {
  const meant = corrected.get(word);
  if (!meant) return word;
  return word.endsWith("s") && normalizeWord(`${meant}s`) === meant ? `${meant}s` : meant;
}

/**
 * Why a paper was found although it lacks words of the query, "" if it has all of them.
 * @param {Result} result
 * @param {number} paper
 */
export function describeMatch({ missing, meant }, paper) {
  const notes = [];
  const carriers = meant.get(paper);
  if (carriers) notes.push(text("search.related_in_meaning", { words: listQuoted(carriers) }));
  const words = missing.get(paper) ?? [];
  if (words.length > 0) notes.push(text("search.missing_words", { words: listQuoted(words) }));
  return notes.join(" · ");
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
      ...textWithNodes("search.showing_results", {
        query: element("b", {}, correctQuery(state.q, result.corrected)),
      }),
      " ",
      button(text("search.search_instead", { query: state.q.trim() }), searchAsTyped, {
        class: "plain",
      }),
      " ",
    );
  }
  if (result.ignored.length > 0) {
    parts.push(text("search.plain_words", { words: listQuoted(result.ignored) }), " ");
  }
  if (result.papers.length === 0) return parts;
  if (result.unknown.length > 0) {
    const words = joinAlternatives(
      result.unknown.map((word) => text("search.quoted", { text: word })),
    );
    parts.push(text("search.unknown_words", { words }), " ");
  }
  if (countComplete(result) === 0) {
    if (result.unknown.length === 0) parts.push(text("search.incomplete"), " ");
    parts.push(text(`search.showing_${kindOfPartial(result)}`));
  }
  return parts;
}

/**
 * Tips for a search without results.
 * @param {[string, string] | null} nearestTag its id and name
 * @param {boolean} narrowed whether the search has filters
 * @param {() => void} widen removes the filters
 * @param {string} root
 */
export function drawTips(nearestTag, narrowed, widen, root) {
  const tips = element(
    "ul",
    { class: "tips" },
    element("li", {}, text("search.tip_spelling")),
    element("li", {}, text("search.tip_identifiers")),
  );
  if (nearestTag) {
    const [id, name] = nearestTag;
    const tag = element("a", { href: `${root}tags/${id}/`, dir: "auto" }, name);
    tips.prepend(element("li", {}, ...textWithNodes("search.tip_tag", { tag })));
  }
  if (narrowed) {
    const label = text("search.without_filters");
    tips.prepend(element("li", {}, button(label, widen, { class: "plain" })));
  }
  const lists = {
    tags: element("a", { href: `${root}tags/` }, text("search.tags")),
    venues: element("a", { href: `${root}venues/` }, text("search.venues")),
    authors: element("a", { href: `${root}authors/` }, text("search.authors")),
  };
  tips.append(element("li", {}, ...textWithNodes("search.tip_lists", lists)));
  return tips;
}
