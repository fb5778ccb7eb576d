// @ts-check
/** Makes what scrolls sideways or down reachable by keyboard, and only while it does scroll. */

const REGIONS = "pre, table, p, h1, .masthead nav";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const MARK = "scrolls";

/**
 * Whether an element needs a stop of its own: its content is larger than its box, the style lets
 * it scroll, and nothing inside takes the focus and scrolls it.
 * @param {Element} region
 * @param {(region: Element) => Pick<CSSStyleDeclaration, "overflowX" | "overflowY">} styleOf
 */
export function needsStop(region, styleOf) {
  const across = region.scrollWidth > region.clientWidth;
  const down = region.scrollHeight > region.clientHeight;
  if (!across && !down) return false;
  const { overflowX, overflowY } = styleOf(region);
  if (!(across && canScroll(overflowX)) && !(down && canScroll(overflowY))) return false;
  return region.querySelector(FOCUSABLE) === null;
}

/** @param {string} overflow */
function canScroll(overflow) {
  return overflow === "auto" || overflow === "scroll";
}

/**
 * Add or take away the stop of a region; one that the page itself has set stays.
 * @param {HTMLElement} region
 * @param {boolean} needed
 */
export function setStop(region, needed) {
  if (needed === MARK in region.dataset) return;
  if (needed && region.hasAttribute("tabindex")) return;
  if (needed) {
    region.dataset[MARK] = "";
    region.tabIndex = 0;
  } else {
    delete region.dataset[MARK];
    region.removeAttribute("tabindex");
  }
}

if (typeof document !== "undefined" && typeof ResizeObserver !== "undefined") {
  // Called for each region at first, and when one changes its size or comes into sight.
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target instanceof HTMLElement) setStop(target, needsStop(target, getComputedStyle));
    }
  });
  for (const region of document.querySelectorAll(REGIONS)) observer.observe(region);
}
