// @ts-check
/** Reloads a page whose cached scripts are too old to read the search index of the site. */

const STORED_AS = "papershelf-renewed";

/**
 * Fetch the page without caches and reload it, once per version of the index. Returns false if this
 * was tried before, if the browser forbids storage, or if the fetch fails.
 * @param {string} version of the index
 * @param {() => Pick<Storage, "getItem" | "setItem">} openStorage may throw
 * @param {Pick<Location, "pathname" | "search" | "reload">} place
 * @param {typeof fetch} get
 * @returns {Promise<boolean>}
 */
export async function renewPage(
  version,
  openStorage = () => sessionStorage,
  place = location,
  get = (...args) => fetch(...args),
) {
  try {
    const storage = openStorage();
    const tried = `${place.pathname} ${version}`;
    if (storage.getItem(STORED_AS) === tried) return false;
    storage.setItem(STORED_AS, tried);
    // The response replaces the old page in all caches.
    const response = await get(`${place.pathname}${place.search}`, { cache: "reload" });
    if (!response.ok) return false;
  } catch {
    return false;
  }
  place.reload();
  return true;
}
