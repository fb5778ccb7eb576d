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

/** The store of the index, which is requested by the first search. */
async function loadIdleStore() {
  const { Store } = await import("./search/app.js");
  return new Store(ROOT, (url, options) => fetch(url, options));
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

/** The search field of the search page; `null` on other pages. */
function findSearchField() {
  const field = document.querySelector("#search-field");
  return field instanceof HTMLInputElement ? field : null;
}

/**
 * Open the dialog, or the search page if the dialog cannot be loaded.
 * @param {string | null} query
 */
async function openDialog(query) {
  try {
    (await getDialog()).open(query);
  } catch {
    location.assign(`${ROOT}search/`);
  }
}

/** Select the field of the search page; on other pages, open the dialog. */
function openSearch() {
  const field = findSearchField();
  if (field) field.select();
  else openDialog(null);
}

/** Open the dialog with the query in the hash of the URL, or close it if there is none. */
function followHash() {
  const { hash } = location;
  const query = hash.startsWith("#search=")
    ? decodeHash(hash.slice(8))
    : hash === "#search"
      ? ""
      : null;
  if (query !== null) openDialog(query);
  else pendingDialog?.then(({ box }) => box.close());
}

/** @param {string} text */
function decodeHash(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Wire the keys and the history of the dialog, once for a document. */
export function wireSearch() {
  addEventListener("keydown", (event) => {
    if (!isSearchKey(event, letterShortcuts.isOn())) return;
    event.preventDefault();
    openSearch();
  });
  const follow = () => {
    if (!findSearchField()) followHash();
  };
  addEventListener("popstate", follow);
  follow();
}

/**
 * Make a link open the search.
 * @param {Element} link
 */
export function wireSearchLink(link) {
  link.addEventListener("click", (event) => {
    const opensTab =
      event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (opensTab) return;
    event.preventDefault();
    openSearch();
  });
  for (const kind of ["pointerenter", "focus"]) {
    link.addEventListener(
      kind,
      () => {
        if (!findSearchField()) getDialog().catch(() => {});
      },
      { once: true },
    );
  }
}

/**
 * Start the search page if it is the current page.
 * @param {AbortSignal} signal ends it when another page replaces it
 */
export async function startSearchPage(signal) {
  const page = document.querySelector("#search-results");
  const field = findSearchField();
  if (!(page instanceof HTMLElement) || !field) return;
  const [{ SearchPage }, store, labels] = await Promise.all([
    import("./search/app.js"),
    location.search.includes("=") ? loadStore() : loadIdleStore(),
    loadMessages(),
  ]);
  if (signal.aborted) return;
  new SearchPage(store, page, field).start(signal);
  for (const button of document.querySelectorAll("[data-letter-shortcuts]")) {
    if (button instanceof HTMLButtonElement) wireLetterShortcuts(button, labels);
  }
}
