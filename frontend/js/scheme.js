// @ts-check
/** The color scheme button, which cycles through the scheme of the system, light, and dark. */

const KEY = "papershelf-scheme";

/** @typedef {"auto" | "light" | "dark"} Scheme */

/** @type {Record<Scheme, Scheme>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

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
 * Make a button cycle through the schemes. Its attributes `data-auto`, `data-light` and `data-dark`
 * are its labels.
 * @param {HTMLElement} button
 * @param {HTMLElement} page
 */
export function wireScheme(button, page) {
  const show = () => {
    const label = button.dataset[currentScheme(page)] ?? "";
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.addEventListener("click", () => {
    chooseScheme(page, NEXT[currentScheme(page)], localStorage);
    show();
  });
  show();
}

/** Wire all color scheme buttons. */
export function wireSchemeButtons() {
  for (const button of document.querySelectorAll("[data-scheme-switch]")) {
    if (button instanceof HTMLButtonElement) wireScheme(button, document.documentElement);
  }
}
