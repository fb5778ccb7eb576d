// @ts-check
/** The search page: a field, filters and results. All of its state is in its URL. */

import { renewPage } from "../../renew.js";
import { button, element } from "../dom.js";
import { FILES, sortOf } from "../engine.js";
import { countFilters, isNarrowed, ownValues } from "../filters.js";
import { PAGE, SORTS, parseState, renderState } from "../state.js";
import { FormatError } from "../store.js";
import { text } from "../texts.js";
import { View, wireArrows } from "../view.js";
import { findAuthorName } from "./authors.js";
import { ExportPanel } from "./export_panel.js";
import { FacetPanel } from "./facet_panel.js";
import { drawChosen } from "./facets.js";
import { FilterSheet } from "./filter_sheet.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../state.js").State} State */
/** @typedef {import("../engine.js").Result} Result */

const TYPING_PAUSE = 90;
const HISTORY_STEP_AFTER = 1500;

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
    // Hidden until the options are known, on which its width depends.
    this.tools = element("div", { class: "tools", hidden: true });
    this.sort = element("select", { "aria-label": text("search.sort") });
    this.more = button(
      text("search.more"),
      () => this.change({ shown: this.state.shown + 2 * PAGE }),
      { class: "more-results", hidden: true },
    );
    const change = (/** @type {Partial<State>} */ changes) => this.change(changes);
    this.facets = new FacetPanel(store, change, (error) => this.#recover(error));
    this.sheet = new FilterSheet(this.facets);
    this.exports = new ExportPanel(store, this.places.list);
    this.view = new View(store, this.places, change);
    this.typedAt = 0;
    this.pause = 0;
  }

  /**
   * Insert the elements and show the results for the URL.
   * @param {AbortSignal} signal ends it when another page replaces it
   */
  start(signal) {
    this.#insert();
    this.sheet.follow(this.page.parentElement ?? this.page, signal);
    this.sort.addEventListener("change", () => {
      this.change({ sort: /** @type {import("../state.js").Sort} */ (this.sort.value) });
    });
    const early = this.state.q ? "" : this.field.value;
    this.field.value = this.state.q || early;
    this.field.addEventListener("input", () => this.#type());
    // The index is loaded before the first letter is typed, but not with the page.
    const prepare = () => this.store.manifest().catch((error) => this.#recover(error));
    this.field.addEventListener("focus", prepare, { signal });
    if (this.field === document.activeElement) prepare();
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

  #insert() {
    const { status, destinations, notice, list } = this.places;
    const { aside, box, opener } = this.sheet;
    this.tools.append(opener, this.exports.opener, this.sort);
    // The template has it, so that all lists have the same.
    const density = this.page.querySelector(".density");
    if (density) this.tools.append(density);
    const heading = element("h2", { class: "sr" }, text("search.results"));
    const hits = element(
      "div",
      { class: "hits" },
      this.exports.element,
      this.chosen,
      destinations,
      notice,
      heading,
      list,
      this.more,
    );
    this.page.replaceChildren(
      element("div", { class: "bar" }, status, this.tools),
      aside,
      hits,
      box,
    );
  }

  /**
   * Change the state, with a history entry.
   * @param {Partial<State>} changes
   */
  change(changes) {
    this.state = { ...this.state, shown: PAGE, ...changes };
    history.pushState(null, "", this.#address());
    this.field.value = this.state.q;
    // Filters stay in sight while the results scroll; a new list begins at its top.
    const isAbove = this.page.getBoundingClientRect().top < 0;
    if (!changes.shown && isAbove) this.page.scrollIntoView();
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
    const idle = !state.q.trim() && !isNarrowed(state) && !state.sort;
    document.documentElement.classList.toggle("searching", !idle);
    const query = state.q.trim();
    document.title = query ? `${query} · ${this.title}` : this.title;
    this.sheet.showChosen(countFilters(state));
    if (idle) {
      // Nothing of the index is needed yet.
      this.view.clear();
      this.result = null;
      this.more.hidden = true;
      return;
    }
    // Before the results, which they would move.
    const early = Promise.all([this.#showSort(), this.#showChosen()]);
    // If the search fails, it reports the same error.
    early.catch(() => {});
    const result = await this.view.show(state);
    if (!result) return;
    this.result = result;
    this.sheet.show(result);
    this.exports.show(result);
    this.more.hidden = result.papers.length <= state.shown;
    await Promise.all(
      [early, this.facets.show(this.result, state)].map(
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
    const { sums } = await this.store.manifest();
    const sorts = SORTS.filter((sort) => {
      if (sort === "relevance") return this.state.q.trim();
      return sort === "date" || sums[FILES[sort]];
    });
    this.sort.replaceChildren(
      ...sorts.map((sort) => element("option", { value: sort }, text(`search.sort_${sort}`))),
    );
    this.sort.value = sortOf(this.state);
    this.tools.hidden = false;
  }

  async #showChosen() {
    const { state } = this;
    const manifest = await this.store.manifest();
    const { tags, venues, decisions, tracks, sessions } = manifest;
    const draw = (/** @type {Map<string, string>} */ authors) => {
      if (state !== this.state) return;
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
        state,
        (facet, id) => names[facet].get(id) ?? id,
        (changes) => this.change(changes),
      );
      this.chosen.replaceChildren(...chips);
    };
    const slugs = [...state.author.with, ...state.author.without];
    draw(new Map());
    if (slugs.length === 0) return;
    // A filter without a name can still be removed.
    const names = slugs.map((slug) => findAuthorName(this.store, slug).catch(() => slug));
    const found = await Promise.all(names);
    draw(new Map(slugs.map((slug, i) => [slug, found[i] ?? slug])));
  }
}
