// @ts-check
/** Exports the papers found, or those that the reader selects, as a file in one of several formats. */

import { button, element } from "../dom.js";
import { countShown } from "../messages.js";
import { countText, formatNumber, text } from "../texts.js";

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../engine.js").Result} Result */
/** @typedef {import("./citations.js").FormatName} FormatName */

/** @type {[FormatName, string][]} */
const FORMATS = [
  ["bibtex", "BibTeX"],
  ["ris", "RIS"],
  ["csl-json", "CSL-JSON"],
  ["csv", "CSV"],
  ["markdown", "Markdown"],
];
const PANEL = "export-papers";
const KEPT_FOR = 60_000;

export class ExportPanel {
  /**
   * @param {Store} store
   * @param {HTMLElement} list the results
   */
  constructor(store, list) {
    this.store = store;
    this.list = list;
    /** Ids of papers; kept while the reader searches on. @type {Set<string>} */
    this.selected = new Set();
    /** @type {Result | null} */
    this.result = null;
    /** @type {AbortController | null} */
    this.running = null;
    this.opener = button(text("search.export"), () => this.#toggle(), {
      "aria-expanded": "false",
      "aria-controls": PANEL,
    });
    this.what = element("p", { class: "what" });
    this.clear = button(text("search.clear_selection"), () => this.#clear(), { class: "plain" });
    this.formats = element("p", { class: "get" });
    this.status = element("span", { role: "status" });
    this.cancel = button(text("search.cancel"), () => this.running?.abort(), {
      class: "plain",
      hidden: true,
    });
    this.element = element(
      "section",
      { id: PANEL, class: "export", "aria-label": text("search.export"), hidden: true },
      element("div", {}, this.what, this.clear),
      this.formats,
      element("p", { class: "progress" }, this.status, " ", this.cancel),
    );
  }

  /**
   * Follow a new result: it can be exported, and its papers can be selected.
   * @param {Result} result
   */
  show(result) {
    this.result = result;
    if (!this.running) this.status.textContent = "";
    this.#drawFormats();
    this.#describe();
    this.#drawBoxes();
  }

  /** Draw a button for each format that the site has of a single paper. */
  async #drawFormats() {
    const { markdown } = await this.store.manifest();
    const formats = FORMATS.filter(([name]) => name !== "markdown" || markdown);
    if (this.formats.childElementCount > 0) return;
    this.formats.append(...formats.map(([name, label]) => button(label, () => this.#export(name))));
  }

  #toggle() {
    const isOpen = this.element.hidden;
    this.element.hidden = !isOpen;
    this.opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.#clear();
    this.#drawBoxes();
  }

  #clear() {
    this.selected.clear();
    for (const box of this.list.querySelectorAll("input")) box.checked = false;
    this.#describe();
    if (!this.element.hidden) this.formats.querySelector("button")?.focus();
  }

  /** Say which papers an export has. */
  #describe() {
    const { size } = this.selected;
    const all = this.result ? countShown(this.result) : 0;
    this.opener.disabled = all === 0 && this.element.hidden === true;
    this.formats.hidden = size + all === 0;
    this.clear.hidden = size === 0;
    const what = size
      ? countText("search.export_selected", size)
      : countText("search.export_all", all);
    this.what.textContent = size + all ? what : text("search.nothing_found");
  }

  /** Give each result a box to select it while the panel is open. */
  #drawBoxes() {
    for (const item of this.list.children) {
      const pick = item.querySelector(".pick");
      if (this.element.hidden) pick?.remove();
      else if (!pick && item instanceof HTMLElement) this.#drawBox(item);
    }
  }

  /** @param {HTMLElement} item */
  #drawBox(item) {
    const id = item.dataset.paper ?? "";
    const title = item.querySelector("h3")?.textContent ?? "";
    const box = element("input", {
      type: "checkbox",
      "aria-label": text("search.select_paper", { title }),
    });
    box.checked = this.selected.has(id);
    box.addEventListener("change", () => {
      this.selected[box.checked ? "add" : "delete"](id);
      this.#describe();
    });
    item.querySelector(".when")?.prepend(element("label", { class: "pick" }, box));
  }

  /**
   * Collect the papers and save them; a second export waits until the first has ended.
   * @param {FormatName} format
   */
  async #export(format) {
    const { result } = this;
    if (this.running || !result) return;
    const running = new AbortController();
    this.running = running;
    this.cancel.hidden = false;
    const say = (/** @type {string} */ message) => (this.status.textContent = message);
    const onProgress = (/** @type {number} */ done, /** @type {number} */ total) =>
      say(text("search.export_progress", { done: formatNumber(done), total: formatNumber(total) }));
    say(text("search.loading_papers"));
    try {
      // Loaded on first use.
      const { collectPapers } = await import("./citations.js");
      const papers = this.selected.size
        ? [...this.selected]
        : result.papers.subarray(0, countShown(result));
      const options = { version: result.version, signal: running.signal, onProgress };
      const file = await collectPapers(this.store, format, papers, options);
      save(file.content, file.name);
      say(countText("search.export_done", papers.length));
    } catch {
      say(text(running.signal.aborted ? "search.export_canceled" : "search.export_failed"));
    } finally {
      this.running = null;
      if (document.activeElement === this.cancel) this.formats.querySelector("button")?.focus();
      this.cancel.hidden = true;
    }
  }
}

/**
 * Save a file on the reader's device.
 * @param {Blob} content
 * @param {string} name
 */
function save(content, name) {
  const href = URL.createObjectURL(content);
  element("a", { href, download: name }).click();
  // Some browsers read the file only after the click.
  setTimeout(() => URL.revokeObjectURL(href), KEPT_FOR);
}
