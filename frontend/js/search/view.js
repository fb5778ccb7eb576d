// @ts-check
/** Shows the results of the latest search; used by the dialog and the search page. */

import { renewPage } from "../renew.js";
import { drawDestinations, findDestinations, findNearestTag } from "./destinations.js";
import { search, searchWords } from "./engine.js";
import { isNarrowed } from "./filters.js";
import { describeCount, describeMatch, drawTips, drawNotice } from "./messages.js";
import { entryParts, readPage, textsOf } from "./paper.js";
import { addressOf, chooseExcerpt, drawResult, marked } from "./results.js";
import { emptyState, renderState } from "./state.js";
import { FormatError, IndexError } from "./store.js";
import { text } from "./texts.js";
import { fold } from "./words.js";

const SLOW_AFTER = 400;
const MAX_ATTEMPTS = 3;
/** How many results are drawn before the files of the others are read. */
const FIRST = 5;
/**
 * How long papers that lack words wait for those found by meaning, to be in one order with them. What
 * is drawn does not move: papers found later come below.
 */
const JOIN_WITHIN = 700;

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Card} Card */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./engine.js").Result} Result */
/** @typedef {import("./destinations.js").Destination} Destination */

/**
 * A result with the cards to draw, and what to say about why each of these papers was found.
 * @typedef {{
 *   result: Result, cards: Card[], notes: Map<Card, string>, destinations: Destination[],
 *   manifest: import("./store.js").Manifest,
 * }} Found
 */

/**
 * The elements to fill.
 * @typedef {{
 *   status: HTMLElement, destinations: HTMLElement, notice: HTMLElement, list: HTMLElement,
 * }} Places
 */

export class View {
  /**
   * @param {Store} store
   * @param {Places} places
   * @param {(changes: Partial<State>) => void} change called if the reader changes the state
   */
  constructor(store, places, change) {
    this.store = store;
    this.places = places;
    this.change = change;
    this.turn = 0;
    this.shown = "";
    /** @type {AbortController | null} */
    this.reading = null;
  }

  /**
   * Show the results of a state. Returns `null` if the search failed or a later one replaced it.
   * @param {State} state
   * @returns {Promise<Result | null>}
   */
  async show(state) {
    const turn = ++this.turn;
    this.places.list.setAttribute("aria-busy", "true");
    const stopWaiting = this.announceWait(text("search.searching"));
    try {
      return await this.#showFound(state, turn);
    } catch (error) {
      if (error instanceof FormatError && (await renewPage(error.version))) return null;
      if (turn === this.turn) this.#fail();
      return null;
    } finally {
      stopWaiting();
      if (turn === this.turn) this.places.list.removeAttribute("aria-busy");
    }
  }

  /**
   * Show the papers with all words first, then the others, in one order with those found by meaning.
   * @param {State} state
   * @param {number} turn
   */
  async #showFound(state, turn) {
    // If the index was replaced meanwhile, `#find` searches again.
    const words = await searchWords(this.store, state).catch(() => null);
    if (!words?.join) return this.#showResult(state, turn, words?.found ?? null);
    const joining = words.join().catch(() => words.found);
    const complete = onlyComplete(words.found);
    if (complete.papers.length > 0) await this.#showResult(state, turn, complete);
    const joined = await Promise.race([joining, wait(JOIN_WITHIN)]);
    if (joined) return this.#showResult(state, turn, joined);
    const shown = await this.#showResult(state, turn, words.found);
    return shown && this.#showResult(state, turn, putBelow(shown, state.shown, await joining));
  }

  /**
   * Draw a result, the first few papers before the others, which need more files.
   * @param {State} state
   * @param {number} turn
   * @param {Result | null} known
   */
  async #showResult(state, turn, known) {
    const first = await this.#find(state, Math.min(FIRST, state.shown), known);
    if (turn !== this.turn) return null;
    this.#draw(state, first);
    if (first.result.papers.length <= FIRST) return first.result;
    const all = await this.#find(state, state.shown, first.result);
    if (turn !== this.turn) return null;
    this.#draw(state, all);
    return all.result;
  }

  /**
   * Search, and read the cards of the results. Starts over if the index was replaced meanwhile.
   * @param {State} state
   * @param {number} count how many cards to read
   * @param {Result | null} known the result of the same search, if it is known
   * @returns {Promise<Found>}
   */
  async #find(state, count, known = null) {
    for (let left = MAX_ATTEMPTS; left > 0; left--) {
      const { version } = await this.store.manifest();
      const isSame = async () => (await this.store.manifest()).version === version;
      try {
        const result = known?.version === version ? known : await search(this.store, state);
        const papers = [...result.papers.subarray(0, count)];
        const cards = await this.store.cards(papers);
        const manifest = await this.store.manifest();
        const notes = new Map(
          cards.map((card, i) => [card, describeMatch(result, papers[i] ?? -1)]),
        );
        const sorted = [...exactFirst(cards.slice(0, FIRST), state.q), ...cards.slice(FIRST)];
        const destinations = await findDestinations(this.store, state.q, cards.slice(0, FIRST));
        if (await isSame()) return { result, cards: sorted, notes, manifest, destinations };
      } catch (error) {
        if (await isSame()) throw error;
      }
    }
    throw new IndexError("the index is being replaced");
  }

  /**
   * Show a status text if the result takes long, unless another search starts before.
   * @param {string} message
   * @returns {() => void} to be called when the result is there
   */
  announceWait(message) {
    const { turn } = this;
    const timer = setTimeout(() => {
      if (turn === this.turn) this.places.status.textContent = message;
    }, SLOW_AFTER);
    return () => clearTimeout(timer);
  }

  /** Clear the results and cancel pending requests. */
  clear() {
    this.turn++;
    this.reading?.abort();
    this.shown = "";
    this.places.list.removeAttribute("aria-busy");
    for (const place of Object.values(this.places)) place.replaceChildren();
  }

  /**
   * @param {State} state
   * @param {Found} found
   */
  #draw(state, { result, cards, notes, manifest, destinations }) {
    const { status, notice, list } = this.places;
    const query = renderState({ ...state, shown: 0 });
    const kept = query === this.shown ? list.children.length : 0;
    this.shown = query;
    if (!kept) this.reading?.abort();
    const reading = kept && this.reading ? this.reading : new AbortController();
    this.reading = reading;
    const drawn = cards.slice(kept).map((card) => ({
      card,
      ...drawResult(card, manifest, this.store.root, result.terms, notes.get(card) ?? ""),
    }));
    if (kept) list.append(...drawn.map(({ item }) => item));
    else {
      list.replaceChildren(...drawn.map(({ item }) => item));
      this.places.destinations.replaceChildren(...drawDestinations(destinations));
    }
    status.textContent = describeCount(result);
    notice.replaceChildren(
      ...drawNotice(result, state, () => this.change({ exact: true })),
      ...(cards.length ? [] : [this.#drawTips(state, manifest)]),
    );
    for (const { card, say } of drawn) {
      if (say) this.#showExcerpt(card, say, result.terms, reading.signal);
    }
  }

  /**
   * @param {State} state
   * @param {import("./store.js").Manifest} manifest
   */
  #drawTips(state, manifest) {
    const { q, sort } = state;
    return drawTips(
      findNearestTag(q, manifest.tags),
      isNarrowed(state),
      () => this.change({ ...emptyState(), q, sort }),
      this.store.root,
    );
  }

  /**
   * Fill in what the page of a paper has: an excerpt, counts, links and the abstract. An entry
   * lacks them if the page cannot be loaded.
   * @param {Card} card
   * @param {HTMLElement} say
   * @param {ReadonlySet<string>} terms
   * @param {AbortSignal} signal
   */
  async #showExcerpt(card, say, terms, signal) {
    try {
      const address = addressOf(this.store.root, card);
      const page = await readPage(address, this.store.get, signal);
      if (signal.aborted) return;
      say.replaceChildren(...marked(chooseExcerpt(textsOf(page), terms), terms));
      const { marks, actions } = entryParts(page, address);
      const item = say.closest("li");
      item?.querySelector(".rail")?.append(...marks);
      item?.querySelector(".acts")?.replaceChildren(...actions);
    } catch {
      // The search was replaced or the browser is offline: the result has no excerpt.
    }
  }

  /** Show that the index could not be loaded. */
  #fail() {
    const { status, destinations, notice, list } = this.places;
    this.shown = "";
    list.replaceChildren();
    destinations.replaceChildren();
    status.textContent = text("search.unavailable");
    notice.textContent = text("search.index_lost");
  }
}

/**
 * A result with only the papers that have all words.
 * @param {Result} result
 * @returns {Result}
 */
function onlyComplete(result) {
  return { ...result, papers: result.papers.filter((paper) => !result.missing.has(paper)) };
}

/**
 * A result that begins with the papers that are shown already.
 * @param {Result} shown
 * @param {number} count how many are shown
 * @param {Result} result
 * @returns {Result}
 */
function putBelow(shown, count, result) {
  const papers = new Set([...shown.papers.subarray(0, count), ...result.papers]);
  // Meaning may leave out papers that are shown.
  const missing = new Map([...shown.missing, ...result.missing]);
  return { ...result, papers: Uint32Array.from(papers), missing };
}

/**
 * @param {number} time in milliseconds
 * @returns {Promise<null>}
 */
function wait(time) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), time);
  });
}

/**
 * Move papers whose title equals the query to the front.
 * @param {Card[]} cards
 * @param {string} query
 */
export function exactFirst(cards, query) {
  const wanted = fold(query);
  const exact = cards.filter((card) => fold(card[1]) === wanted);
  return exact.length ? [...exact, ...cards.filter((card) => !exact.includes(card))] : cards;
}

/**
 * Make the arrow keys move the focus between the field and the results.
 * @param {HTMLElement} area the element that receives the key events
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list
 */
export function wireArrows(area, field, list) {
  area.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stops = [
      field,
      .../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("h3 a")),
    ];
    const place = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[place + step];
    if (place < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
}
