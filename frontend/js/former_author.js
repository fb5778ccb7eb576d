// @ts-check
/** Leads readers from a former address of an author to the present one, on the page for errors, too. */

const FORMER_PAGE = /^authors\/([^/]+)\/(?:index\.html)?$/;
const INDEX_PAGE = /^authors\/letter\//;
const ANCHOR = "author-";

/**
 * The author whom an address means that does not exist (any more): a page or an anchor.
 * @param {string} path from the root of the site
 * @param {Document} page
 * @param {string} hash
 * @returns {string | undefined} the slug
 */
export function missingAuthor(path, page, hash) {
  const isOurs = page.querySelector("article:is(.listing,.index)");
  if (!isOurs) return FORMER_PAGE.exec(path)?.[1];
  const anchor = hash.slice(1);
  const isMissing = anchor.startsWith(ANCHOR) && !page.getElementById(anchor);
  return isMissing && INDEX_PAGE.test(path) ? anchor.slice(ANCHOR.length) : undefined;
}

/**
 * Lead a reader from a former address of an author to the present one.
 * @param {string} root URL of the root of the site
 */
export async function leadToAuthor(root) {
  const { href, hash } = window.location;
  const path = href.startsWith(root) ? href.slice(root.length).replace(/[?#].*$/, "") : "";
  const slug = missingAuthor(path, document, hash);
  if (!slug) return;
  try {
    const { authorAddress, loadAuthorPages } = await import("./author_address.js");
    const target = root + authorAddress(slug, await loadAuthorPages(root, fetch));
    if (target !== href) window.location.replace(target);
  } catch {
    // The site has a page for each author, so the address was never one.
  }
}
