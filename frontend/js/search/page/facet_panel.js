// @ts-check
/** The filters of the search page: a list of facets, whose values are loaded if they are in sight. */

import { button, element } from "../dom.js";
import { countValues, isNarrowed, ownValues, readColumns } from "../filters.js";
import { LABELS, emptyState, toggle } from "../state.js";
import { text } from "../texts.js";
import { countAuthors, findAuthorName } from "./authors.js";
import { drawValues, drawYears } from "./facets.js";
import { countHasValues, findHasValues, toggleHasValue } from "./has.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../state.js").State} State */
/** @typedef {import("../engine.js").Result} Result */
/** @typedef {import("./facets.js").Facet} Facet */
/** @typedef {import("./facets.js").Value} Value */

/** The author facet is closed at first, because its values are in other files of the index. */
const OPEN_AT_FIRST = ["tag", "venue", "year", "has"];

export class FacetPanel {
  /**
   * @param {Store} store
   * @param {(changes: Partial<State>) => void} change called if the reader changes the state
   * @param {(error?: unknown) => Promise<boolean>} recover searches again if the index was replaced
   */
  constructor(store, change, recover) {
    this.store = store;
    this.change = change;
    this.recover = recover;
    this.isInSight = false;
    this.state = emptyState();
    /** @type {Result | null} */
    this.result = null;
    /** Facets of which all values are shown. @type {Set<string>} */
    this.expanded = new Set();
    this.clear = button(text("search.clear_filters"), () => this.#clear(), { class: "plain" });
    const head = element("div", { class: "head" }, element("h2", {}, text("search.filters")));
    head.append(this.clear);
    // Hidden until the first values are there, so that nothing moves when they appear.
    this.element = element("div", { class: "facets", hidden: true }, head);
    for (const facet of /** @type {const} */ ([...OPEN_AT_FIRST, "author", ...LABELS])) {
      this.element.append(
        this.#drawFold(facet, text(/** @type {"search.facet_tag"} */ (`search.facet_${facet}`))),
      );
    }
  }

  /**
   * Show the values for a result, or nothing while there is none.
   * @param {Result | null} result
   * @param {State} state
   */
  async show(result, state) {
    this.result = result;
    this.state = state;
    this.clear.hidden = !isNarrowed(state);
    if (result && this.isInSight) await this.#fill();
  }

  /**
   * Load the values now if the panel comes into sight.
   * @param {boolean} isInSight
   */
  setInSight(isInSight) {
    this.isInSight = isInSight;
    if (isInSight && this.result) this.#fill();
  }

  #clear() {
    const { q, sort } = this.state;
    this.change({ ...emptyState(), q, sort });
    // The button disappears together with the filters.
    this.element.querySelector("summary")?.focus();
  }

  async #fill() {
    try {
      await this.#showLabels();
    } catch (error) {
      // The next search will report the error.
      if (await this.recover(error)) return;
    }
    const folds = [...this.element.querySelectorAll("details")].filter(({ open }) => open);
    await Promise.all(folds.map((fold) => this.#fillFold(fold)));
    // There is nothing to choose from where nothing was found, unless a filter hides papers.
    this.element.hidden = this.result?.found.length === 0 && !isNarrowed(this.state);
  }

  /**
   * @param {string} facet
   * @param {string} name
   */
  #drawFold(facet, name) {
    const fold = element(
      "details",
      { "data-facet": facet, open: OPEN_AT_FIRST.includes(facet) },
      element("summary", { dir: "auto" }, name),
      element("div", { class: "fold" }),
    );
    // `#showLabels` shows them if the index has values.
    fold.hidden = LABELS.some((label) => label === facet);
    fold.addEventListener("toggle", () => {
      if (fold.open && this.isInSight) this.#fillFold(fold);
    });
    return fold;
  }

  /** Show optional facets, and those that the collection declares, if it has values of them. */
  async #showLabels() {
    const manifest = await this.store.manifest();
    for (const label of LABELS) {
      const fold = this.element.querySelector(`[data-facet=${label}]`);
      const values = manifest[/** @type {const} */ (`${label}s`)];
      if (fold instanceof HTMLElement) fold.hidden = values.length === 0;
    }
    for (const [name, label] of manifest.own) {
      if (this.element.querySelector(`[data-facet="own:${name}"]`)) continue;
      this.element.append(this.#drawFold(`own:${name}`, label));
    }
  }

  /** @param {HTMLDetailsElement} fold */
  async #fillFold(fold) {
    const { result, state } = this;
    if (!result) return;
    const isWanted = () => result === this.result && state === this.state;
    /** @type {Node[]} */
    let nodes;
    try {
      nodes = await this.#drawFacet(fold.dataset.facet ?? "", result);
      if (isWanted() && (await this.recover())) return;
    } catch (error) {
      if (isWanted() && (await this.recover(error))) return;
      nodes = [this.#drawLoadError(fold)];
    }
    if (isWanted()) keepFocus(fold, () => fold.querySelector(".fold")?.replaceChildren(...nodes));
  }

  /**
   * The message shown if the values of a facet could not be loaded.
   * @param {HTMLDetailsElement} fold
   */
  #drawLoadError(fold) {
    const again = button(text("search.try_again"), () => this.#fillFold(fold), { class: "plain" });
    return element("p", { role: "status" }, text("search.values_lost"), " ", again);
  }

  /**
   * @param {string} facet
   * @param {Result} result
   * @returns {Promise<Node[]>}
   */
  async #drawFacet(facet, result) {
    if (facet === "has") return this.#drawHas(result);
    if (facet === "author") return this.#drawAuthors(result);
    const [manifest, columns] = await Promise.all([this.store.manifest(), readColumns(this.store)]);
    const { tags, venues, decisions, tracks, sessions } = manifest;
    const own = ownValues(manifest);
    const sizes = {
      own: own.length,
      ...{ tag: tags.length, venue: venues.length, decision: decisions.length },
      ...{ track: tracks.length, session: sessions.length },
    };
    const counts = countValues(result.found, result.tests, columns, sizes);
    if (facet === "year") return drawYears(counts.years, this.state, this.change);
    if (facet.startsWith("own:")) {
      const values = own.map(([id, name], i) => ({ id, name, count: counts.own[i] ?? 0 }));
      const prefix = facet.slice("own".length + 1);
      const some = values.filter((value) => value.id.startsWith(`${prefix}:`));
      return this.#drawValues("own", some, facet);
    }
    const chosen = /** @type {Exclude<Facet, "author" | "own">} */ (facet);
    const named = {
      tag: tags,
      venue: venues,
      decision: decisions,
      track: tracks,
      session: sessions,
    };
    const first = chosen === "tag" ? 0 : 1;
    const values = named[chosen].map(([id, name], i) => {
      return { id, name, count: counts[chosen][i + first] ?? 0 };
    });
    return this.#drawValues(chosen, values, facet);
  }

  /** @param {Result} result */
  async #drawHas(result) {
    const { q } = this.state;
    const values = await countHasValues(this.store, result.papers);
    return drawValues(values, findHasValues(q), (side, id) =>
      this.change({ q: toggleHasValue(q, side, id) }),
    );
  }

  /** @param {Result} result */
  async #drawAuthors(result) {
    const values = await countAuthors(this.store, result.papers);
    for (const id of [...this.state.author.with, ...this.state.author.without]) {
      if (values.some((value) => value.id === id)) continue;
      values.push({ id, name: await findAuthorName(this.store, id), count: 0 });
    }
    return this.#drawValues("author", values, "author");
  }

  /**
   * @param {Facet} of
   * @param {Value[]} values
   * @param {string} name of the facet in the panel
   */
  #drawValues(of, values, name) {
    const press = (/** @type {"with" | "without"} */ side, /** @type {string} */ id) =>
      this.change({ [of]: toggle(this.state[of], side, id) });
    const expand = () => this.expanded.add(name);
    return drawValues(values, this.state[of], press, this.expanded.has(name), expand);
  }
}

/**
 * Redraw an area, and restore the focus to the control with the same label.
 * @param {HTMLElement} area
 * @param {() => void} draw
 */
function keepFocus(area, draw) {
  const { activeElement } = document;
  const label = area.contains(activeElement) ? labelOf(activeElement) : "";
  draw();
  if (!label || area.contains(document.activeElement)) return;
  const same = [...area.querySelectorAll("button, select")].find((one) => labelOf(one) === label);
  if (same instanceof HTMLElement) same.focus();
}

/** @param {Element | null} control */
function labelOf(control) {
  return (
    control?.getAttribute("aria-label") ??
    control?.closest("label")?.firstChild?.textContent ??
    control?.textContent ??
    ""
  );
}
