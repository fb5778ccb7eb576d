// @ts-check
/** The search state, as an object and as the query string of a URL. */

/** @typedef {(typeof SORTS)[number]} Sort */

export const SORTS = /** @type {const} */ (["relevance", "date", "upvotes", "citations", "title"]);

/** @typedef {{ with: string[], without: string[] }} Chosen */

/**
 * `from` and `to` are years, 0 for no limit. `exact` turns spelling correction off. `shown` is the
 * number of results to show.
 * @typedef {{
 *   q: string, tag: Chosen, venue: Chosen, author: Chosen, decision: Chosen, track: Chosen,
 *   session: Chosen, own: Chosen,
 *   from: number, to: number, sort: Sort | "", exact: boolean, shown: number,
 * }} State
 */

/** Facets that few collections use, in the order of their columns in the index. */
export const LABELS = /** @type {const} */ (["decision", "track", "session"]);
/** `own` has the values of all facets that the collection declares itself. */
export const FACETS = /** @type {const} */ (["tag", "venue", "author", ...LABELS, "own"]);
export const PAGE = 10;
const MAX_QUERY_LENGTH = 300;
const MAX_RESULTS = 500;

/** @returns {State} */
export function emptyState() {
  return {
    q: "",
    tag: { with: [], without: [] },
    venue: { with: [], without: [] },
    author: { with: [], without: [] },
    decision: { with: [], without: [] },
    track: { with: [], without: [] },
    session: { with: [], without: [] },
    own: { with: [], without: [] },
    from: 0,
    to: 0,
    sort: "",
    exact: false,
    shown: PAGE,
  };
}

/**
 * Parse the query string of a URL; unknown parameters and invalid values are ignored.
 * @param {string} query as in `location.search`
 * @returns {State}
 */
export function parseState(query) {
  const given = new URLSearchParams(query);
  const state = emptyState();
  state.q = (given.get("q") ?? "").slice(0, MAX_QUERY_LENGTH);
  for (const facet of FACETS) {
    state[facet] = { with: given.getAll(facet), without: given.getAll(`not-${facet}`) };
  }
  state.from = parseYear(given.get("from"));
  state.to = parseYear(given.get("to"));
  // Links of listings: `has:` is part of the query.
  for (const kind of given.getAll("has")) {
    state.q = [state.q, `has:${kind}`].join(" ").trim().slice(0, MAX_QUERY_LENGTH);
  }
  state.sort = SORTS.find((sort) => sort === given.get("sort")) ?? "";
  state.exact = given.get("exact") === "1";
  const shown = Number(given.get("shown"));
  if (Number.isInteger(shown) && shown > PAGE) state.shown = Math.min(shown, MAX_RESULTS);
  return state;
}

/** @param {string | null} text */
function parseYear(text) {
  return text && /^\d{4}$/.test(text) ? Number(text) : 0;
}

/**
 * The query string of a state, with its "?"; "" for the empty state.
 * @param {State} state
 * @returns {string}
 */
export function renderState(state) {
  const out = new URLSearchParams();
  if (state.q.trim()) out.set("q", state.q.trim());
  for (const facet of FACETS) {
    for (const value of state[facet].with) out.append(facet, value);
    for (const value of state[facet].without) out.append(`not-${facet}`, value);
  }
  if (state.from) out.set("from", String(state.from));
  if (state.to) out.set("to", String(state.to));
  if (state.sort) out.set("sort", state.sort);
  if (state.exact) out.set("exact", "1");
  if (state.shown > PAGE) out.set("shown", String(state.shown));
  const query = out.toString();
  return query ? `?${query}` : "";
}

/**
 * The values of a facet after a click on one of them, which adds or removes it.
 * @param {Chosen} chosen
 * @param {"with" | "without"} side
 * @param {string} value
 * @returns {Chosen}
 */
export function toggle(chosen, side, value) {
  const other = side === "with" ? "without" : "with";
  const had = chosen[side].includes(value);
  return /** @type {Chosen} */ ({
    [side]: had ? chosen[side].filter((one) => one !== value) : [...chosen[side], value],
    [other]: chosen[other].filter((one) => one !== value),
  });
}
