// @ts-check
/** Shows what a search finds, the newest search only: the dialog and the search page share this. */

import { renewPage } from "../renew.js";
import { search } from "./engine.js";
import { isNarrowed } from "./filters.js";
import { tellCount, tellNothing, tellNotice } from "./messages.js";
import { readTexts } from "./paper.js";
import { addressOf, chooseExcerpt, drawResult, marked } from "./results.js";
import { emptyState, renderState } from "./state.js";
import { FormatError, IndexError } from "./store.js";
import { fold } from "./words.js";

const SLOW_AFTER = 400;
const MOST_INDEXES = 3;

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./store.js").Card} Card */
/** @typedef {import("./state.js").State} State */
/** @typedef {import("./engine.js").Result} Result */

/**
 * The elements to fill.
 * @typedef {{ status: HTMLElement, notice: HTMLElement, list: HTMLElement }} Places
 */

export class View {
  /**
   * @param {Store} store
   * @param {Places} places
   * @param {(changes: Partial<State>) => void} change called when the reader asks for another state
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
   * Show what a state finds. Gives the result, or nothing where a later search came in between.
   * @param {State} state
   * @returns {Promise<Result | null>}
   */
  async show(state) {
    const turn = ++this.turn;
    this.places.list.setAttribute("aria-busy", "true");
    const stopWaiting = this.announceWait("Searching…");
    try {
      const { result, cards, manifest } = await this.#find(state, () => turn === this.turn);
      if (turn !== this.turn) return null;
      this.#draw(state, result, cards, manifest);
      return result;
    } catch (error) {
      if (error instanceof FormatError && (await renewPage(error.version))) return null;
      if (turn === this.turn) this.#fail(error);
      return null;
    } finally {
      stopWaiting();
      if (turn === this.turn) this.places.list.removeAttribute("aria-busy");
    }
  }

  /**
   * What a state finds, all of it from one index: begun anew where a new one came in between.
   * @param {State} state
   * @param {() => boolean} isWanted
   */
  async #find(state, isWanted) {
    for (let left = MOST_INDEXES; left > 0; left--) {
      const { version } = await this.store.manifest();
      const isSame = async () => (await this.store.manifest()).version === version;
      try {
        const result = await search(this.store, state);
        const first = isWanted() ? [...result.papers.subarray(0, state.shown)] : [];
        const cards = exactFirst(await this.store.cards(first), state.q);
        const manifest = await this.store.manifest();
        if (await isSame()) return { result, cards, manifest };
      } catch (error) {
        if (await isSame()) throw error;
      }
    }
    throw new IndexError("the index is being replaced");
  }

  /**
   * Say that an answer is slow, for eyes and ears, unless another search begins before.
   * @param {string} text
   * @returns {() => void} to be called when the answer is there
   */
  announceWait(text) {
    const { turn } = this;
    const timer = setTimeout(() => {
      if (turn === this.turn) this.places.status.textContent = text;
    }, SLOW_AFTER);
    return () => clearTimeout(timer);
  }

  /** Show nothing, and forget what is under way. */
  clear() {
    this.turn++;
    this.reading?.abort();
    this.shown = "";
    this.places.list.removeAttribute("aria-busy");
    for (const place of Object.values(this.places)) place.replaceChildren();
  }

  /**
   * @param {State} state
   * @param {Result} result
   * @param {Card[]} cards
   * @param {import("./store.js").Manifest} manifest
   */
  #draw(state, result, cards, manifest) {
    const { status, notice, list } = this.places;
    const query = renderState({ ...state, shown: 0 });
    const kept = query === this.shown ? list.children.length : 0;
    this.shown = query;
    if (!kept) this.reading?.abort();
    const reading = kept && this.reading ? this.reading : new AbortController();
    this.reading = reading;
    const drawn = cards
      .slice(kept)
      .map((card) => ({ card, ...drawResult(card, manifest, this.store.root, result.terms) }));
    if (kept) list.append(...drawn.map(({ item }) => item));
    else list.replaceChildren(...drawn.map(({ item }) => item));
    status.textContent = tellCount(result);
    notice.replaceChildren(
      ...tellNotice(result, state, () => this.change({ exact: true })),
      ...(cards.length ? [] : [this.#tellNothing(state)]),
    );
    for (const { card, say } of drawn) {
      if (say) this.#tellContext(card, say, result.terms, reading.signal);
    }
  }

  /** @param {State} state */
  #tellNothing(state) {
    const { q, sort } = state;
    return tellNothing(
      isNarrowed(state),
      () => this.change({ ...emptyState(), q, sort }),
      this.store.root,
    );
  }

  /**
   * Fill in the words in context; a page that cannot be had leaves its place empty.
   * @param {Card} card
   * @param {HTMLElement} say
   * @param {ReadonlySet<string>} terms
   * @param {AbortSignal} signal
   */
  async #tellContext(card, say, terms, signal) {
    try {
      const texts = await readTexts(addressOf(this.store.root, card), this.store.get, signal);
      if (!signal.aborted) say.replaceChildren(...marked(chooseExcerpt(texts, terms), terms));
    } catch {
      // The reader went on, or is off line: the result stands without it.
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    const { status, notice, list } = this.places;
    this.shown = "";
    list.replaceChildren();
    status.textContent = "Search does not work just now";
    const offline = error instanceof Error ? error.message : String(error);
    notice.textContent = `Its files could not be read (${offline}). Try again, or use the lists.`;
  }
}

/**
 * A paper whose title is the query comes before all others.
 * @param {Card[]} cards
 * @param {string} query
 */
export function exactFirst(cards, query) {
  const wanted = fold(query);
  const exact = cards.filter((card) => fold(card[1]) === wanted);
  return exact.length ? [...exact, ...cards.filter((card) => !exact.includes(card))] : cards;
}

/**
 * Let the arrow keys walk from the field through the results and back.
 * @param {HTMLElement} area what listens
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
