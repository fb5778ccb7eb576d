// @ts-check
/** The search page: a field, facets, results; all of its state is in its address. */

import { renewPage } from "../renew.js";
import { countAuthors, nameAuthor } from "./authors.js";
import { button, element } from "./dom.js";
import { FACET_NAMES, drawChosen, drawValues, drawYears } from "./facets.js";
import { countValues, isNarrowed, readColumns } from "./filters.js";
import { sortOf } from "./engine.js";
import { LABELS, PAGE, parseState, renderState } from "./state.js";
import { FormatError } from "./store.js";
import { View, wireArrows } from "./view.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./facets.js").Facet} Facet */
/** @typedef {import("./facets.js").Value} Value */

const TYPING_PAUSE = 90;
const NEW_STEP_AFTER = 1500;

/** @type {Record<import("./state.js").Sort, string>} */
const SORT_NAMES = { relevance: "Best match", date: "Newest", upvotes: "Most upvotes" };

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
    /** @type {Result | null} */
    this.result = null;
    this.places = {
      status: element("p", { role: "status" }),
      notice: element("div", { class: "notice" }),
      list: element("ol", { class: "items" }),
    };
    this.chosen = element("p", { class: "chosen" });
    this.sort = element("select", { "aria-label": "Sort by" });
    this.more = button("More results", () => this.change({ shown: this.state.shown + 2 * PAGE }), {
      class: "more-results",
    });
    this.tools = element("div", { class: "tools" });
    this.view = new View(store, this.places, (changes) => this.change(changes));
    this.typedAt = 0;
    this.pause = 0;
  }

  /** Put everything in its place and show what the address asks for. */
  start() {
    const bar = element("div", { class: "row bar" }, this.places.status, this.tools);
    const { notice, list } = this.places;
    const heading = element("h2", { class: "sr" }, "Results");
    this.page.replaceChildren(bar, this.chosen, notice, heading, list, this.more);
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
    addEventListener("popstate", () => {
      this.state = parseState(location.search);
      this.field.value = this.state.q;
      this.#show();
    });
    wireArrows(document.body, this.field, this.places.list);
    this.#show();
    // A reader may have typed before we were here.
    if (early) this.#type();
  }

  /**
   * Go to another state, as a step that the back button takes back.
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

  /** Follow what is typed; a burst of typing is one step for the back button. */
  #type() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      if (this.field.value.trim() === this.state.q.trim()) return;
      this.state = { ...this.state, q: this.field.value, shown: PAGE, exact: false };
      const now = performance.now();
      const isNew = now - this.typedAt > NEW_STEP_AFTER;
      this.typedAt = now;
      history[isNew ? "pushState" : "replaceState"](null, "", this.#address());
      this.#show();
    }, TYPING_PAUSE);
  }

  async #show() {
    const { state } = this;
    const idle = !state.q.trim() && !isNarrowed(state);
    document.documentElement.classList.toggle("searching", !idle);
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
        // The next search will say what is wrong.
        (shown) => shown.catch((error) => this.#recover(error)),
      ),
    );
  }

  /**
   * Begin anew where the site has another index than that of the results; says whether it does.
   * @param {unknown} error if anything went wrong
   * @returns {Promise<boolean>}
   */
  async #recover(error = null) {
    if (error instanceof FormatError) return renewPage(error.version);
    const { result } = this;
    const known = await this.store.manifest().catch(() => null);
    if (!result || !known || known.version === result.version) return false;
    // Several of what stands around the results may see it at once.
    if (result === this.result) {
      this.result = null;
      await this.#show();
    }
    return true;
  }

  async #showSort() {
    const { upvotes } = await this.store.manifest();
    const sorts = /** @type {import("./state.js").Sort[]} */ (Object.keys(SORT_NAMES)).filter(
      (sort) => (sort !== "upvotes" || upvotes) && (sort !== "relevance" || this.state.q.trim()),
    );
    this.sort.replaceChildren(
      ...sorts.map((sort) => element("option", { value: sort }, SORT_NAMES[sort])),
    );
    this.sort.value = sortOf(this.state);
  }

  async #showChosen() {
    const { tags, venues, decisions, tracks, sessions } = await this.store.manifest();
    const authors = new Map(
      await Promise.all(
        [...this.state.author.with, ...this.state.author.without].map(
          async (slug) =>
            /** @type {[string, string]} */ ([
              slug,
              // A filter whose name cannot be had can still be taken away.
              await nameAuthor(this.store, slug).catch(() => slug),
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
    };
    const chips = drawChosen(
      this.state,
      (facet, id) => names[facet].get(id) ?? id,
      (changes) => this.change(changes),
    );
    this.chosen.replaceChildren(...chips);
  }

  /** The bar of facets: each unfolds below it, one at a time. */
  #drawFacets() {
    for (const [facet, name] of [...Object.entries(FACET_NAMES), ["year", "Year"]]) {
      const fold = element(
        "details",
        { name: "facets", "data-facet": facet ?? "" },
        element("summary", {}, name ?? ""),
        element("div", { class: "fold" }),
      );
      fold.addEventListener("toggle", () => this.#showFacets());
      // Shown when the index has said that there are values.
      fold.hidden = LABELS.some((label) => label === facet);
      this.tools.append(fold);
    }
    this.tools.append(this.sort);
  }

  /** Most collections have no values of these facets, and need none of them. */
  async #showLabels() {
    const manifest = await this.store.manifest();
    for (const label of LABELS) {
      const fold = this.tools.querySelector(`[data-facet=${label}]`);
      const values = manifest[/** @type {const} */ (`${label}s`)];
      if (fold instanceof HTMLElement) fold.hidden = values.length === 0;
    }
  }

  /** Fill the facet that is unfolded. */
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
      nodes = [this.#tellLost()];
    }
    if (isWanted()) keepFocus(fold, () => fold.querySelector(".fold")?.replaceChildren(...nodes));
  }

  /** What stands in the place of values that cannot be had. */
  #tellLost() {
    const again = button("Try again", () => this.#showFacets(), { class: "plain" });
    return element("p", { role: "status" }, "These values could not be loaded just now. ", again);
  }

  /**
   * @param {string} facet
   * @param {Result} result
   * @returns {Promise<Node[]>}
   */
  async #drawFacet(facet, result) {
    const change = (/** @type {Partial<State>} */ changes) => this.change(changes);
    if (facet === "author") {
      const values = await countAuthors(this.store, result.papers);
      for (const id of [...this.state.author.with, ...this.state.author.without]) {
        if (values.some((value) => value.id === id)) continue;
        values.push({ id, name: await nameAuthor(this.store, id), count: 0 });
      }
      return drawValues("author", values, this.state, change);
    }
    const [{ tags, venues, decisions, tracks, sessions }, columns] = await Promise.all([
      this.store.manifest(),
      readColumns(this.store),
    ]);
    const sizes = {
      ...{ tag: tags.length, venue: venues.length, decision: decisions.length },
      ...{ track: tracks.length, session: sessions.length },
    };
    const counts = countValues(result.found, result.tests, columns, sizes);
    if (facet === "year") return drawYears(counts.years, this.state, change);
    const chosen = /** @type {Exclude<Facet, "author">} */ (facet);
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
    return drawValues(chosen, values, this.state, change);
  }
}

/**
 * Draw anew, and leave the focus on the button that says the same.
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

/** @param {Element | null} one */
function labelOf(one) {
  return (
    one?.getAttribute("aria-label") ??
    one?.closest("label")?.firstChild?.textContent ??
    one?.textContent ??
    ""
  );
}
