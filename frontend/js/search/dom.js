// @ts-check
/** Makes elements. Texts go in as text, so nothing that a paper says is ever read as markup. */

/**
 * An element with attributes and children; an attribute of `false` is left out, `true` is empty.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number | boolean>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * A button that does something.
 * @param {string} label
 * @param {() => void} act
 * @param {Record<string, string | number | boolean>} attributes
 */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

/**
 * A number of things in words: `1 paper`, `1,204 papers`.
 * @param {number} count
 * @param {string} noun
 */
export function countOf(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
