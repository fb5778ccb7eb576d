// @ts-check
/** The buttons that choose how densely lists are set: featured, normal or compact. */

const KEY = "papershelf-density";

/** @typedef {"featured" | "normal" | "compact"} Density */

/**
 * The current density of a page.
 * @param {HTMLElement} page
 * @returns {Density}
 */
export function currentDensity(page) {
  const chosen = page.dataset.density;
  return chosen === "featured" || chosen === "compact" ? chosen : "normal";
}

/**
 * Apply a density, and store it for other pages.
 * @param {HTMLElement} page
 * @param {Density} density
 * @param {() => Pick<Storage, "setItem" | "removeItem">} openStorage may throw
 */
export function chooseDensity(page, density, openStorage = () => localStorage) {
  if (density === "normal") delete page.dataset.density;
  else page.dataset.density = density;
  try {
    if (density === "normal") openStorage().removeItem(KEY);
    else openStorage().setItem(KEY, density);
  } catch {
    // The browser forbids storage: the choice applies to this page only.
  }
}

/**
 * Wire the buttons of a part of the page.
 * @param {HTMLElement} root
 */
export function wireDensities(root) {
  const page = document.documentElement;
  const buttons = [...root.querySelectorAll("button[data-density]")];
  const show = () => {
    for (const button of buttons) {
      const isCurrent = button.getAttribute("data-density") === currentDensity(page);
      button.setAttribute("aria-pressed", String(isCurrent));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const density = /** @type {Density} */ (button.getAttribute("data-density"));
      // What the reader looks at stays in place.
      const before = button.getBoundingClientRect().top;
      chooseDensity(page, density);
      scrollBy(0, button.getBoundingClientRect().top - before);
      show();
    });
  }
  show();
}
