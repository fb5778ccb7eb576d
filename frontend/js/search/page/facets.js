// @ts-check
/** Renders the facets: the values by which results can be filtered, with the papers of each. */

import { button, element } from "../dom.js";
import { FACETS, toggle } from "../state.js";
import { countText, formatNumber, text } from "../texts.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Chosen} Chosen */

/**
 * A value of a facet: its id in URLs, its name, and its number of papers.
 * @typedef {{ id: string, name: string, count: number }} Value
 */

/** @typedef {(typeof FACETS)[number]} Facet */

/** @typedef {(side: "with" | "without", id: string) => void} Press */

const MAX_VALUES = 8;
/** So that a column is at least 24 pixels wide next to the results. */
const MAX_COLUMNS = 9;

/**
 * The values of a facet as a list of buttons: chosen values first, then by number of papers.
 * @param {Value[]} values
 * @param {Chosen} chosen
 * @param {Press} press
 * @param {boolean} isExpanded whether all values are shown
 * @param {() => void} expand called if the reader asks for all values
 * @returns {Node[]}
 */
export function drawValues(values, chosen, press, isExpanded = false, expand = () => {}) {
  /** @param {Value} value */
  const isChosen = (value) => chosen.with.includes(value.id) || chosen.without.includes(value.id);
  const sorted = values
    .filter((value) => value.count > 0 || isChosen(value))
    .sort((a, b) => Number(isChosen(b)) - Number(isChosen(a)) || b.count - a.count);
  if (sorted.length === 0) return [element("p", {}, text("search.no_values"))];
  const list = element("ul", { class: "values" });
  const draw = (/** @type {Value[]} */ some) =>
    list.replaceChildren(...some.map((value) => drawValue(value, chosen, press)));
  const isShort = isExpanded || sorted.length <= MAX_VALUES;
  draw(isShort ? sorted : sorted.slice(0, MAX_VALUES));
  if (isShort) return [list];
  const more = button(
    text("search.all_values", { count: formatNumber(sorted.length) }),
    () => {
      expand();
      draw(sorted);
      list.children[MAX_VALUES]?.querySelector("button")?.focus();
      more.remove();
    },
    { class: "plain" },
  );
  return [list, more];
}

/**
 * @param {Value} value
 * @param {Chosen} chosen
 * @param {Press} press
 */
function drawValue(value, chosen, press) {
  const label = element(
    "span",
    {},
    element("span", { "aria-hidden": "true" }, formatNumber(value.count)),
    element("span", { class: "sr" }, countText("count.papers", value.count)),
  );
  return element(
    "li",
    {},
    button(value.name, () => press("with", value.id), {
      "aria-pressed": String(chosen.with.includes(value.id)),
    }),
    label,
    button(text("search.exclude"), () => press("without", value.id), {
      class: "not",
      "aria-pressed": String(chosen.without.includes(value.id)),
      "aria-label": text("search.exclude_value", { name: value.name }),
      title: text("search.exclude_value", { name: value.name }),
    }),
  );
}

/**
 * The year facet: two selects for the limits, and a bar chart of papers per year.
 * @param {Map<number, number>} years
 * @param {State} state
 * @param {(changes: Partial<State>) => void} change
 * @returns {Node[]}
 */
export function drawYears(years, state, change) {
  const known = [...new Set([...years.keys(), state.from, state.to])].filter(Boolean).sort();
  if (known.length === 0) return [element("p", {}, text("search.no_values"))];
  /** @param {"from" | "to"} side */
  const limit = (side) => {
    const label = { "aria-label": text(side === "from" ? "search.from_year" : "search.to_year") };
    const field = element(
      "select",
      label,
      element("option", { value: "0" }, text("search.any_year")),
    );
    for (const year of side === "from" ? known : [...known].reverse()) {
      field.append(
        element("option", { value: year, selected: state[side] === year }, String(year)),
      );
    }
    field.addEventListener("change", () => change({ [side]: Number(field.value) }));
    return element("label", {}, text(side === "from" ? "search.from" : "search.to"), " ", field);
  };
  return [
    element("p", { class: "limits" }, limit("from"), limit("to")),
    ...(years.size ? [drawColumns(years, change)] : []),
  ];
}

/**
 * Spans of consecutive years with their number of papers, as few years in each as give at most a
 * number of spans. The last span is complete; years without papers are included.
 * @param {Map<number, number>} years
 * @param {number} most
 * @returns {{ from: number, to: number, count: number }[]}
 */
export function spansOfYears(years, most = MAX_COLUMNS) {
  const [first, last] = [Math.min(...years.keys()), Math.max(...years.keys())];
  const size = Math.ceil((last - first + 1) / most);
  const number = Math.ceil((last - first + 1) / size);
  return Array.from({ length: number }, (_, i) => {
    const to = last - size * (number - 1 - i);
    const from = Math.max(first, to - size + 1);
    let count = 0;
    for (let year = from; year <= to; year++) count += years.get(year) ?? 0;
    return { from, to, count };
  });
}

/**
 * A column for each span of years, which chooses it.
 * @param {Map<number, number>} years
 * @param {(changes: Partial<State>) => void} change
 */
function drawColumns(years, change) {
  const spans = spansOfYears(years);
  const highest = Math.max(...spans.map(({ count }) => count));
  const columns = spans.map(({ from, to, count }, i) => {
    const name = formatYears({ from, to });
    const papers = countText("count.papers", count);
    const act = button("", () => change({ from, to }), {
      title: `${name}: ${papers}`,
      "aria-label": `${name}, ${papers}`,
      disabled: count === 0,
    });
    act.append(element("span", {}, String(i ? to : from)));
    act.style.setProperty("--share", String(count / highest));
    return element("li", {}, act);
  });
  return element("ul", { class: "columns" }, ...columns);
}

/**
 * The active filters, each as a button that removes it. Authors are last: their names are loaded
 * later than those of other values, and would move what follows.
 * @param {State} state
 * @param {(facet: Facet, id: string) => string} nameOf
 * @param {(changes: Partial<State>) => void} change
 * @returns {HTMLElement[]}
 */
export function drawChosen(state, nameOf, change) {
  /** @param {Facet} facet */
  const drawFacet = (facet) =>
    /** @type {("with" | "without")[]} */ (["with", "without"]).flatMap((side) =>
      state[facet][side].map((id) => {
        const value = nameOf(facet, id);
        const name = side === "without" ? text("search.not_value", { name: value }) : value;
        return drawChip(name, () => change({ [facet]: toggle(state[facet], side, id) }));
      }),
    );
  const chips = FACETS.filter((facet) => facet !== "author").flatMap(drawFacet);
  if (state.from || state.to) {
    chips.push(drawChip(formatYears(state), () => change({ from: 0, to: 0 })));
  }
  return [...chips, ...drawFacet("author")];
}

/** @param {Pick<State, "from" | "to">} state */
function formatYears({ from, to }) {
  if (from === to) return String(from);
  if (!to) return text("search.since", { year: String(from) });
  return from ? `${from}–${to}` : text("search.until", { year: String(to) });
}

/**
 * @param {string} name
 * @param {() => void} act
 */
function drawChip(name, act) {
  return button(name, act, { class: "chip", "aria-label": text("search.remove", { name }) });
}
