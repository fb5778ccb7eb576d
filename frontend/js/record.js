// @ts-check
/** Loads the finished citations of a paper from its JSON file, or from a file of many papers. */

/**
 * A citation as a text. Throws if it cannot be loaded.
 * @param {string} address of the file; after "#", the id of the paper in a file of many papers
 * @param {string} field of the record: `bibtex`, `ris` or `csl`
 * @param {typeof fetch} get
 * @param {RequestInit} [options]
 * @returns {Promise<string>}
 */
export async function loadCitation(address, field, get, options) {
  const [path = "", id] = address.split("#");
  const response = await get(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const content = await response.json();
  const citation = (id ? content.papers[id] : content)[field];
  return typeof citation === "string" ? citation : `[\n${JSON.stringify(citation)}\n]\n`;
}
