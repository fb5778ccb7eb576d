// @ts-check
/** Makes the links "Cite" of list entries copy the BibTeX entry; without a script they lead to it. */

import { addStatus, showCopied } from "../copy.js";

/**
 * The id of the paper whose page a link leads to.
 * @param {string} address
 * @returns {string}
 */
export function paperOf(address) {
  return /\/papers\/([^/]+)\/#cite$/.exec(address)?.[1] ?? "";
}

/**
 * The BibTeX entry of a paper. Throws if it cannot be loaded.
 * @param {string} id
 * @param {string} root URL of the root of the site
 * @param {string} records where the site publishes records: `papers/{id}.json`
 * @returns {Promise<string>}
 */
async function loadEntry(id, root, records) {
  const { collectPapers } = await import("../search/page/citations.js");
  const store = { root, get: fetch.bind(window), manifest: async () => ({ papers: 1, records }) };
  const { content } = await collectPapers(
    /** @type {import("../search/store.js").Store} */ (/** @type {unknown} */ (store)),
    "bibtex",
    [id],
    { version: "", signal: new AbortController().signal, onProgress: () => {} },
  );
  return (await content.text()).trim();
}

/**
 * Wire the links of a part of the page, also those of entries that are added later.
 * @param {HTMLElement} root
 * @param {string} site URL of the root of the site
 */
export function wireCitations(root, site) {
  const tools = root.querySelector("[data-records]");
  if (!(tools instanceof HTMLElement)) return;
  const { records = "", copiedText = "", failedText = "" } = tools.dataset;
  const status = addStatus(root);
  root.addEventListener("click", async (event) => {
    const link = event.target instanceof Element && event.target.closest("a.i-cite");
    const opensTab = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!(link instanceof HTMLAnchorElement) || opensTab || !navigator.clipboard) return;
    const id = paperOf(link.href);
    if (!id) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(await loadEntry(id, site, records));
      showCopied(link, status, true, copiedText);
    } catch {
      showCopied(link, status, false, failedText);
      location.assign(link.href);
    }
  });
}
