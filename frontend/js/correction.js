// @ts-check
/** Makes the link "Suggest a correction" of a paper open a dialog, which is loaded on first use. */

import { loadRecord } from "./record.js";

/**
 * Load the texts of the dialog.
 * @param {string} root
 * @returns {Promise<Record<string, string>>}
 */
async function loadTexts(root) {
  const script = document.querySelector("script[data-messages]");
  const path = script instanceof HTMLElement ? script.dataset.messages : "";
  const response = await fetch(`${root}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/**
 * Show the dialog, with the record as the site publishes it.
 * @param {HTMLAnchorElement} link
 * @param {string} root
 */
async function openDialog(link, root) {
  const article = link.closest("article");
  const place = article?.querySelector("[data-record]");
  const address = place instanceof HTMLElement ? (place.dataset.record ?? "") : "";
  const [{ showCorrectionDialog }, record, texts] = await Promise.all([
    import("./correction_dialog.js"),
    loadRecord(address, fetch),
    loadTexts(root),
  ]);
  showCorrectionDialog(article ?? document.body, link, record, texts);
}

/**
 * Wire the link of a part of the page. It opens the form itself if the dialog cannot be loaded.
 * @param {HTMLElement} part
 * @param {string} root URL of the root of the site
 */
export function wireCorrection(part, root) {
  const link = part.querySelector("a[data-correct]");
  if (!(link instanceof HTMLAnchorElement)) return;
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await openDialog(link, root);
    } catch {
      window.location.assign(link.href);
    }
  });
}
