// @ts-check
/** The search dialog, available on every page; its query is kept in the URL, after `#search=`. */

import { renewPage } from "../renew.js";
import { button, element } from "./dom.js";
import { emptyState, renderState } from "./state.js";
import { FormatError } from "./store.js";
import { countText, text } from "./texts.js";
import { View, wireArrows } from "./view.js";

/** @typedef {import("./store.js").Store} Store */

export const HASH = "#search";
const TYPING_PAUSE = 90;
const MAX_RESULTS = 8;

/**
 * The query in the fragment of a URL, or `null` if the fragment does not open the dialog.
 * @param {string} hash
 * @returns {string | null}
 */
export function parseHash(hash) {
  if (hash !== HASH && !hash.startsWith(`${HASH}=`)) return null;
  try {
    return decodeURIComponent(hash.slice(HASH.length + 1));
  } catch {
    return "";
  }
}

/**
 * The URL fragment that opens the dialog with a query.
 * @param {string} query
 */
export function renderHash(query) {
  return query.trim() ? `${HASH}=${encodeURIComponent(query.trim())}` : HASH;
}

export class SearchDialog {
  /** @param {Store} store */
  constructor(store) {
    this.store = store;
    this.places = {
      status: element("p", { role: "status" }),
      destinations: element("div", { class: "destinations" }),
      notice: element("div", { class: "notice" }),
      list: element("ol", { class: "items" }),
    };
    this.field = element("input", {
      type: "search",
      name: "q",
      "aria-label": text("search.label"),
      placeholder: text("search.placeholder"),
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "search",
    });
    this.all = element(
      "a",
      { class: "plain", href: `${store.root}search/` },
      text("search.advanced"),
    );
    /** Switches letter shortcuts on and off; `wireLetterShortcuts` makes it work. */
    this.letters = element("button", { type: "button", class: "plain" });
    this.box = this.#draw();
    this.exact = false;
    this.pause = 0;
    this.view = new View(store, this.places, ({ exact }) => {
      this.exact = exact === true;
      this.#show();
    });
    this.#wire();
  }

  #draw() {
    const form = element(
      "form",
      { class: "search", role: "search", action: `${this.store.root}search/`, method: "get" },
      this.field,
      button(text("search.close"), () => this.box.close(), { class: "close" }),
    );
    const { destinations, notice, list } = this.places;
    const results = element("div", { class: "found" }, destinations, notice, list);
    const foot = element("div", { class: "foot" }, this.places.status, this.letters, this.all);
    return element(
      "dialog",
      { class: "finder", "aria-label": text("search.title") },
      form,
      results,
      foot,
    );
  }

  #wire() {
    // Inside Material, our styles apply only below an element of this class.
    document.body.append(element("div", { class: "papershelf" }, this.box));
    this.field.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.exact = false;
      this.pause = setTimeout(() => this.#show(), TYPING_PAUSE);
    });
    // By default the first Escape would only clear the field.
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      this.box.close();
    });
    // The target of a click on the backdrop is the dialog itself.
    this.box.addEventListener("click", (event) => {
      if (event.target === this.box) this.box.close();
    });
    this.box.addEventListener("close", () => this.#leave());
    wireArrows(this.box, this.field, this.places.list);
  }

  /**
   * Open the dialog with a query, or with the previous one.
   * @param {string | null} query
   */
  open(query = null) {
    if (query !== null) this.field.value = query;
    if (parseHash(location.hash) === null) {
      history.pushState({ finder: true }, "", renderHash(this.field.value));
    }
    if (!this.box.open) this.box.showModal();
    this.field.select();
    this.#show();
  }

  /** Remove the dialog from the URL and from the history. */
  #leave() {
    // A pending search would write its query into the URL of the page behind the dialog.
    clearTimeout(this.pause);
    if (parseHash(location.hash) === null) return;
    if (history.state?.finder) history.back();
    else history.replaceState(null, "", location.pathname + location.search);
  }

  /** Show the number of papers while the query is empty. */
  async #showPaperCount() {
    const stopWaiting = this.view.announceWait(text("search.loading"));
    try {
      const { papers } = await this.store.manifest();
      if (this.field.value.trim()) return;
      this.places.status.textContent = countText("search.invitation", papers);
    } catch (error) {
      if (error instanceof FormatError && (await renewPage(error.version))) return;
      // The first search will report the error.
      if (!this.field.value.trim()) this.places.status.replaceChildren();
    } finally {
      stopWaiting();
    }
  }

  async #show() {
    const query = this.field.value;
    history.replaceState(history.state, "", renderHash(query));
    const state = { ...emptyState(), q: query, exact: this.exact, shown: MAX_RESULTS };
    this.all.href = `${this.store.root}search/${renderState(state)}`;
    this.all.textContent = text("search.advanced");
    if (!query.trim()) {
      this.view.clear();
      await this.#showPaperCount();
      return;
    }
    const result = await this.view.show(state);
    if (!result) return;
    const count = result.papers.length;
    this.all.textContent =
      count > MAX_RESULTS ? countText("search.all_with_filters", count) : text("search.advanced");
    this.places.list.parentElement?.scrollTo(0, 0);
  }
}
