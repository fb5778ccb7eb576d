// @ts-check
/**
 * Buttons for citations. `data-copy` is the selector of an element (`#bibtex`); `data-copy-field` and
 * `data-save-field` are fields of the record of the paper, whose address the paragraph has.
 * `data-copy-address` copies the address of the page.
 */

import { loadCitation } from "./record.js";

const SHOWN_FOR = 2000;
const ENDINGS = { bibtex: ".bib", ris: ".ris", csl: ".csl.json" };

/**
 * The text to copy. Throws if a record cannot be loaded.
 * @param {DOMStringMap} button its data
 * @param {string} record
 * @param {Document} page
 * @param {typeof fetch} get
 * @returns {Promise<string>}
 */
export async function textToCopy({ copy, copyAddress, copyField = "" }, record, page, get) {
  if (copyAddress !== undefined) return page.location.href.replace(/#.*/, "");
  if (copy) return page.querySelector(copy)?.textContent?.trim() ?? "";
  return (await loadCitation(record, copyField, get)).trim();
}

/**
 * Save a citation as a file.
 * @param {HTMLElement} button
 */
async function save(button) {
  const { record = "", name = "" } = recordOf(button);
  const field = /** @type {keyof typeof ENDINGS} */ (button.dataset.saveField);
  const content = await loadCitation(record, field, fetch);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = `${name}${ENDINGS[field]}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {HTMLElement} button */
function recordOf(button) {
  return button.closest("p")?.dataset ?? {};
}

/**
 * Show for a moment, on a control and for screen readers, whether copying succeeded.
 * @param {HTMLElement} control
 * @param {HTMLElement} status
 * @param {boolean} copied
 * @param {string} text
 */
export function showCopied(control, status, copied, text) {
  control.dataset.copied = copied ? "yes" : "no";
  status.textContent = text;
  setTimeout(() => delete control.dataset.copied, SHOWN_FOR);
}

/**
 * Add an element for messages that only screen readers announce.
 * @param {HTMLElement} root
 */
export function addStatus(root) {
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  root.append(status);
  return status;
}

/**
 * What a button copies: its value, else its text.
 * @param {HTMLElement} button
 */
function nameOf(button) {
  return button.getAttribute("value") ?? button.textContent ?? "";
}

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 * @param {boolean} copied
 */
function report(button, status, copied) {
  const texts = button.closest("[data-copied-text]");
  const { copiedText = "", failedText = "" } = texts instanceof HTMLElement ? texts.dataset : {};
  const text = copied ? copiedText : failedText;
  showCopied(button, status, copied, text.replace("{label}", nameOf(button)));
}

/**
 * Make a button copy or save its target.
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 */
function wireButton(button, status) {
  button.addEventListener("click", async () => {
    try {
      if (button.dataset.saveField) return await save(button);
      const { record = "" } = recordOf(button);
      const text = await textToCopy(button.dataset, record, document, fetch);
      await navigator.clipboard.writeText(text);
      report(button, status, true);
    } catch {
      report(button, status, false);
    }
  });
}

/**
 * Wire the buttons for citations of a part of the page.
 * @param {HTMLElement} root
 */
export function wireCopyButtons(root) {
  const buttons = root.querySelectorAll(
    "button:is([data-copy],[data-copy-address],[data-copy-field],[data-save-field])",
  );
  if (buttons.length === 0) return;
  const status = addStatus(root);
  for (const button of buttons) {
    if (button instanceof HTMLButtonElement) wireButton(button, status);
  }
}
