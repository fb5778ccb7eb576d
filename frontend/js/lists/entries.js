// @ts-check
/** Reads what a list entry shows, and decides by it which entries are shown and in which order. */

/**
 * A list entry and its values: what it has, such as code, and what it can be ordered by. `newest` is
 * its place among all entries, newest first.
 * @typedef {{
 *   item: Element, has: Set<string>, year: string, venue: string, decision: string, title: string,
 *   upvotes: number, citations: number, newest: number,
 * }} Entry
 */

/** @typedef {"" | "date" | "upvotes" | "citations" | "title"} Order */

/**
 * What the reader chose; "" for any value.
 * @typedef {{
 *   has: string[], year: string, venue: string, decision: string, sort: Order,
 * }} Choice
 */

export const SELECTED = /** @type {const} */ (["year", "venue", "decision"]);
const LINKED = ["code", "data", "model"];

/**
 * @param {Element} item
 * @param {number} newest
 * @returns {Entry}
 */
export function readEntry(item, newest = 0) {
  const textOf = (/** @type {string} */ selector) =>
    item.querySelector(selector)?.textContent?.trim() ?? "";
  const countOf = (/** @type {string} */ kind) => Number(textOf(`.n-${kind}`).replace(/\D/g, ""));
  const has = new Set(LINKED.filter((kind) => item.querySelector(`.i-${kind}`)));
  if (item.querySelector(".marks>b")) has.add("award");
  const when = textOf(".when");
  const year = /\d{4}(?=\D*$)/.exec(when)?.[0] ?? "";
  // A date instead of a venue is an element of its own.
  const venue = item.querySelector(".when>time") ? "" : when.replace(/\s*\d{4}$/, "");
  return {
    ...{ item, has, year, venue, decision: textOf(".marks>span"), title: textOf("h3") },
    ...{ upvotes: countOf("upvotes"), citations: countOf("citations"), newest },
  };
}

/**
 * The entries to show, in order; equals keep the order of the list.
 * @param {Entry[]} entries
 * @param {Choice} choice
 * @returns {Entry[]}
 */
export function chooseEntries(entries, choice) {
  const shown = entries.filter(
    (entry) =>
      choice.has.every((kind) => entry.has.has(kind)) &&
      SELECTED.every((name) => !choice[name] || entry[name] === choice[name]),
  );
  const { sort } = choice;
  if (!sort) return shown;
  if (sort === "date") return shown.sort((a, b) => a.newest - b.newest);
  if (sort === "title") return shown.sort((a, b) => a.title.localeCompare(b.title));
  return shown.sort((a, b) => b[sort] - a[sort]);
}

/**
 * The values of a select with their numbers of entries: years by age, others by number.
 * @param {Entry[]} entries
 * @param {(typeof SELECTED)[number]} name
 * @returns {[string, number][]}
 */
export function countValues(entries, name) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const entry of entries) counts.set(entry[name], (counts.get(entry[name]) ?? 0) + 1);
  counts.delete("");
  return [...counts].sort(([a, few], [b, many]) =>
    name === "year" ? b.localeCompare(a) : many - few || a.localeCompare(b),
  );
}

/**
 * The choice in a query string; unknown values are ignored.
 * @param {string} query
 * @returns {Choice}
 */
export function parseChoice(query) {
  const given = new URLSearchParams(query);
  const sort = given.get("sort") ?? "";
  return {
    has: given.getAll("has").filter((kind) => kind === "award" || LINKED.includes(kind)),
    year: given.get("year") ?? "",
    venue: given.get("venue") ?? "",
    decision: given.get("decision") ?? "",
    sort: /** @type {Order} */ (/^(date|upvotes|citations|title)$/.test(sort) ? sort : ""),
  };
}

/**
 * The query string of a choice, with its "?"; "" if nothing is chosen.
 * @param {Choice} choice
 * @param {string} [before] what the query string begins with
 */
export function renderChoice(choice, before = "") {
  const query = new URLSearchParams(before);
  for (const kind of choice.has) query.append("has", kind);
  for (const name of /** @type {const} */ ([...SELECTED, "sort"])) {
    if (choice[name]) query.set(name, choice[name]);
  }
  return query.size ? `?${query}` : "";
}
