// @ts-check
/**
 * The dialog for a correction: fields with the values of a paper, and a link to an issue form that is
 * filled in with those that were changed. The block is YAML, which `papershelf correct` reads. Loaded
 * on first use, so it imports nothing.
 */

/** @typedef {Record<string, unknown>} Values */

/** The fields, and whether a field has one line, a text, or a value on each line. */
const FIELDS = /** @type {const} */ ([
  ["title", "line"],
  ["authors", "list"],
  ["abstract", "text"],
  ["venue", "line"],
  ["year", "line"],
  ["doi", "line"],
  ["arxiv", "line"],
  ["url", "line"],
  ["pdf", "line"],
  ["code", "list"],
  ["project", "line"],
]);
/** GitHub refuses longer addresses. */
const MAX_ADDRESS = 8000;

/**
 * The name of an author or venue, which is a text or has a name; or any other value as a text.
 * @param {unknown} value
 */
function nameOf(value) {
  if (typeof value !== "object" || value === null) return String(value ?? "");
  const { name, given, family } = /** @type {Values} */ (value);
  return name ? String(name) : [given, family].filter(Boolean).join(" ");
}

/**
 * The value of a field as it is edited: items of a list are on lines of their own.
 * @param {unknown} value
 */
export function shownValue(value) {
  return Array.isArray(value) ? value.map(nameOf).join("\n") : nameOf(value);
}

/**
 * A JSON string that is also a YAML scalar: characters that YAML forbids are escaped.
 * @param {unknown} value
 */
function quote(value) {
  const escape = (/** @type {string} */ char) =>
    `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escape);
}

/**
 * The block of YAML with the changed fields, or "" if nothing was changed.
 * @param {Values} record
 * @param {Map<string, string>} edited the fields as they are shown
 */
export function renderChange(record, edited) {
  const lines = [`paper: ${quote(record.id)}`];
  for (const [name, kind] of FIELDS) {
    const text = (edited.get(name) ?? "").replace(/\r\n?/g, "\n").trim();
    if (text === shownValue(record[name]).trim()) continue;
    const items = text.split("\n").filter((item) => item.trim());
    const list = items.map((item) => quote(item.trim())).join(", ");
    const value = kind === "list" ? `[${list}]` : quote(text);
    lines.push(`${name}: ${value}`);
  }
  return lines.length > 1 ? lines.map((line) => `${line}\n`).join("") : "";
}

/**
 * The address of the issue form with a block; without it if that would be too long.
 * @param {string} form
 * @param {string} change
 */
export function formAddress(form, change) {
  const address = new URL(form);
  address.searchParams.set("change", change);
  if (address.href.length > MAX_ADDRESS) address.searchParams.delete("change");
  return address.href;
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * The controls of all fields, with their current values.
 * @param {Values} record
 * @param {(name: string) => string} text
 */
function makeControls(record, text) {
  return FIELDS.map(([name, kind]) => {
    const value = shownValue(record[name]);
    const rows = kind === "text" ? "6" : String(Math.min(6, value.split("\n").length));
    const control =
      kind === "line" ? element("input", { name }) : element("textarea", { name, rows });
    control.value = value;
    control.dir = "auto";
    return element("label", {}, element("span", {}, text(name)), control);
  });
}

/**
 * Show the dialog in a part of the page; it is removed when it is closed.
 * @param {HTMLElement} place
 * @param {HTMLAnchorElement} link to the form without JavaScript
 * @param {Values} record
 * @param {Record<string, string>} texts by key
 */
export function showCorrectionDialog(place, link, record, texts) {
  const text = (/** @type {string} */ name) => texts[`correction.${name}`] ?? name;
  const open = element("a", { target: "_blank", rel: "noopener", class: "open" }, text("open"));
  const close = element("button", { type: "button" }, text("cancel"));
  const status = element("p", { role: "status" });
  const form = element("form", {}, ...makeControls(record, text));
  const foot = element("p", { class: "foot" }, open, close);
  const heading = element("h2", {}, text("heading"));
  const lead = element("p", {}, text("lead"));
  const dialog = element("dialog", { class: "correction" }, heading, lead, form, status, foot);
  dialog.setAttribute("aria-label", text("heading"));
  let change = "";
  const update = () => {
    const data = new FormData(form);
    change = renderChange(record, new Map([...data].map(([name, value]) => [name, `${value}`])));
    const address = formAddress(link.href, change);
    const isTooLong = change !== "" && !new URL(address).searchParams.has("change");
    status.textContent = change ? (isTooLong ? text("too_long") : "") : text("unchanged");
    if (change) open.setAttribute("href", address);
    else open.removeAttribute("href");
    return isTooLong;
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (open.hasAttribute("href")) open.click();
  });
  open.addEventListener("click", () => {
    if (update()) navigator.clipboard.writeText(change).catch(() => {});
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  place.append(dialog);
  update();
  dialog.showModal();
}
