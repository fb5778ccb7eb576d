// @ts-check
/** The search page: a field, facets and results. All of its state is in its URL. */

import { renewPage } from "../renew.js";
import { countAuthors, findAuthorName } from "./authors.js";
import { button, element } from "./dom.js";
import { drawChosen, drawValues, drawYears } from "./facets.js";
import { countValues, isNarrowed, ownValues, readColumns } from "./filters.js";
import { sortOf } from "./engine.js";
import { countHasValues, findHasValues, toggleHasValue } from "./has.js";
import { LABELS, PAGE, parseState, renderState, toggle } from "./state.js";
import { FormatError } from "./store.js";
import { text } from "./texts.js";
import { View, wireArrows } from "./view.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./facets.js").Facet} Facet */
/** @typedef {import("./facets.js").Value} Value */

const TYPING_PAUSE = 90;
const HISTORY_STEP_AFTER = 1500;

const SORTS = /** @type {const} */ (["relevance", "date", "upvotes"]);

export class SearchPage {
  /**
   * @param {Store} store
   * @param {HTMLElement} page
   * @param {HTMLInputElement} field
   */
  constructor(store, page, field) {
    this.store = store;
    this.page = page;
    this.field = field;
    this.state = parseState(location.search);
    this.title = document.title;
    /** @type {Result | null} */
    this.result = null;
    this.places = {
      status: element("p", { role: "status" }),
      destinations: element("div", { class: "destinations" }),
      notice: element("div", { class: "notice" }),
      list: element("ol", { class: "items" }),
    };
    this.chosen = element("p", { class: "chosen" });
    this.sort = element("select", { "aria-label": text("search.sort") });
    this.more = button(
      text("search.more"),
      () => this.change({ shown: this.state.shown + 2 * PAGE }),
      {
        class: "more-results",
      },
    );
    this.more.hidden = true;
    this.tools = element("div", { class: "tools" });
    this.view = new View(store, this.places, (changes) => this.change(changes));
    this.typedAt = 0;
    this.pause = 0;
  }

  /**
   * Insert the elements and show the results for the URL.
   * @param {AbortSignal} signal ends it when another page replaces it
   */
  start(signal) {
    const bar = element("div", { class: "row bar" }, this.places.status, this.tools);
    const { destinations, notice, list } = this.places;
    const heading = element("h2", { class: "sr" }, text("search.results"));
    this.page.replaceChildren(bar, this.chosen, destinations, notice, heading, list, this.more);
    this.#drawFacets();
    this.sort.addEventListener("change", () => {
      this.change({ sort: /** @type {import("./state.js").Sort} */ (this.sort.value) });
    });
    const early = this.state.q ? "" : this.field.value;
    this.field.value = this.state.q || early;
    this.field.addEventListener("input", () => this.#type());
    this.field.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#type();
    });
    const followUrl = () => {
      this.state = parseState(location.search);
      this.field.value = this.state.q;
      this.#show();
    };
    addEventListener("popstate", followUrl, { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(this.pause);
      document.documentElement.classList.remove("searching");
    });
    wireArrows(this.page.parentElement ?? this.page, this.field, this.places.list);
    this.#show();
    // The reader may have typed before this script was loaded.
    if (early) this.#type();
  }

  /**
   * Change the state, with a history entry.
   * @param {Partial<State>} changes
   */
  change(changes) {
    this.state = { ...this.state, shown: PAGE, ...changes };
    history.pushState(null, "", this.#address());
    this.field.value = this.state.q;
    this.#show();
  }

  #address() {
    return `${location.pathname}${renderState(this.state)}`;
  }

  /** Search while the reader types; one burst of typing is one history entry. */
  #type() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      if (this.field.value.trim() === this.state.q.trim()) return;
      this.state = { ...this.state, q: this.field.value, shown: PAGE, exact: false };
      const now = performance.now();
      const isNew = now - this.typedAt > HISTORY_STEP_AFTER;
      this.typedAt = now;
      history[isNew ? "pushState" : "replaceState"](null, "", this.#address());
      this.#show();
    }, TYPING_PAUSE);
  }

  async #show() {
    const { state } = this;
    const idle = !state.q.trim() && !isNarrowed(state);
    document.documentElement.classList.toggle("searching", !idle);
    const query = state.q.trim();
    document.title = query ? `${query} · ${this.title}` : this.title;
    if (idle) {
      this.view.clear();
      this.result = null;
    } else {
      const result = await this.view.show(state);
      if (!result) return;
      this.result = result;
    }
    this.more.hidden = !this.result || this.result.papers.length <= state.shown;
    await Promise.all(
      [this.#showSort(), this.#showChosen(), this.#showLabels(), this.#showFacets()].map(
        // The next search will report the error.
        (shown) => shown.catch((error) => this.#recover(error)),
      ),
    );
  }

  /**
   * Search again if the site has another index than that of the results. Returns whether it has.
   * @param {unknown} error the reason for the check, if any
   * @returns {Promise<boolean>}
   */
  async #recover(error = null) {
    if (error instanceof FormatError) return renewPage(error.version);
    const { result } = this;
    const known = await this.store.manifest().catch(() => null);
    if (!result || !known || known.version === result.version) return false;
    // Several callers may notice it at the same time.
    if (result === this.result) {
      this.result = null;
      await this.#show();
    }
    return true;
  }

  async #showSort() {
    const { upvotes } = await this.store.manifest();
    const sorts = SORTS.filter(
      (sort) => (sort !== "upvotes" || upvotes) && (sort !== "relevance" || this.state.q.trim()),
    );
    this.sort.replaceChildren(
      ...sorts.map((sort) => element("option", { value: sort }, text(`search.sort_${sort}`))),
    );
    this.sort.value = sortOf(this.state);
  }

  async #showChosen() {
    const manifest = await this.store.manifest();
    const { tags, venues, decisions, tracks, sessions } = manifest;
    const authors = new Map(
      await Promise.all(
        [...this.state.author.with, ...this.state.author.without].map(
          async (slug) =>
            /** @type {[string, string]} */ ([
              slug,
              // A filter without a name can still be removed.
              await findAuthorName(this.store, slug).catch(() => slug),
            ]),
        ),
      ),
    );
    const names = {
      tag: new Map(tags),
      venue: new Map(venues),
      author: authors,
      decision: new Map(decisions),
      track: new Map(tracks),
      session: new Map(sessions),
      own: new Map(ownValues(manifest)),
    };
    const chips = drawChosen(
      this.state,
      (facet, id) => names[facet].get(id) ?? id,
      (changes) => this.change(changes),
    );
    this.chosen.replaceChildren(...chips);
  }

  /** Draw the bar of facets; one at a time can be open. */
  #drawFacets() {
    for (const facet of /** @type {const} */ ([
      "tag",
      "venue",
      "author",
      ...LABELS,
      "has",
      "year",
    ])) {
      const fold = this.#drawFold(facet, text(`search.facet_${facet}`));
      // `#showLabels` shows them if the index has values.
      fold.hidden = LABELS.some((label) => label === facet);
      this.tools.append(fold);
    }
    this.tools.append(this.sort);
  }

  /**
   * @param {string} facet
   * @param {string} name
   */
  #drawFold(facet, name) {
    const fold = element(
      "details",
      { name: "facets", "data-facet": facet },
      element("summary", { dir: "auto" }, name),
      element("div", { class: "fold" }),
    );
    fold.addEventListener("toggle", () => this.#showFacets());
    return fold;
  }

  /** Show optional facets, and those that the collection declares, if it has values of them. */
  async #showLabels() {
    const manifest = await this.store.manifest();
    for (const label of LABELS) {
      const fold = this.tools.querySelector(`[data-facet=${label}]`);
      const values = manifest[/** @type {const} */ (`${label}s`)];
      if (fold instanceof HTMLElement) fold.hidden = values.length === 0;
    }
    for (const [name, label] of manifest.own) {
      if (this.tools.querySelector(`[data-facet="own:${name}"]`)) continue;
      this.sort.before(this.#drawFold(`own:${name}`, label));
    }
  }

  /** Fill the facet that is open. */
  async #showFacets() {
    const fold = this.tools.querySelector("details[open]");
    const { result, state } = this;
    if (!(fold instanceof HTMLElement) || !result) return;
    const facet = fold.dataset.facet ?? "";
    const isWanted = () => result === this.result && state === this.state;
    /** @type {Node[]} */
    let nodes;
    try {
      nodes = await this.#drawFacet(facet, result);
      if (isWanted() && (await this.#recover())) return;
    } catch (error) {
      if (isWanted() && (await this.#recover(error))) return;
      nodes = [this.#drawLoadError()];
    }
    if (isWanted()) keepFocus(fold, () => fold.querySelector(".fold")?.replaceChildren(...nodes));
  }

  /** The message shown if the values of a facet could not be loaded. */
  #drawLoadError() {
    const again = button(text("search.try_again"), () => this.#showFacets(), { class: "plain" });
    return element("p", { role: "status" }, text("search.values_lost"), " ", again);
  }

  /**
   * @param {string} facet
   * @param {Result} result
   * @returns {Promise<Node[]>}
   */
  async #drawFacet(facet, result) {
    const change = (/** @type {Partial<State>} */ changes) => this.change(changes);
    /** @type {(facet: Facet, values: Value[]) => Node[]} */
    const draw = (of, values) =>
      drawValues(values, this.state[of], (side, id) =>
        change({ [of]: toggle(this.state[of], side, id) }),
      );
    if (facet === "has") {
      const { q } = this.state;
      const values = await countHasValues(this.store, result.papers);
      return drawValues(values, findHasValues(q), (side, id) =>
        change({ q: toggleHasValue(q, side, id) }),
      );
    }
    if (facet === "author") {
      const values = await countAuthors(this.store, result.papers);
      for (const id of [...this.state.author.with, ...this.state.author.without]) {
        if (values.some((value) => value.id === id)) continue;
        values.push({ id, name: await findAuthorName(this.store, id), count: 0 });
      }
      return draw("author", values);
    }
    const [manifest, columns] = await Promise.all([this.store.manifest(), readColumns(this.store)]);
    const { tags, venues, decisions, tracks, sessions } = manifest;
    const own = ownValues(manifest);
    const sizes = {
      own: own.length,
      ...{ tag: tags.length, venue: venues.length, decision: decisions.length },
      ...{ track: tracks.length, session: sessions.length },
    };
    const counts = countValues(result.found, result.tests, columns, sizes);
    if (facet === "year") return drawYears(counts.years, this.state, change);
    if (facet.startsWith("own:")) {
      const values = own.map(([id, name], i) => ({ id, name, count: counts.own[i] ?? 0 }));
      const prefix = facet.slice("own".length + 1);
      const some = values.filter((value) => value.id.startsWith(`${prefix}:`));
      return draw("own", some);
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
    return draw(chosen, values);
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
