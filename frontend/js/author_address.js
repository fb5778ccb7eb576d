// @ts-check
/**
 * Computes the address of an author of few papers: mostly an anchor in a page of the index of
 * authors. The same as `generator/papershelf/catalogue/author_index.py`.
 */

/**
 * The contents of `authors/pages.json`: the first author of each page of the index, and family names
 * that are not the last word of their slug. If the site knows persons, `moved` has the slugs of
 * persons by those of former spellings, and `pages` those of them and of members who have a page.
 * @typedef {{
 *   first: string[], families: Record<string, string>,
 *   moved?: Record<string, string>, pages?: string[],
 * }} AuthorPages
 */

const ANCHOR = "author-";

/**
 * The address of an author, from the root of the site.
 * @param {string} slug
 * @param {AuthorPages} pages
 */
export function authorAddress(slug, { first, families, moved = {}, pages = [] }) {
  const present = Object.hasOwn(moved, slug) ? moved[slug] : undefined;
  if (present !== undefined) return authorAddress(present, { first, families, pages });
  if (pages.includes(slug)) return `authors/${slug}/`;
  /** @param {string} one */
  const familyOf = (one) =>
    Object.hasOwn(families, one) ? families[one] : one.slice(one.lastIndexOf("-") + 1);
  /** @param {string} one */
  const keyOf = (one) => `${familyOf(one)} ${one}`;
  /** @param {string} key */
  const letterOf = (key) => (/^[0-9]/.test(key) ? "0-9" : key.slice(0, 1));
  const key = keyOf(slug);
  const letter = letterOf(key);
  const before = first.map(keyOf).filter((one) => letterOf(one) === letter && one <= key);
  const page = before.length > 1 ? `page/${before.length}/` : "";
  return `authors/letter/${letter}/${page}#${ANCHOR}${slug}`;
}

/**
 * Load what is needed to compute addresses. Throws if the site has no such file.
 * @param {string} root
 * @param {typeof fetch} get
 * @returns {Promise<AuthorPages>}
 */
export async function loadAuthorPages(root, get) {
  const response = await get(`${root}authors/pages.json`);
  if (!response.ok) throw new Error(`pages.json: ${response.status}`);
  return response.json();
}
