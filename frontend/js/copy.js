// @ts-check
/**
 * Copy buttons: `data-copy` is the selector of an element (`#bibtex`) or the URL of a file.
 */

const SHOWN_FOR = 2000;

/**
 * The text to copy. Throws if a file cannot be loaded.
 * @param {string} target
 * @param {Document} page
 * @param {typeof fetch} get
 * @returns {Promise<string>}
 */
export async function textToCopy(target, page, get) {
  if (target.startsWith("#")) return page.querySelector(target)?.textContent?.trim() ?? "";
  const response = await get(target);
  if (!response.ok) throw new Error(`${target}: ${response.status}`);
  return (await response.text()).trim();
}

/**
 * Show for a moment, on the button and for screen readers, whether copying succeeded.
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 * @param {boolean} copied
 */
function report(button, status, copied) {
  button.dataset.copied = copied ? "yes" : "no";
  const texts = button.closest("p")?.dataset;
  const text = copied ? texts?.copiedText : texts?.failedText;
  status.textContent = (text ?? "").replace("{label}", button.textContent ?? "");
  setTimeout(() => delete button.dataset.copied, SHOWN_FOR);
}

/**
 * Make a button copy its target.
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 */
function wireCopy(button, status) {
  button.addEventListener("click", async () => {
    try {
      const text = await textToCopy(button.dataset.copy ?? "", document, fetch);
      await navigator.clipboard.writeText(text);
      report(button, status, true);
    } catch {
      report(button, status, false);
    }
  });
}

/**
 * Wire the copy buttons of a part of the page.
 * @param {HTMLElement} root
 */
export function wireCopyButtons(root) {
  const buttons = root.querySelectorAll("button[data-copy]");
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  if (buttons.length > 0) root.append(status);
  for (const button of buttons) {
    if (button instanceof HTMLButtonElement) wireCopy(button, status);
  }
}
