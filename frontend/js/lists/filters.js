// @ts-check
/**
 * The form that filters and orders a listing. A listing of one page is filtered in place. One of
 * several pages leads to the search for the same papers, or if there is none, loads its other pages
 * first. The choice is in the URL.
 */

import {
  SELECTED,
  chooseEntries,
  countValues,
  parseChoice,
  readEntry,
  renderChoice,
} from "./entries.js";

/** @typedef {import("./entries.js").Entry} Entry */

export class ListFilters {
  /**
   * @param {HTMLFormElement} form
   * @param {Element} list
   */
  constructor(form, list) {
    this.form = form;
    this.list = list;
    this.pages = Number(form.dataset.pages);
    this.choice = parseChoice(location.search);
    this.status = form.querySelector("[role=status]");
    this.buttons = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-has]")]);
    this.selects = form.querySelectorAll("select");
    /** The entries of the whole listing. @type {Entry[] | null} */
    this.entries = this.pages > 1 ? null : readEntries(list);
  }

  start() {
    for (const button of this.buttons) {
      button.addEventListener("click", () => this.#toggle(button.dataset.has ?? ""));
    }
    this.form.addEventListener("change", () => this.#readSelects());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    if (this.entries) this.#drawOptions(this.entries);
    if (this.entries || renderChoice(this.choice)) this.#show();
  }

  /** @param {string} kind */
  #toggle(kind) {
    const { has } = this.choice;
    this.choice.has = has.includes(kind) ? has.filter((one) => one !== kind) : [...has, kind];
    this.#apply();
  }

  #readSelects() {
    for (const { name, value } of this.selects) Object.assign(this.choice, { [name]: value });
    this.#apply();
  }

  #apply() {
    const { query } = this.form.dataset;
    if (this.pages > 1 && query !== undefined) {
      location.assign(`${this.form.action}${renderChoice(this.choice, query)}`);
      return;
    }
    history.replaceState(null, "", `${location.pathname}${renderChoice(this.choice)}`);
    this.#show();
  }

  async #show() {
    this.#showControls();
    if (!this.entries) {
      this.list.setAttribute("aria-busy", "true");
      // Without the other pages, this page is filtered.
      this.entries = await this.#readPages().catch(() => readEntries(this.list));
      this.list.removeAttribute("aria-busy");
      this.#drawOptions(this.entries);
      this.#showControls();
    }
    const shown = chooseEntries(this.entries, this.choice);
    this.list.replaceChildren(...shown.map(({ item }) => item));
    const { shownText = "" } = this.form.dataset;
    const counts = { shown: String(shown.length), total: String(this.entries.length) };
    if (this.status) {
      const text = shownText.replace("{shown}", counts.shown).replace("{total}", counts.total);
      this.status.textContent = renderChoice(this.choice) ? text : "";
    }
    // All entries are on this page now.
    const steps = document.querySelector(".pages");
    if (steps instanceof HTMLElement && this.pages > 1) steps.hidden = true;
  }

  #showControls() {
    for (const button of this.buttons) {
      const isChosen = this.choice.has.includes(button.dataset.has ?? "");
      button.setAttribute("aria-pressed", String(isChosen));
    }
    for (const select of this.selects) {
      select.value = this.choice[/** @type {"year"} */ (select.name)];
    }
  }

  /**
   * Offer the values that distinguish entries.
   * @param {Entry[]} entries
   */
  #drawOptions(entries) {
    for (const name of SELECTED) {
      const select = this.form.querySelector(`select[name=${name}]`);
      const values = countValues(entries, name);
      if (!(select instanceof HTMLSelectElement)) continue;
      select.hidden = values.length < 2 && (values[0]?.[1] ?? 0) % entries.length === 0;
      for (const [value, count] of values) select.append(new Option(`${value} (${count})`, value));
    }
    for (const button of this.buttons) {
      const count = entries.filter(({ has }) => has.has(button.dataset.has ?? "")).length;
      button.hidden = count % entries.length === 0;
    }
  }

  /** The entries of all pages of the listing, in its order. */
  async #readPages() {
    const first = new URL(this.form.dataset.first ?? "", location.href).href;
    const addresses = Array.from({ length: this.pages }, (_, i) =>
      i ? `${first}page/${i + 1}/` : first,
    );
    const pages = await Promise.all(addresses.map(loadList));
    return pages.flatMap(readEntries);
  }
}

/**
 * The entries of the list of a page.
 * @param {Element} list
 */
function readEntries(list) {
  const newest = list.getAttribute("data-newest")?.split(" ") ?? [];
  return Array.from(list.children, (item, i) => readEntry(item, Number(newest[i])));
}

/**
 * The list of another page, with links that lead to the same places from here.
 * @param {string} address
 */
async function loadList(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const list = page.querySelector("ol.items");
  if (!list) throw new Error(address);
  for (const name of ["href", "src"]) {
    for (const part of list.querySelectorAll(`[${name}]`)) {
      part.setAttribute(name, new URL(part.getAttribute(name) ?? "", address).href);
    }
  }
  return document.adoptNode(list);
}
