// @ts-check
/** Gets a page anew that is older than the search index of the site, and so cannot read it. */

const STORED_AS = "papershelf-renewed";

/**
 * Fetch this page past all caches and show it again, once for a version of the index. Says no where
 * that has been tried, or where nothing can remember that it has; else the page goes.
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
  get = (...asked) => fetch(...asked),
) {
  try {
    const storage = openStorage();
    const tried = `${place.pathname} ${version}`;
    if (storage.getItem(STORED_AS) === tried) return false;
    storage.setItem(STORED_AS, tried);
    // What comes takes the place of the old page in every cache on the way.
    const answer = await get(`${place.pathname}${place.search}`, { cache: "reload" });
    if (!answer.ok) return false;
  } catch {
    return false;
  }
  place.reload();
  return true;
}
