// @ts-check
/**
 * Wires the search on every page: keyboard shortcuts and links with `data-search` open the dialog;
 * the search page gets its facets and results. The search code is loaded on first use.
 */

import { isSearchKey, letterShortcuts, wireLetterShortcuts } from "./keys.js";

/** The root of the site: the bundle is in a folder of it. */
const ROOT = new URL("../", import.meta.url).href;

/** @type {Promise<import("./search/dialog.js").SearchDialog> | null} */
let pendingDialog = null;

/** The dialog, loaded once; a failed load is tried again at the next call. */
function getDialog() {
  pendingDialog ??= loadDialog().catch((error) => {
    pendingDialog = null;
    throw error;
  });
  return pendingDialog;
}

/** Load code, index and styles of the dialog in parallel. */
async function loadDialog() {
  const [{ SearchDialog }, store, labels] = await Promise.all([
    import("./search/app.js"),
    loadStore(),
    loadMessages(),
    loadStyles(),
  ]);
  const dialog = new SearchDialog(store);
  wireLetterShortcuts(dialog.letters, labels);
  return dialog;
}

/** Load the messages of the search, and return the labels of the button for letter shortcuts. */
async function loadMessages() {
  const script = document.querySelector("script[data-messages]");
  const path = script instanceof HTMLElement ? script.dataset.messages : "";
  const [{ setMessages, text }, response] = await Promise.all([
    import("./search/app.js"),
    fetch(`${ROOT}${path}`),
  ]);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  setMessages(await response.json(), document.documentElement.lang);
  return {
    on: text("search.shortcuts_on"),
    off: text("search.shortcuts_off"),
    hint: text("search.shortcuts_hint"),
  };
}

/** The store of the index. `index.json` is requested in parallel with the code. */
async function loadStore() {
  // The same request as in `store.js`, which is not loaded yet.
  const address = `${ROOT}search/index/index.json`;
  /** @type {Promise<Response> | null} */
  let early = fetch(address, { cache: "no-cache" });
  early.catch(() => {});
  const { Store } = await import("./search/app.js");
  const store = new Store(ROOT, (url, options) => {
    if (!early || url !== address) return fetch(url, options);
    const response = early;
    early = null;
    return response;
  });
  // Use the early response now: if it failed, the first search sends a new request.
  store.manifest().catch(() => {});
  return store;
}

/** Load the styles of the dialog, which are not part of the page. */
function loadStyles() {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(SEARCH_STYLES, import.meta.url).href;
    // The dialog also works without styles.
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/**
 * Start the search page.
 * @param {HTMLElement} page
 * @param {HTMLInputElement} field
 */
async function startPage(page, field) {
  const [{ SearchPage }, store, labels] = await Promise.all([
    import("./search/app.js"),
    loadStore(),
    loadMessages(),
  ]);
  new SearchPage(store, page, field).start();
  for (const button of document.querySelectorAll("[data-letter-shortcuts]")) {
    if (button instanceof HTMLButtonElement) wireLetterShortcuts(button, labels);
  }
}

/** Wire the dialog, on all pages except the search page. */
function wireDialog() {
  const open = async (/** @type {string | null} */ query) => {
    try {
      (await getDialog()).open(query);
    } catch {
      location.assign(`${ROOT}search/`);
    }
  };
  const followHash = () => {
    const { hash } = location;
    const query = hash.startsWith("#search=")
      ? decodeHash(hash.slice(8))
      : hash === "#search"
        ? ""
        : null;
    if (query !== null) open(query);
    else pendingDialog?.then(({ box }) => box.close());
  };
  for (const link of document.querySelectorAll("[data-search]")) {
    link.addEventListener("click", (event) => {
      const opensTab =
        event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
      if (opensTab) return;
      event.preventDefault();
      open(null);
    });
    for (const kind of ["pointerenter", "focus"]) {
      link.addEventListener(kind, () => getDialog().catch(() => {}), { once: true });
    }
  }
  addEventListener("keydown", (event) => {
    if (!isSearchKey(event, letterShortcuts.isOn())) return;
    event.preventDefault();
    open(null);
  });
  addEventListener("popstate", followHash);
  followHash();
}

/** @param {string} text */
function decodeHash(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

if (typeof document !== "undefined") {
  const page = document.querySelector("#search-results");
  const field = document.querySelector("#search-field");
  if (page instanceof HTMLElement && field instanceof HTMLInputElement) {
    startPage(page, field);
    addEventListener("keydown", (event) => {
      if (!isSearchKey(event, letterShortcuts.isOn())) return;
      event.preventDefault();
      field.select();
    });
    for (const link of document.querySelectorAll("[data-search]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        field.select();
      });
    }
  } else {
    wireDialog();
  }
}
