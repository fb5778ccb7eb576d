// @ts-check
/** Reads a paper from its page, which the reader is likely to open next. */

import { element } from "./dom.js";

const ACTIONS = ["pdf", "code", "data", "model"];

/**
 * The page of a paper.
 * @param {string} address
 * @param {typeof fetch} get
 * @param {AbortSignal} signal
 * @returns {Promise<Document>}
 */
export async function readPage(address, get, signal) {
  const answer = await get(address, { signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * The summary and abstract of a paper.
 * @param {Document} page
 * @returns {string[]}
 */
export function textsOf(page) {
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

/**
 * What entries of lists show besides: the awards and counts of a paper, its links and its abstract.
 * @param {Document} page
 * @param {string} address
 * @returns {{ marks: HTMLElement[], actions: HTMLElement[] }}
 */
export function entryParts(page, address) {
  const [header, beside] = [".top", ".beside"].map((name) => page.querySelector(name));
  const awards = [...(header?.querySelectorAll(".award") ?? [])].slice(0, 2);
  const counts = [...(beside?.querySelectorAll(".counts>.n") ?? [])];
  const marks = awards.map((award) => element("b", {}, award.textContent ?? ""));
  const links = ACTIONS.flatMap((kind) => beside?.querySelector(`.i-${kind}`) ?? []);
  const titleOf = (/** @type {string} */ name) =>
    page.querySelector(`#${name}>h2`)?.textContent ?? "";
  const cite = titleOf("cite");
  const row = element("p", {}, ...links.flatMap((link) => [adopt(link), " "]));
  if (cite) row.append(element("a", { class: "i i-cite", href: `${address}#cite` }, cite));
  const abstract = page.querySelector("#abstract>div");
  const fold = element("details", { class: "abs" }, element("summary", {}, titleOf("abstract")));
  if (abstract) fold.append(adopt(abstract));
  return {
    marks: [
      ...(marks.length ? [element("p", { class: "marks", dir: "auto" }, ...marks)] : []),
      ...(counts.length ? [element("p", { class: "counts" }, ...counts.map(adopt))] : []),
    ],
    actions: abstract ? [row, fold] : [row],
  };
}

/** @param {Element} part */
function adopt(part) {
  return document.importNode(part, true);
}
