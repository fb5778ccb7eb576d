// @ts-check
/**
 * Turns a query into terms of the index, by the same rules as
 * `generator/papershelf/search/terms.py`; a test compares the two.
 */

// Alpha to omega, in the order of Unicode, which has a second sigma for the end of words.
const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma " +
  "sigma tau upsilon phi chi psi omega";

/** Letters without a Unicode decomposition, as they are typed without the key. */
const LETTERS = new Map([
  ...GREEK.split(" ").map(
    (name, place) => /** @type {[string, string]} */ ([String.fromCharCode(0x3b1 + place), name]),
  ),
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ł", "l"],
  ["ı", "i"],
  ["ħ", "h"],
  ["ß", "ss"],
]);

const COMPOUND =
  /^[^\p{L}\p{N}]*[\p{L}\p{N}]+(?:[-\u2010-\u2013\u2212][\p{L}\p{N}]+)+[^\p{L}\p{N}]*$/u;
const POSSESSIVE = /['\u2019](?:s(?![\p{L}\p{N}_]))?/gu;
const KEPT_S = /(?:ss|us|is)$/;
const LONG_PLURAL = /(?:sses|shes|ches|xes|zzes)$/;

/**
 * Fold a text to lower-case letters, digits and single spaces: accents are removed, Greek letters
 * replaced by their names.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\0-\x7f]/gu, (char) => LETTERS.get(char) ?? char)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .normalize("NFC");
}

/**
 * The folded words of a text; apostrophes and a possessive `s` are removed.
 * @param {string} text
 * @returns {string[]}
 */
export function splitWords(text) {
  const folded = fold(text.replace(POSSESSIVE, ""));
  return folded ? folded.split(" ") : [];
}

/**
 * The approximate singular of an English word.
 * @param {string} word
 * @returns {string}
 */
export function stem(word) {
  if (word.length < 4 || !word.endsWith("s") || KEPT_S.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, LONG_PLURAL.test(word) ? -2 : -1);
}

/**
 * A word as typed. `parts` are its terms: more than one for a compound like `pre-training`, for
 * which `joined` is the term without hyphens. `joined` is "" for any other word.
 * @typedef {{ typed: string, parts: string[], joined: string }} Word
 */

/**
 * The words of a query in order, without repetitions.
 * @param {string} query
 * @returns {Word[]}
 */
export function parseWords(query) {
  /** @type {Map<string, Word>} */
  const words = new Map();
  for (const typed of query.split(/\s+/)) {
    const parts = splitWords(typed).map(stem);
    const joined = COMPOUND.test(typed) ? stem(parts.length ? splitWords(typed).join("") : "") : "";
    if (parts.length === 0) continue;
    if (joined) words.set(joined, { typed, parts, joined });
    else for (const part of parts) words.set(part, { typed: part, parts: [part], joined: "" });
  }
  return [...words.values()];
}

const ID_PREFIX =
  /^(?:https?:\/\/(?:(?:dx\.)?doi\.org|(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)|aclanthology\.org|openreview\.net\/(?:forum|pdf)\?id=)\/?|doi:\s*|arxiv:\s*)/;
const ARXIV =
  /^(?:10\.48550\/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?$/;

/**
 * Decode percent-encoding; text that is not valid percent-encoding is returned unchanged.
 * @param {string} text
 * @returns {string}
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The identifier in a query, as written in the index; "" if the query is not an identifier.
 * @param {string} query
 * @returns {string}
 */
export function parseId(query) {
  const bare = decode(query.trim()).toLowerCase().replace(ID_PREFIX, "").replace(/\/$/, "");
  const arxiv = ARXIV.exec(bare);
  if (arxiv) return (arxiv[1] ?? "").replace(/\.[a-z]{2}(?=\/)/, "");
  return /^\S*\d\S*$/.test(bare) || /^\S+-\S+$/.test(bare) ? bare : "";
}
