// @ts-check
/** Places the filters: next to the results if there is room, otherwise in a sheet over the page. */

import { button, element } from "../dom.js";
import { countShown, describeCount } from "../messages.js";
import { countText, formatNumber, text } from "../texts.js";

/** @typedef {import("./facet_panel.js").FacetPanel} FacetPanel */
/** @typedef {import("../engine.js").Result} Result */

/** How wide the search page must be, in em, for filters next to the results. */
const ROOM = 55;

export class FilterSheet {
  /** @param {FacetPanel} panel */
  constructor(panel) {
    this.panel = panel;
    this.opener = button(text("search.filters"), () => this.#open(), { "aria-haspopup": "dialog" });
    this.aside = element("aside", { "aria-label": text("search.filters") });
    this.slot = element("div", { class: "slot" });
    this.done = button("", () => this.box.close(), { class: "done" });
    // The status of the page cannot be heard while the sheet is open.
    this.status = element("p", { class: "sr", role: "status" });
    this.box = element(
      "dialog",
      { class: "sheet", "aria-label": text("search.filters") },
      button(text("search.close"), () => this.box.close(), { class: "close" }),
      this.slot,
      element("div", { class: "end" }, this.done, this.status),
    );
    this.box.addEventListener("close", () => panel.setInSight(false));
    // The target of a click on the backdrop is the dialog itself.
    this.box.addEventListener("click", (event) => {
      if (event.target === this.box) this.box.close();
    });
  }

  /**
   * Place the filters, and again whenever the width of the page changes.
   * @param {HTMLElement} page
   * @param {AbortSignal} signal
   */
  follow(page, signal) {
    const isWide = () => page.clientWidth >= ROOM * parseFloat(getComputedStyle(page).fontSize);
    this.#place(isWide());
    const observer = new ResizeObserver(() => {
      if (isWide() === this.aside.hidden) this.#place(isWide());
    });
    observer.observe(page);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /** @param {boolean} isWide */
  #place(isWide) {
    if (this.box.open) this.box.close();
    this.aside.hidden = !isWide;
    this.opener.hidden = isWide;
    (isWide ? this.aside : this.slot).append(this.panel.element);
    this.panel.setInSight(isWide);
  }

  #open() {
    this.box.showModal();
    this.slot.scrollTo(0, 0);
    this.panel.setInSight(true);
  }

  /**
   * Show how many filters are chosen.
   * @param {number} chosen
   */
  showChosen(chosen) {
    const count = formatNumber(chosen);
    this.opener.textContent = chosen
      ? text("search.filters_chosen", { count })
      : text("search.filters");
  }

  /**
   * Show how many papers there are.
   * @param {Result} result
   */
  show(result) {
    this.done.textContent = countText("search.show_papers", countShown(result));
    this.status.textContent = describeCount(result);
  }
}
