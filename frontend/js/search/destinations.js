// @ts-check
/** Finds the pages of tags, venues, reading lists and authors that a query names, and renders links to them. */

import { topicMarkers } from "./conditions.js";
import { element } from "./dom.js";
import { find } from "./groups.js";
import { distance } from "./spelling.js";
import { parseQuery } from "./syntax.js";
import { text } from "./texts.js";
import { fold } from "./words.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Card} Card */
/** @typedef {"tag" | "venue" | "list" | "author"} Kind */

/** @typedef {{ kind: Kind, name: string, address: string }} Destination */

const MAX_DESTINATIONS = 4;
const MAX_AUTHORS = 3;
const LETTERS_PER_EDIT = 3;
const MIN_PREFIX_LENGTH = 3;
/** Shorter words, such as articles, are in many titles. */
const MIN_WORDS_LENGTH = 4;
const FIELDS_OF_KIND = {
  tag: ["", "tag"],
  venue: ["", "venue"],
  list: [""],
  author: ["", "author"],
};

/**
 * The pages whose names match a query, exact names first. Authors are those of the given cards, so
 * that only a query that is a name needs another file of the index.
 * @param {Store} store
 * @param {string} query
 * @param {Card[]} cards
 * @returns {Promise<Destination[]>}
 */
export async function findDestinations(store, query, cards) {
  const phrases = phrasesOf(query);
  const [topics, lists, authors] = await Promise.all([
    findTopics(store, phrases),
    findReadingLists(store, phrasesFor("list", phrases)),
    findAuthors(store, phrasesFor("author", phrases), cards),
  ]);
  return [...topics, ...lists, ...authors].slice(0, MAX_DESTINATIONS);
}

/**
 * What a query may name: its plain words together, and each value of a field.
 * @param {string} query
 * @returns {{ field: string, words: string }[]}
 */
function phrasesOf(query) {
  const { texts, conditions } = parseQuery(query);
  const plain = texts.filter(({ isRequired }) => isRequired).map((one) => one.text);
  const atoms = conditions
    .filter(({ isNegated }) => !isNegated)
    .flatMap(({ alternatives }) => alternatives);
  return [{ field: "", text: plain.join(" ") }, ...atoms]
    .map((atom) => ({ field: atom.field, words: atom.text.trim() }))
    .filter(({ words }) => fold(words));
}

/**
 * @param {Kind} kind
 * @param {{ field: string, words: string }[]} phrases
 */
function phrasesFor(kind, phrases) {
  return phrases
    .filter(({ field }) => FIELDS_OF_KIND[kind].includes(field))
    .map(({ words }) => words);
}

/**
 * @param {Store} store
 * @param {{ field: string, words: string }[]} phrases
 * @returns {Promise<Destination[]>}
 */
async function findTopics(store, phrases) {
  const manifest = await store.manifest();
  const known = { tag: manifest.tags, venue: manifest.venues };
  /** @type {Map<string, Destination>} */
  const found = new Map();
  for (const kind of /** @type {const} */ (["tag", "venue"])) {
    for (const words of phrasesFor(kind, phrases)) {
      const named = await topicMarkers(store, { field: kind, text: words });
      const ids = (named ?? []).map((target) => target.slice(1));
      const similar = known[kind].filter(([, name]) => beginsWith(fold(name), fold(words)));
      for (const id of [...ids, ...similar.map(([other]) => other)]) {
        const name = known[kind].find(([other]) => other === id)?.[1];
        // A venue without a page of its own has an id that begins with "~".
        if (!name || id.startsWith("~")) continue;
        const address = `${store.root}${kind}s/${id}/`;
        found.set(address, { kind, name, address });
      }
    }
  }
  return [...found.values()];
}

/**
 * The reading lists whose titles begin with what was typed, or have all of its words.
 * @param {Store} store
 * @param {string[]} phrases
 * @returns {Promise<Destination[]>}
 */
async function findReadingLists(store, phrases) {
  const { collections } = await store.manifest();
  /** @type {(title: string, typed: string) => boolean} */
  const isNamed = (title, typed) =>
    beginsWith(title, typed) || (typed.length >= MIN_WORDS_LENGTH && hasWords(title, typed));
  return collections
    .filter(([, title]) => phrases.some((words) => isNamed(fold(title), fold(words))))
    .map(([id, name]) => ({ kind: "list", name, address: `${store.root}collections/${id}/` }));
}

/**
 * Whether a name begins with what was typed.
 * @param {string} name
 * @param {string} typed
 */
function beginsWith(name, typed) {
  return typed.length >= MIN_PREFIX_LENGTH && name.startsWith(typed);
}

/**
 * The authors on some cards whose names have all the words typed, and who have a page.
 * @param {Store} store
 * @param {string[]} phrases
 * @param {Card[]} cards
 * @returns {Promise<Destination[]>}
 */
async function findAuthors(store, phrases, cards) {
  const names = new Map(
    cards.flatMap(([, , authors]) =>
      authors.split(", ").map((name) => /** @type {[string, string]} */ ([fold(name), name])),
    ),
  );
  const kind = /** @type {const} */ ("author");
  const named = [...names].filter(([folded]) => phrases.some((one) => hasWords(folded, one)));
  const found = await Promise.all(
    named.slice(0, MAX_AUTHORS).map(async ([folded, name]) => {
      const slug = folded.replaceAll(" ", "-");
      const papers = (await find(store, `@${slug}`))?.papers.length;
      return papers ? { kind, name, address: await addressOf(store, slug, papers) } : [];
    }),
  );
  return found.flat();
}

/**
 * The address of an author: a page, or an anchor in a page of the index.
 * @param {Store} store
 * @param {string} slug
 * @param {number} papers
 */
async function addressOf(store, slug, papers) {
  const { root, get } = store;
  const { author_pages } = await store.manifest();
  if (papers >= author_pages) return `${root}authors/${slug}/`;
  const { authorAddress, loadAuthorPages } = await import("../author_address.js");
  return root + authorAddress(slug, await loadAuthorPages(root, get));
}

/**
 * @param {string} name
 * @param {string} typed
 */
function hasWords(name, typed) {
  const words = name.split(" ");
  return fold(typed)
    .split(" ")
    .every((word) => words.includes(word));
}

/**
 * The tag whose name is most similar to a query; null if none is similar.
 * @param {string} query
 * @param {[string, string][]} tags
 * @returns {[string, string] | null}
 */
export function findNearestTag(query, tags) {
  const typed = fold(phrasesOf(query)[0]?.words ?? "");
  const limit = Math.floor(typed.length / LETTERS_PER_EDIT);
  const edits = tags.map(([, name]) => distance(typed, fold(name), limit));
  const least = Math.min(...edits);
  return (least <= limit && tags[edits.indexOf(least)]) || null;
}

/**
 * Links to pages, each with what it is.
 * @param {Destination[]} destinations
 * @returns {HTMLElement[]}
 */
export function drawDestinations(destinations) {
  if (destinations.length === 0) return [];
  const rows = destinations.map(({ kind, name, address }) =>
    element(
      "li",
      {},
      element("a", { href: address, dir: "auto" }, name),
      " ",
      element("span", {}, text(`search.facet_${kind}`)),
    ),
  );
  return [element("h2", {}, text("search.go_to")), element("ul", {}, ...rows)];
}
