// @ts-check
/** Reads the summary and abstract of a paper from its page, which the reader is likely to open next. */

/**
 * The summary and abstract of a paper.
 * @param {string} address of the paper's page
 * @param {typeof fetch} get
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
export async function readTexts(address, get, signal) {
  const answer = await get(address, { signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("main .summary, main .abstract")].map(textOf).filter(Boolean);
}

/**
 * The text of the paragraphs of a section, without its heading.
 * @param {Element} section
 */
function textOf(section) {
  return [...section.querySelectorAll("p")]
    .map((part) => (part.textContent ?? "").replace(/\s+/g, " ").trim())
    .join(" ");
}
