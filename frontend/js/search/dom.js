// @ts-check
/** Creates DOM elements. Strings are inserted as text, so text of papers is never parsed as HTML. */

/**
 * Create an element. An attribute that is `false` is omitted; one that is `true` has no value.
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
 * Create a button with a click handler.
 * @param {string} label
 * @param {() => void} act
 * @param {Record<string, string | number | boolean>} attributes
 */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}
