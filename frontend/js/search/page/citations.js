// @ts-check
/**
 * Collects the finished citations of papers, as the site publishes them, into one file.
 *
 * Few papers come from files of their own, many from the file of the whole collection. Loaded on
 * first use, so it imports nothing: a shared module would become another file of the search page.
 */

/** @typedef {import("../store.js").Store} Store */

/** @typedef {"bibtex" | "ris" | "csl-json" | "csv" | "markdown"} FormatName */

/**
 * How a file has its records: the text before, between and after them. `split` turns the file of
 * the whole collection into records; it is null if there is no such file. `field` is the field of a
 * paper's JSON file that has its record; without it the paper has a file of its own. The formats are
 * those of `generator/papershelf/exports/formats/`.
 * @typedef {{
 *   ending: string, type: string, opening: string, separator: string, closing: string,
 *   field?: string, split: ((content: string) => string[]) | null,
 * }} Format
 */

/**
 * Papers as ids, or as numbers of the index.
 * @typedef {string[] | Uint32Array} Papers
 */

/**
 * `version` is that of the index whose numbers the papers have.
 * @typedef {{
 *   version: string, signal: AbortSignal, onProgress: (done: number, total: number) => void,
 * }} Options
 */

export const CSV_COLUMNS =
  "id,title,authors,venue,year,published,added,doi,arxiv,url,pdf,code,tags,summary,citation_key," +
  "page,editors,series,edition,volume,issue,pages,article_number,publisher,place,isbn,issn," +
  "date_note,type,track,session,decision,status,extra";

/** @type {Record<FormatName, Format>} */
const FORMATS = {
  bibtex: {
    ...{ ending: ".bib", type: "application/x-bibtex" },
    ...{ opening: "", separator: "\n", closing: "", field: "bibtex" },
    // Before the first entry, a comment says who may reuse the records.
    split: (content) => content.replace(/^(?:%.*\n)+\n/, "").split(/\n(?=@\w+\{)/),
  },
  ris: {
    ...{ ending: ".ris", type: "application/x-research-info-systems" },
    ...{ opening: "", separator: "\r\n", closing: "", field: "ris" },
    split: (content) => content.split(/(?<=ER {2}- \r\n)\r\n/),
  },
  "csl-json": {
    ...{ ending: ".csl.json", type: "application/json" },
    ...{ opening: "[\n", separator: ",\n", closing: "\n]\n", field: "csl" },
    split: (content) => content.split(",\n"),
  },
  csv: {
    ...{ ending: ".csv", type: "text/csv" },
    ...{ opening: `\ufeff${CSV_COLUMNS}\r\n`, separator: "", closing: "", field: "csv" },
    // A line break in quotes is part of a cell.
    split: (content) => content.match(/(?:"[^"]*"|[^"\n])*\n/g) ?? [],
  },
  markdown: {
    ...{ ending: ".md", type: "text/markdown" },
    ...{ opening: "", separator: "\n---\n\n", closing: "" },
    split: null,
  },
};
const PARALLEL_REQUESTS = 6;
/** From this share of the collection on, its file is quicker to load than those of the papers. */
const LARGE_SHARE = 1 / 50;
const FEW_PAPERS = 20;

/**
 * Collect papers in one file, in their order. Throws if one of them cannot be loaded.
 * @param {Store} store
 * @param {FormatName} name
 * @param {Papers} papers
 * @param {Options} options
 * @returns {Promise<{ name: string, content: Blob }>}
 */
export async function collectPapers(store, name, papers, options) {
  const format = FORMATS[name];
  const { papers: total } = await store.manifest();
  const isMany = papers.length > Math.max(FEW_PAPERS, total * LARGE_SHARE);
  const isWhole = isMany && format.split && papers instanceof Uint32Array;
  let records = isWhole ? await pickRecords(store, format, papers, total, options) : null;
  if (!records) {
    const ids = papers instanceof Uint32Array ? await readIds(store, papers) : papers;
    records = await readRecords(store, format, ids, options);
  }
  const isSame = !(papers instanceof Uint32Array) || (await isVersionOf(store, options));
  if (!isSame) throw new Error(`${name}: cannot be loaded`);
  const { opening, separator, closing, ending, type } = format;
  const content = `${opening}${records.join(separator)}${closing}`;
  return { name: `papers${ending}`, content: new Blob([content], { type }) };
}

/**
 * The finished record of a paper. Only this function knows where a site publishes it.
 * @param {Store} store
 * @param {Format} format
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function readRecord(store, { ending, field }, id, signal) {
  const { records } = await store.manifest();
  const inRecord = records.replace("{id}", id).replace("{part}", partOf(id));
  const path = field ? inRecord : `papers/${id}${ending}`;
  const content = await readText(store, path, signal);
  if (content === null) throw new Error(`${path}: is missing`);
  if (!field) return content;
  const found = JSON.parse(content);
  const citation = (records.includes("{part}") ? found.papers[id] : found)[field];
  return typeof citation === "string" ? citation : JSON.stringify(citation);
}

/**
 * The name of the file of many records that has a paper: the beginning of the CRC-32 of its id.
 * @param {string} id
 */
function partOf(id) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(id)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (~sum >>> 0).toString(16).padStart(8, "0").slice(0, 2);
}

/**
 * @param {Store} store
 * @param {Format} format
 * @param {string[]} ids
 * @param {Options} options
 */
async function readRecords(store, format, ids, { signal, onProgress }) {
  /** @type {string[]} */
  const records = [];
  let [next, done] = [0, 0];
  const work = async () => {
    while (next < ids.length) {
      const place = next++;
      records[place] = await readRecord(store, format, ids[place] ?? "", signal);
      onProgress(++done, ids.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  return records;
}

/**
 * The records of papers in the file of the whole collection. Null if the file does not have exactly
 * the papers of the index.
 * @param {Store} store
 * @param {Format} format
 * @param {Uint32Array} papers
 * @param {number} total
 * @param {Options} options
 */
async function pickRecords(store, format, papers, total, options) {
  const records = await readCollection(store, format, total, options);
  // The collection lists the newest paper first, and the index numbers the oldest first.
  return records && Array.from(papers, (paper) => records[total - 1 - paper] ?? "");
}

/**
 * All records of the collection, whose file may have several parts.
 * @param {Store} store
 * @param {Format} format
 * @param {number} total
 * @param {Options} options
 * @returns {Promise<string[] | null>}
 */
async function readCollection(store, { ending, opening, closing, split }, total, options) {
  const { signal, onProgress } = options;
  /** @type {string[]} */
  const records = [];
  for (let part = 1; records.length < total; part++) {
    const path = part === 1 ? `papers${ending}` : `papers.${part}${ending}`;
    const content = await readText(store, path, signal);
    if (content === null) return null;
    const found = split?.(content.slice(opening.length, content.length - closing.length)) ?? [];
    if (found.length === 0) return null;
    records.push(...found);
    onProgress(Math.min(records.length, total), total);
  }
  return records.length === total ? records : null;
}

/**
 * @param {Store} store
 * @param {Uint32Array} papers
 */
async function readIds(store, papers) {
  const cards = await store.cards([...papers]);
  return cards.map(([id]) => id);
}

/**
 * Whether the site still has the index of the papers.
 * @param {Store} store
 * @param {Options} options
 */
async function isVersionOf(store, { signal, version }) {
  const content = (await readText(store, "search/index/index.json", signal)) ?? "{}";
  return /** @type {import("../store.js").Manifest} */ (JSON.parse(content)).version === version;
}

/**
 * The contents of a file, or null if the site does not have it.
 * @param {Store} store
 * @param {string} path from the root of the site
 * @param {AbortSignal} signal
 */
async function readText(store, path, signal) {
  const get = store.get;
  const response = await get(`${store.root}${path}`, { signal, cache: "no-cache" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  // `response.text()` would drop the byte order mark that Excel needs.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}
