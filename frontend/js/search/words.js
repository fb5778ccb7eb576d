// @ts-check
/**
 * Turns a query into terms of the index, by the same rules as
 * `generator/papershelf/text/words/tokens.py`; a test compares the two.
 */

import { nameSymbols, normalizeWord } from "./forms.js";

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
  ["\u2206", "delta"],
  ["ß", "ss"],
]);

const HAN_AND_KANA =
  "\\u3005\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
/** Thai, Lao, Khmer and Korean: the rules of `terms.py`. */
const UNSPACED = `${HAN_AND_KANA}\\u0e00-\\u0eff\\u1780-\\u17ff\\uac00-\\ud7af`;
const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
const UNSPACED_LETTER = new RegExp(`[${UNSPACED}]`, "u");
/** Latin, Greek, Cyrillic, Hebrew and Arabic, in which marks are accents that readers leave out. */
const ACCENTED_SCRIPTS = [
  [0x0, 0x6ff],
  [0x750, 0x77f],
  [0x870, 0x8ff],
  [0x1c80, 0x1c8f],
  [0x1d00, 0x1dbf],
  [0x1e00, 0x1fff],
  [0x2c60, 0x2c7f],
  [0x2de0, 0x2dff],
  [0xa640, 0xa69f],
  [0xa720, 0xa7ff],
  [0xab30, 0xab6f],
];
const MARKED = /(^|\P{M})(\p{M}+)/gu;
const INVISIBLE = /[\u00ad\u200c\u200d]/g;
const DASHES = /[\u2010-\u2013\u2212]/g;
const JOINED = /[-_./+]+/;
const NO_CHUNK = /[^\p{L}\p{N}\p{M}\-_./+]+/gu;
const POSSESSIVE = /['\u2019](?:s(?![\p{L}\p{N}_]))?/gu;
const THOUSANDS = /(?<=\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd}))/gu;
const LETTERS_OR_DIGITS = /\d+|\D+/g;
const CAMEL_CASE = /[A-Z]{2,}s(?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
const ASCII = /^[\0-\x7f]*$/;
const LONGEST_COMPOUND = 6;

/**
 * A word of a text, or several that are joined by hyphens, camel case or digits; `Token` in
 * `generator/papershelf/text/words/tokens.py` describes it. `compounds` are terms with the numbers of
 * their first and last word.
 * @typedef {{ typed: string, words: string[], compounds: [string, number, number][] }} Token
 */

/** @param {string} char */
function isAccentedScript(char) {
  const code = char.codePointAt(0) ?? 0;
  return ACCENTED_SCRIPTS.some(([first = 0, last = 0]) => code >= first && code <= last);
}

/**
 * Remove the marks that are accents, in decomposed text; in other scripts, marks are vowels or tones.
 * @param {string} text
 */
function removeAccents(text) {
  return text.replace(MARKED, (all, before) =>
    /[\p{L}\p{N}]/u.test(before) && !isAccentedScript(before) ? all : before,
  );
}

/**
 * Fold a text to lower-case letters, digits and single spaces: accents are removed, Greek letters
 * replaced by their names.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  const lower = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(INVISIBLE, "");
  return removeAccents(lower)
    .replace(/[^\0-\x7f]/gu, (char) => LETTERS.get(char) ?? char)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()
    .normalize("NFC");
}

/**
 * The tokens of a text; apostrophes and a possessive `s` are removed.
 * @param {string} text
 * @returns {Token[]}
 */
export function splitTokens(text) {
  const plain = nameSymbols(text.replace(POSSESSIVE, "").replace(THOUSANDS, ""));
  const marked = removeAccents(plain.replace(DASHES, "-").normalize("NFKD")).normalize("NFC");
  const chunks = marked.replace(INVISIBLE, "").replace(NO_CHUNK, " ").split(" ");
  return chunks.flatMap((chunk) => {
    const parts = chunk.split(JOINED).filter(Boolean);
    if (parts.length === 0) return [];
    if (!UNSPACED_LETTER.test(chunk)) return [readChunk(parts)];
    return parts.flatMap((part) => (part.match(RUN) ?? []).map(readRun));
  });
}

/**
 * Whether a word has letters of a script without spaces, of which pairs of characters are terms.
 * @param {string} word
 */
export function isUnspaced(word) {
  return UNSPACED_LETTER.test(word);
}

/**
 * The words of all tokens of a text.
 * @param {string} text
 * @returns {string[]}
 */
export function splitWords(text) {
  return splitTokens(text).flatMap(({ words }) => words);
}

/**
 * @param {string} run
 * @returns {Token}
 */
function readRun(run) {
  if (!UNSPACED_LETTER.test(run)) return readChunk([run]);
  const chars = [...run];
  const pairs = chars.slice(1).map((char, i) => `${chars[i]}${char}`);
  return { typed: run, words: pairs.length > 0 ? pairs : [run], compounds: [] };
}

/**
 * A token from its parts between joiners.
 * @param {string[]} parts
 * @returns {Token}
 */
function readChunk(parts) {
  /** @type {string[]} */
  const words = [];
  /** @type {Map<string, [string, number, number]>} */
  const compounds = new Map();
  const compound = (/** @type {number} */ first) => {
    const last = words.length - 1;
    compounds.set(`${first} ${last}`, [words.slice(first).join(""), first, last]);
  };
  for (const part of parts) {
    const start = words.length;
    for (const letters of ASCII.test(part) ? (part.match(LETTERS_OR_DIGITS) ?? []) : [part]) {
      const first = words.length;
      const pieces = (ASCII.test(letters) && letters.match(CAMEL_CASE)) || [letters];
      words.push(...pieces.map((piece) => fold(piece).replaceAll(" ", "")));
      compound(first);
    }
    compound(start);
  }
  if (words.length <= LONGEST_COMPOUND) compound(0);
  return {
    typed: parts.join("-"),
    words: words.map(normalizeWord),
    compounds: [...compounds.values()]
      .filter(([term, first, last]) => last > first && !/^\p{Nd}+$/u.test(term))
      .map(([term, first, last]) => [normalizeWord(term), first, last]),
  };
}

/**
 * All ways to write a token, as terms that follow each other; the shortest parts come first.
 * @param {Token} token
 * @returns {string[][]}
 */
export function readingsOf({ words, compounds }) {
  const isWhole = (/** @type {number} */ first, /** @type {number} */ last) =>
    last - first + 1 === words.length;
  const whole = compounds.filter(([, first, last]) => isWhole(first, last)).map(([term]) => [term]);
  /** @type {string[]} */
  const longest = [];
  for (let place = 0; place < words.length;) {
    let end = place;
    let term = words[place] ?? "";
    for (const [name, first, last] of compounds) {
      if (first === place && last > end && !isWhole(first, last)) [term, end] = [name, last];
    }
    longest.push(term);
    place = end + 1;
  }
  const readings = new Map([words, ...whole, longest].map((terms) => [terms.join(" "), terms]));
  return [...readings.values()];
}

const ID_PREFIX =
  /^(?:https?:\/\/(?:(?:dx\.)?doi\.org|(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)|aclanthology\.org|openreview\.net\/(?:forum|pdf)\?id=)\/?|doi:\s*|arxiv:\s*)/;
const ANY_ID = /^(?:[^\s"]*\d[^\s"]*|[^\s"-][^\s":]*-[^\s":]+)$/;
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
  return ANY_ID.test(bare) ? bare : "";
}
