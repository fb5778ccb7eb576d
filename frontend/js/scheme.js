// @ts-check
/** The color scheme button, which cycles through the scheme of the system, light, and dark. */

const KEY = "papershelf-scheme";

/** @typedef {"auto" | "light" | "dark"} Scheme */

/** @type {Record<Scheme, Scheme>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

/** @type {Record<Scheme, string>} */
const NAMES = { auto: "as the system", light: "light", dark: "dark" };

/**
 * The current scheme of a page.
 * @param {HTMLElement} page
 * @returns {Scheme}
 */
export function currentScheme(page) {
  const chosen = page.dataset.scheme;
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
}

/**
 * Apply a scheme, and store it for other pages.
 * @param {HTMLElement} page
 * @param {Scheme} scheme
 * @param {Pick<Storage, "setItem" | "removeItem">} storage
 */
export function chooseScheme(page, scheme, storage) {
  if (scheme === "auto") delete page.dataset.scheme;
  else page.dataset.scheme = scheme;
  try {
    if (scheme === "auto") storage.removeItem(KEY);
    else storage.setItem(KEY, scheme);
  } catch {
    // The browser forbids storage: the choice applies to this page only.
  }
}

/**
 * The label of the button: the current scheme.
 * @param {Scheme} scheme
 * @returns {string}
 */
export function schemeLabel(scheme) {
  return `Colours: ${NAMES[scheme]}`;
}

/**
 * Make a button cycle through the schemes.
 * @param {HTMLElement} button
 * @param {HTMLElement} page
 */
export function wireScheme(button, page) {
  const show = () => {
    button.setAttribute("aria-label", schemeLabel(currentScheme(page)));
    button.title = schemeLabel(currentScheme(page));
  };
  button.addEventListener("click", () => {
    chooseScheme(page, NEXT[currentScheme(page)], localStorage);
    show();
  });
  show();
}

if (typeof document !== "undefined") {
  for (const button of document.querySelectorAll("[data-scheme-switch]")) {
    if (button instanceof HTMLButtonElement) wireScheme(button, document.documentElement);
  }
}
