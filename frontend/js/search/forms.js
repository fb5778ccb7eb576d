// @ts-check
/**
 * Different forms of one word: plurals, spellings, stems, names of symbols, split compounds. The
 * same rules as `generator/papershelf/text/words/word_forms.py`, from the same table.
 */

import table from "../../../generator/papershelf/text/words/word_forms.json" with { type: "json" };

const WORDS = new Map(Object.entries(table.words));
const SPELLINGS = new Map(Object.entries(table.spellings));
const SYMBOLS = new Map(Object.entries(table.symbols));
const SPELLING = new RegExp([...SPELLINGS.keys()].join("|"), "g");
const ENDINGS_KEPT_AFTER = new RegExp(table.endings_kept_after);
const OTHER_SCRIPTS = table.other_scripts.map(
  ([old = "", changed = ""]) => /** @type {const} */ ([new RegExp(old, "gu"), changed]),
);
const LONG_PLURAL = /(?:ss|sh|ch|x|zz)es$/;
const SHORTEST_STEM = 3;
const SHORTEST_QUERY_STEM = 4;
const KEPT_DOUBLE = "lsz";
const ASCII = /^[\0-\x7f]*$/;
const ASCII_LETTERS = /^[A-Za-z]+$/;

/**
 * The singular of a folded word in American spelling.
 * @param {string} word
 * @returns {string}
 */
export function normalizeWord(word) {
  const known = WORDS.get(word);
  if (known !== undefined) return known;
  if (!ASCII.test(word)) {
    return OTHER_SCRIPTS.reduce((text, [old, changed]) => text.replace(old, changed), word);
  }
  if (word.length <= SHORTEST_STEM) return word;
  const singular = removePluralEnding(
    word.replace(SPELLING, (british) => SPELLINGS.get(british) ?? british),
  );
  return WORDS.get(singular) ?? americanizeEnding(singular);
}

/** @param {string} word */
function removePluralEnding(word) {
  if (!word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, LONG_PLURAL.test(word) ? -2 : -1);
}

/** @param {string} word */
function americanizeEnding(word) {
  for (const [british = "", american = ""] of table.endings) {
    if (!word.endsWith(british)) continue;
    const stem = word.slice(0, -british.length);
    const kept = stem.length < SHORTEST_STEM || ENDINGS_KEPT_AFTER.test(stem);
    return kept ? word : `${stem}${american}`;
  }
  return word;
}

/**
 * The beginning that a word shares with its other forms, as `pruned` and `pruning`.
 * @param {string} word
 * @returns {string}
 */
export function stemQueryWord(word) {
  if (!ASCII_LETTERS.test(word)) return word;
  for (const ending of table.stem_endings) {
    if (!word.endsWith(ending) || word.length - ending.length < SHORTEST_QUERY_STEM) continue;
    const stem = word.slice(0, -ending.length);
    const last = stem.at(-1) ?? "";
    return last === stem.at(-2) && !KEPT_DOUBLE.includes(last) ? stem.slice(0, -1) : stem;
  }
  return word;
}

/** @param {string} symbol */
function symbolPattern(symbol) {
  const after = /[a-z]$/.test(symbol) ? "(?!\\p{L})" : "";
  return `${symbol.replace(/[\\+]/g, "\\$&")}${after}`;
}

const SYMBOL = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[...SYMBOLS.keys()].map(symbolPattern).join("|")})`,
  "giu",
);

/**
 * A text with symbols replaced by the words that are indexed for them: `C++` is `cplusplus`.
 * @param {string} text
 * @returns {string}
 */
export function nameSymbols(text) {
  return text.replace(SYMBOL, (symbol) => SYMBOLS.get(symbol.toLowerCase()) ?? symbol);
}

/** Compounds that are also written as two words, by these words with a space between. */
export const COMPOUNDS = new Map(
  table.compounds.map((compound) => {
    const parts = compound.split(" ");
    return [parts.map(normalizeWord).join(" "), normalizeWord(parts.join(""))];
  }),
);

/** The two words of each compound, by the compound. */
export const SPLIT_COMPOUNDS = new Map(
  [...COMPOUNDS].map(([parts, compound]) => [compound, parts.split(" ")]),
);
