// @ts-check
/**
 * The query language: turns a query into words to rank by and conditions to meet.
 * `generator/papershelf/search/query/syntax.py` has the grammar and parses the same language.
 */

/**
 * One thing that a condition asks for: a value of a field, or a word or phrase with no field.
 * @typedef {{ field: string, text: string, isPhrase: boolean }} Atom
 */

/**
 * A paper meets a condition if one of the alternatives applies, or none if it is negated.
 * @typedef {{ alternatives: Atom[], isNegated: boolean }} Condition
 */

/** @typedef {{ text: string, isRequired: boolean }} QueryText */

/**
 * `ignored` is what was not understood and is searched as plain words; `isOpen` if the last word may
 * be incomplete because it was typed last.
 * @typedef {{
 *   texts: QueryText[], conditions: Condition[], ignored: string[], isOpen: boolean,
 * }} Query
 */

/** @typedef {{ typed: string, atom: Atom, isNegated: boolean }} Piece */

const WORD_FIELDS = ["author", "title"];
const FIELDS = [...WORD_FIELDS, "tag", "venue", "year", "has"];
/** `markers.py` has the same values. */
const HAS_VALUES = new Set(
  "abstract award code data demo model pdf poster project slides summary video".split(" "),
);
const ATOM = /(-?)(?:([A-Za-z]+):(?=\S))?(?:"([^"]*)"|([^\s"]+))/y;
const QUOTES = /[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g;
const YEARS = /^(?:(\d{4})|(\d{4})?\.\.(\d{4})?)$/;
const OR = "OR";

/**
 * Parse a query; every query is valid.
 * @param {string} query
 * @returns {Query}
 */
export function parseQuery(query) {
  const text = query.replace(QUOTES, '"');
  /** @type {Query} */
  const found = { texts: [], conditions: [], ignored: [], isOpen: false };
  const pieces = readPieces(text, found.ignored);
  for (let place = 0; place < pieces.length;) {
    const run = alternativesAt(pieces, place);
    const [first] = run;
    place += 2 * run.length - 1;
    if (first && run.length === 1 && isPlain(first)) {
      found.texts.push({ text: first.atom.text, isRequired: true });
      continue;
    }
    const isNegated = first?.isNegated ?? false;
    found.conditions.push({ alternatives: run.map(({ atom }) => atom), isNegated });
    for (const { atom } of isNegated ? [] : run) {
      if (atom.field && !WORD_FIELDS.includes(atom.field)) continue;
      found.texts.push({ text: atom.text, isRequired: false });
    }
  }
  const last = pieces.at(-1);
  found.isOpen = last !== undefined && isPlain(last) && !/\s$/.test(text);
  return found;
}

/**
 * The first and last year of `2020`, `2020..2023`, `2020..` or `..2023`; null for anything else.
 * @param {string} text
 * @returns {[number, number] | null}
 */
export function parseYears(text) {
  const found = YEARS.exec(text);
  if (!found || text === "..") return null;
  const [, only, from, to] = found;
  const [first, last] = only
    ? [Number(only), Number(only)]
    : [Number(from ?? 0), Number(to ?? 9999)];
  return first <= last ? [first, last] : null;
}

/** @param {Piece} piece */
function isPlain({ atom, isNegated }) {
  return !(atom.field || atom.isPhrase || isNegated);
}

/**
 * @param {string} text
 * @param {string[]} ignored
 * @returns {Piece[]}
 */
function readPieces(text, ignored) {
  const pieces = [];
  for (let place = 0; place < text.length;) {
    ATOM.lastIndex = place;
    const found = /\s/.test(text[place] ?? "") ? null : ATOM.exec(text);
    if (!found || found[0] === "-") {
      if (text[place] === '"') ignored.push('"');
      place++;
      continue;
    }
    place = ATOM.lastIndex;
    pieces.push(...makePieces(found, ignored));
  }
  return pieces;
}

/**
 * @param {RegExpExecArray} found
 * @param {string[]} ignored
 * @returns {Piece[]}
 */
function makePieces(found, ignored) {
  const [typed, minus, given = "", quoted, bare = ""] = found;
  const value = (quoted ?? bare).trim();
  const field = given.toLowerCase();
  if (!value) return [];
  if (field && !isUnderstood(field, value)) {
    ignored.push(typed);
    return [given, ...value.split(/\s+/)].map((word) => {
      return { typed: word, atom: { field: "", text: word, isPhrase: false }, isNegated: false };
    });
  }
  const atom = { field, text: value, isPhrase: quoted !== undefined };
  return [{ typed, atom, isNegated: minus !== "" }];
}

/**
 * @param {string} field
 * @param {string} value
 */
function isUnderstood(field, value) {
  if (field === "year") return parseYears(value) !== null;
  return field === "has" ? HAS_VALUES.has(value.toLowerCase()) : FIELDS.includes(field);
}

/**
 * The pieces from a place on that are connected by `OR`.
 * @param {Piece[]} pieces
 * @param {number} start
 */
function alternativesAt(pieces, start) {
  const run = pieces.slice(start, start + 1);
  for (let place = start + 1; !run.at(-1)?.isNegated && pieces[place]?.typed === OR; place += 2) {
    const next = pieces[place + 1];
    if (!next || next.isNegated) break;
    run.push(next);
  }
  return run;
}
