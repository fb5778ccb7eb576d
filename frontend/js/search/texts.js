// @ts-check
/** Texts of the search in the language of the site. `setMessages` must be called first. */

/** @typedef {typeof import("../../../generator/papershelf/languages/en.json")} Catalogue */

/**
 * Keys of a section of the catalogue, by the type of their messages.
 * @template {keyof Catalogue} Section
 * @template Type
 * @typedef {{
 *   [Key in keyof Catalogue[Section] & string]:
 *     Catalogue[Section][Key] extends Type ? `${Section}.${Key}` : never
 * }[keyof Catalogue[Section] & string]} Keys
 */

/** @typedef {Keys<"search", string> | Keys<"status", string>} TextKey */
/** @typedef {Keys<"search", object> | "count.papers"} CountKey */
/** @typedef {Record<string, string | Record<string, string>>} Messages */

let language = "en";
/** @type {Messages} */
let messages = {};
let plurals = new Intl.PluralRules(language);

/**
 * Set the messages and their language.
 * @param {Messages} loaded
 * @param {string} tag the language, as a BCP 47 tag
 */
export function setMessages(loaded, tag) {
  language = tag;
  messages = loaded;
  plurals = new Intl.PluralRules(tag);
}

/**
 * A number with the digits and separators of the pages.
 * @param {number} value
 */
export function formatNumber(value) {
  return value.toLocaleString(`${language}-u-nu-latn`);
}

/**
 * A message with its placeholders filled in.
 * @param {TextKey} key
 * @param {Record<string, string>} values
 */
export function text(key, values = {}) {
  return fill(messages[key], values).join("");
}

/**
 * The name of a status of papers, such as "retracted".
 * @param {string} status
 */
export function statusText(status) {
  return text(/** @type {TextKey} */ (`status.${status}`));
}

/**
 * A message whose placeholders may be filled with elements, as a list of nodes.
 * @param {TextKey} key
 * @param {Record<string, Node | string>} values
 */
export function textWithNodes(key, values) {
  return fill(messages[key], values);
}

/**
 * The message for a number, which fills in the placeholder `count`.
 * @param {CountKey} key
 * @param {number} number
 */
export function countText(key, number) {
  const forms = messages[key];
  const form = typeof forms === "object" ? forms[plurals.select(number)] : undefined;
  return fill(form, { count: formatNumber(number) }).join("");
}

/**
 * Alternatives, joined with the word for "or".
 * @param {string[]} words
 */
export function joinAlternatives(words) {
  return new Intl.ListFormat(language, { type: "disjunction" }).format(words);
}

/**
 * Words in quotation marks, separated by commas.
 * @param {string[]} words
 */
export function listQuoted(words) {
  return words.map((word) => text("search.quoted", { text: word })).join(", ");
}

/**
 * The parts of a message. Throws if the message or a value is missing.
 * @template {Node | string} Value
 * @param {unknown} message
 * @param {Record<string, Value>} values
 * @returns {(Value | string)[]}
 */
function fill(message, values) {
  if (typeof message !== "string") throw new TypeError("unknown message");
  return message.split(/(\{\w+\})/).map((part) => {
    if (!part.startsWith("{")) return part;
    const value = values[part.slice(1, -1)];
    if (value === undefined) throw new TypeError(`no value for ${part}`);
    return value;
  });
}
