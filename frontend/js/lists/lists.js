// @ts-check
/** Wires what readers can do with the lists of a page. */

import { wireCitations } from "./cite.js";
import { wireDensities } from "./density.js";

/**
 * @param {HTMLElement} root the content of the page
 * @param {string} site URL of the root of the site
 */
export async function wireLists(root, site) {
  wireDensities(root);
  wireCitations(root, site);
  const form = root.querySelector("form.filters");
  const list = root.querySelector("ol.items");
  if (!(form instanceof HTMLFormElement) || !list) return;
  // Few pages have it.
  const { ListFilters } = await import("./filters.js");
  new ListFilters(form, list).start();
}
