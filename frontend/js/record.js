// @ts-check
/** Loads the record of a paper, with finished citations, from its JSON file or a file of many papers. */

/**
 * The record of a paper. Throws if it cannot be loaded.
 * @param {string} address of the file; after "#", the id of the paper in a file of many papers
 * @param {typeof fetch} get
 * @param {RequestInit} [options]
 * @returns {Promise<Record<string, unknown>>}
 */
export async function loadRecord(address, get, options) {
  const [path = "", id] = address.split("#");
  const response = await get(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const content = await response.json();
  return id ? content.papers[id] : content;
}

/**
 * A citation as a text. Throws if it cannot be loaded.
 * @param {string} address of the record
 * @param {string} field of the record: `bibtex`, `ris` or `csl`
 * @param {typeof fetch} get
 * @param {RequestInit} [options]
 * @returns {Promise<string>}
 */
export async function loadCitation(address, field, get, options) {
  const citation = (await loadRecord(address, get, options))[field];
  return typeof citation === "string" ? citation : `[\n${JSON.stringify(citation)}\n]\n`;
}
