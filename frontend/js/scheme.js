// @ts-check
/** The button for the colour scheme: as the system says, light, dark, and round again. */

const KEY = "papershelf-scheme";

/** @typedef {"auto" | "light" | "dark"} Scheme */

/** @type {Record<Scheme, Scheme>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

/** @type {Record<Scheme, string>} */
const NAMES = { auto: "as the system", light: "light", dark: "dark" };

/**
 * The scheme that the page shows now.
 * @param {HTMLElement} page
 * @returns {Scheme}
 */
export function currentScheme(page) {
  const chosen = page.dataset.scheme;
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
}

/**
 * Show a scheme, and remember it for the next page.
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
    // Storage is forbidden here: the choice holds for this page.
  }
}

/**
 * What the button says: the scheme that is on.
 * @param {Scheme} scheme
 * @returns {string}
 */
export function schemeLabel(scheme) {
  return `Colours: ${NAMES[scheme]}`;
}

/**
 * Let a button go round the schemes.
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
