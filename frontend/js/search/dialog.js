// @ts-check
/** The dialog that searches from any page; what was typed stands behind `#search=` in the address. */

import { renewPage } from "../renew.js";
import { button, countOf, element } from "./dom.js";
import { emptyState, renderState } from "./state.js";
import { FormatError } from "./store.js";
import { View, wireArrows } from "./view.js";

/** @typedef {import("./store.js").Store} Store */

export const HASH = "#search";
const TYPING_PAUSE = 90;
const SHOWN = 8;

/**
 * What an address asks the dialog for; nothing where the dialog is to stay closed.
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
 * The part of an address by which the dialog comes again as it is.
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
      notice: element("div", { class: "notice" }),
      list: element("ol", { class: "items" }),
    };
    this.field = element("input", {
      type: "search",
      name: "q",
      "aria-label": "Search the papers",
      placeholder: "Title, author, topic or DOI",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "search",
    });
    this.all = element(
      "a",
      { class: "plain", href: `${store.root}search/` },
      "More ways to search",
    );
    /** Switches letter shortcuts, once somebody has wired it. */
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
      button("Close", () => this.box.close(), { class: "close" }),
    );
    const results = element("div", { class: "found" }, this.places.notice, this.places.list);
    const foot = element("div", { class: "foot" }, this.places.status, this.letters, this.all);
    return element("dialog", { class: "finder", "aria-label": "Search" }, form, results, foot);
  }

  #wire() {
    document.body.append(this.box);
    this.field.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.exact = false;
      this.pause = setTimeout(() => this.#show(), TYPING_PAUSE);
    });
    // By itself the first Escape would only empty the field.
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      this.box.close();
    });
    // A click beside the dialog goes to the dialog itself.
    this.box.addEventListener("click", (event) => {
      if (event.target === this.box) this.box.close();
    });
    this.box.addEventListener("close", () => this.#leave());
    wireArrows(this.box, this.field, this.places.list);
  }

  /**
   * Open with a query, or with what was typed last.
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

  /** Take the dialog out of the address, as if it had never been opened. */
  #leave() {
    // What was typed last must not write itself into the address of the page below.
    clearTimeout(this.pause);
    if (parseHash(location.hash) === null) return;
    if (history.state?.finder) history.back();
    else history.replaceState(null, "", location.pathname + location.search);
  }

  /** Say what there is to search, while nothing is. */
  async #invite() {
    const stopWaiting = this.view.announceWait("Loading the index…");
    try {
      const { papers } = await this.store.manifest();
      if (this.field.value.trim()) return;
      this.places.status.textContent = `${countOf(papers, "paper")} to search`;
    } catch (error) {
      if (error instanceof FormatError && (await renewPage(error.version))) return;
      // The first search will say what is wrong.
      if (!this.field.value.trim()) this.places.status.replaceChildren();
    } finally {
      stopWaiting();
    }
  }

  async #show() {
    const query = this.field.value;
    history.replaceState(history.state, "", renderHash(query));
    const state = { ...emptyState(), q: query, exact: this.exact, shown: SHOWN };
    this.all.href = `${this.store.root}search/${renderState(state)}`;
    this.all.textContent = "More ways to search";
    if (!query.trim()) {
      this.view.clear();
      await this.#invite();
      return;
    }
    const result = await this.view.show(state);
    if (!result) return;
    const count = result.papers.length;
    this.all.textContent =
      count > SHOWN ? `All ${countOf(count, "paper")}, with filters` : "More ways to search";
    this.places.list.parentElement?.scrollTo(0, 0);
  }
}
