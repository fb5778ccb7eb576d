// @ts-check
/** Renders papers as entries of a list, in the same form as on listing pages. */

import { element } from "./dom.js";
import { formatNumber, statusText } from "./texts.js";
import { excerpt, findHits, markWords } from "./excerpt.js";

/** @typedef {import("./store.js").Card} Card */
/** @typedef {import("./store.js").Manifest} Manifest */

const EXCERPT_LENGTH = 210;
const MAX_TAGS = 6;
const TAGS_ON_PHONES = 2;

/**
 * The URL of the page of a paper.
 * @param {string} root
 * @param {Card} card
 */
export function addressOf(root, card) {
  return `${root}papers/${card[0]}/`;
}

/**
 * A text with the words of the query highlighted.
 * @param {string} text
 * @param {ReadonlySet<string>} terms
 */
export function marked(text, terms) {
  return markWords(text, terms).map((piece) =>
    piece.found ? element("mark", {}, piece.text) : piece.text,
  );
}

/**
 * The entry of a paper; `say` is the element for its excerpt, if it has a text.
 * @param {Card} card
 * @param {Manifest} manifest
 * @param {string} root
 * @param {ReadonlySet<string>} terms
 * @param {string} note why the paper was found, although it lacks words of the query
 * @returns {{ item: HTMLLIElement, say: HTMLParagraphElement | null }}
 */
export function drawResult(card, manifest, root, terms, note) {
  const [, title, authors, , , tags, hasText, status] = card;
  const item = element(
    "li",
    { "data-paper": card[0] },
    element("div", { class: "rail" }, drawWhen(card, manifest, root)),
  );
  item.append(
    element(
      "h3",
      { dir: "auto" },
      element("a", { href: addressOf(root, card) }, ...marked(title, terms)),
    ),
  );
  const by = element("p", { class: "by", dir: "auto" });
  if (status) by.append(element("b", {}, statusText(status)));
  if (status && authors) by.append(" · ");
  by.append(...marked(authors, terms));
  if (by.hasChildNodes()) item.append(by);
  const say = hasText ? element("p", { class: "say", dir: "auto" }) : null;
  if (say) item.append(say);
  /** @type {(HTMLElement | string)[]} */
  const names = tags.slice(0, MAX_TAGS).flatMap((tag) => {
    const [id, name] = manifest.tags[tag] ?? [];
    const hue = manifest.hues[tag];
    if (!id || !name) return [];
    const attributes = { href: `${root}tags/${id}/`, ...(hue ? { class: `hue-${hue}` } : {}) };
    return [element("a", attributes, element("span", {}, ...marked(name, terms))), " "];
  });
  if (note) item.append(element("p", { class: "by", dir: "auto" }, note));
  if (tags.length > TAGS_ON_PHONES) {
    names.push(element("small", {}, `+${formatNumber(tags.length - TAGS_ON_PHONES)}`));
  }
  if (names.length > 0) item.append(element("p", { class: "tags" }, ...names));
  // Filled in with the excerpt.
  if (say) item.append(element("div", { class: "acts" }));
  return { item, say };
}

/**
 * Venue and year, as far as known.
 * @param {Card} card
 * @param {Manifest} manifest
 * @param {string} root
 */
function drawWhen(card, manifest, root) {
  const [, , , year, venue] = card;
  const when = element("p", { class: "when" });
  const [id, name] = manifest.venues[venue - 1] ?? [];
  if (id && name) {
    // A venue without a page of its own has an id that begins with "~".
    const link = id.startsWith("~") ? name : element("a", { href: `${root}venues/${id}/` }, name);
    when.append(link, " ");
  }
  if (year) when.append(element("span", {}, String(year)));
  return when;
}

/**
 * The excerpt of a paper: from the text with the most words of the query, or else the first text.
 * @param {string[]} texts
 * @param {ReadonlySet<string>} terms
 */
export function chooseExcerpt(texts, terms) {
  /** @param {string} text */
  const countTerms = (text) => new Set(findHits(text, terms).map((hit) => hit.term)).size;
  const [first = "", ...others] = texts;
  const best = others.reduce((a, b) => (countTerms(b) > countTerms(a) ? b : a), first);
  return excerpt(best, terms, EXCERPT_LENGTH);
}
