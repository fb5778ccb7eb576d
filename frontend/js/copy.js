// @ts-check
/**
 * Buttons that copy: `data-copy` names an element of the page (`#bibtex`) or a file beside it.
 */

const SHOWN_FOR = 2000;

/**
 * The text that a button copies. Throws when the file cannot be had.
 * @param {string} target
 * @param {Document} page
 * @param {typeof fetch} get
 * @returns {Promise<string>}
 */
export async function textToCopy(target, page, get) {
  if (target.startsWith("#")) return page.querySelector(target)?.textContent?.trim() ?? "";
  const answer = await get(target);
  if (!answer.ok) throw new Error(`${target}: ${answer.status}`);
  return (await answer.text()).trim();
}

/**
 * Say for a moment, on the button and to screen readers, how it went.
 * @param {HTMLElement} button
 * @param {HTMLElement} status
 * @param {boolean} copied
 */
function report(button, status, copied) {
  button.dataset.copied = copied ? "yes" : "no";
  status.textContent = `${button.textContent} ${copied ? "copied" : "could not be copied"}`;
  setTimeout(() => delete button.dataset.copied, SHOWN_FOR);
}

/**
 * Let a button copy what it names.
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

if (typeof document !== "undefined") {
  const buttons = document.querySelectorAll("button[data-copy]");
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  if (buttons.length > 0) document.querySelector("main")?.append(status);
  for (const button of buttons) {
    if (button instanceof HTMLButtonElement) wireCopy(button, status);
  }
}
