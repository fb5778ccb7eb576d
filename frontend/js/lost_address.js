// @ts-check
/** Fills the search field of the page for missing addresses with the words of the address. */

const MAX_LENGTH = 120;

/**
 * The words of the last part of a path, without its ending and numbers of pages.
 * @param {string} path
 * @returns {string}
 */
export function wordsOfPath(path) {
  const parts = path.split("/").filter((part) => part && part !== "index.html");
  let last = parts.pop() ?? "";
  try {
    last = decodeURIComponent(last);
  } catch {
    // A stray "%": the text stays as it is.
  }
  return last
    .replace(/\.[a-z]{1,5}$/i, "")
    .replace(/[-_+\s]+/g, " ")
    .trim()
    .slice(0, MAX_LENGTH);
}

/** @param {HTMLElement} root */
export function fillFromAddress(root) {
  const field = root.querySelector("input[data-from-address]");
  if (field instanceof HTMLInputElement) field.value ||= wordsOfPath(location.pathname);
}
