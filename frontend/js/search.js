// @ts-check
/**
 * Search from every page: the keys of `keys.js` and every link marked `data-search` open the
 * dialog; the search page gets its facets and results. What they need is loaded when it is needed.
 */

import { isSearchKey, letterShortcuts, wireLetterShortcuts } from "./keys.js";

/** The bundle lies in a folder of the site's root. */
const ROOT = new URL("../", import.meta.url).href;

/** @type {Promise<import("./search/dialog.js").SearchDialog> | null} */
let coming = null;

/** The dialog, with all that it is made of asked for at once and not step by step. */
function dialog() {
  coming ??= loadDialog().catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
}

async function loadDialog() {
  const [{ SearchDialog }, store] = await Promise.all([
    import("./search/app.js"),
    loadStore(),
    loadStyles(),
  ]);
  const made = new SearchDialog(store);
  wireLetterShortcuts(made.letters);
  return made;
}

/** The index. What it says first is asked for at once, and not when the code has come. */
async function loadStore() {
  // As `store.js` would ask, which is still on its way.
  const address = `${ROOT}search/index/index.json`;
  /** @type {Promise<Response> | null} */
  let early = fetch(address, { cache: "no-cache" });
  early.catch(() => {});
  const { Store } = await import("./search/app.js");
  const store = new Store(ROOT, (asked, how) => {
    if (!early || asked !== address) return fetch(asked, how);
    const answer = early;
    early = null;
    return answer;
  });
  // Taken in now: if it failed, whoever searches later asks again and is not told of it.
  store.manifest().catch(() => {});
  return store;
}

/** The looks of the dialog, which no page needs before it is opened. */
function loadStyles() {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(SEARCH_STYLES, import.meta.url).href;
    // Without its looks the dialog still works.
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/**
 * @param {HTMLElement} page
 * @param {HTMLInputElement} field
 */
async function startPage(page, field) {
  const [{ SearchPage }, store] = await Promise.all([import("./search/app.js"), loadStore()]);
  new SearchPage(store, page, field).start();
}

/** The dialog on all pages but the search page. */
function wireDialog() {
  const open = async (/** @type {string | null} */ query) => {
    try {
      (await dialog()).open(query);
    } catch {
      location.assign(`${ROOT}search/`);
    }
  };
  const follow = () => {
    const { hash } = location;
    const asked = hash.startsWith("#search=")
      ? decodeHash(hash.slice(8))
      : hash === "#search"
        ? ""
        : null;
    if (asked !== null) open(asked);
    else coming?.then(({ box }) => box.close());
  };
  for (const link of document.querySelectorAll("[data-search]")) {
    link.addEventListener("click", (event) => {
      const aside =
        event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
      if (aside) return;
      event.preventDefault();
      open(null);
    });
    for (const kind of ["pointerenter", "focus"]) {
      link.addEventListener(kind, () => dialog().catch(() => {}), { once: true });
    }
  }
  addEventListener("keydown", (event) => {
    if (!isSearchKey(event, letterShortcuts.isOn())) return;
    event.preventDefault();
    open(null);
  });
  addEventListener("popstate", follow);
  follow();
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
    for (const button of document.querySelectorAll("[data-letter-shortcuts]")) {
      if (button instanceof HTMLButtonElement) wireLetterShortcuts(button);
    }
  } else {
    wireDialog();
  }
}
