// @ts-check
/** Makes scrollable regions focusable, so that they can be scrolled by keyboard, and shows the current page in the navigation. */

const REGIONS = "pre, table, p, h1, .masthead nav";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const MARK = "scrolls";

/**
 * Whether an element needs a tab stop: its content overflows, its style lets it scroll, and it
 * contains nothing that can be focused.
 * @param {Element} region
 * @param {(region: Element) => Pick<CSSStyleDeclaration, "overflowX" | "overflowY">} styleOf
 */
export function needsTabStop(region, styleOf) {
  const isWider = region.scrollWidth > region.clientWidth;
  const isHigher = region.scrollHeight > region.clientHeight;
  if (!isWider && !isHigher) return false;
  const { overflowX, overflowY } = styleOf(region);
  if (!(isWider && canScroll(overflowX)) && !(isHigher && canScroll(overflowY))) return false;
  return region.querySelector(FOCUSABLE) === null;
}

/** @param {string} overflow */
function canScroll(overflow) {
  return overflow === "auto" || overflow === "scroll";
}

/**
 * Add or remove the tab stop of a region. A `tabindex` set by the page is never changed.
 * @param {HTMLElement} region
 * @param {boolean} needed
 */
export function setTabStop(region, needed) {
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

/**
 * Update the tab stops of scrolling regions in a part of the page when their sizes change.
 * @param {HTMLElement} root
 */
export function watchRegions(root) {
  // Called initially for each region, and when its size changes or it becomes visible.
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target instanceof HTMLElement) setTabStop(target, needsTabStop(target, getComputedStyle));
    }
  });
  for (const region of root.querySelectorAll(REGIONS)) observer.observe(region);
}

/**
 * Scroll the navigation so that the link of the current page is in its middle.
 * @param {Element | null} header
 */
export function showCurrentPage(header) {
  const navigation = header?.querySelector("nav");
  const current = navigation?.querySelector("[aria-current]");
  if (!navigation || !current) return;
  const [inner, outer] = [current, navigation].map((part) => part.getBoundingClientRect());
  if (!inner || !outer) return;
  navigation.scrollLeft += inner.x + inner.width / 2 - outer.x - outer.width / 2;
}
