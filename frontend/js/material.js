// @ts-check
/**
 * Entry point of the scripts of every page inside Material. With `navigation.instant`, Material keeps
 * the document and replaces the content, so everything in the content is wired again for each page.
 */

import { wireCopyButtons } from "./copy.js";
import { wireCorrection } from "./correction.js";
import { leadToAuthor } from "./former_author.js";
import { wireLists } from "./lists/lists.js";
import { watchRegions } from "./scroll.js";
import { startSearchPage, wireSearch, wireSearchLink } from "./search.js";

/** Material's stream of documents: calls back for the current page and for each later one. */
const { document$ } = /** @type {Window & { document$?: Documents }} */ (window);

/** @typedef {{ subscribe: (show: () => void) => void }} Documents */

/** Whether the site uses Material's search instead of ours. */
const hasThemeSearch = document.querySelector("[data-md-component=search]") !== null;

/** The root of the site: the bundle is in a folder of it. */
const root = new URL("../", import.meta.url).href;

/** @type {AbortController | undefined} */
let currentPage;

/** Wire the content of the current page. */
function showPage() {
  currentPage?.abort();
  currentPage = new AbortController();
  leadToAuthor(root);
  const content = document.querySelector(".md-content__inner.papershelf");
  if (!(content instanceof HTMLElement)) return;
  if (hasThemeSearch) content.querySelector("[data-letter-shortcuts]")?.remove();
  wireCopyButtons(content);
  wireCorrection(content, root);
  wireLists(content, root);
  watchRegions(content);
  startSearchPage(currentPage.signal);
}

/** Add the link that opens our search to the header, where Material has its search. */
function addSearchLink() {
  const link = document.createElement("a");
  link.className = "md-header__button papershelf-search";
  link.href = `${root}search/`;
  link.append(document.createElement("span"));
  const script = document.querySelector("script[data-search-text]");
  const text = script instanceof HTMLElement ? (script.dataset.searchText ?? "") : "";
  link.firstElementChild?.append(text);
  const header = document.querySelector(".md-header__inner");
  header?.insertBefore(link, header.querySelector(".md-header__source"));
  wireSearchLink(link);
}

if (!hasThemeSearch) {
  addSearchLink();
  wireSearch();
}
if (document$) document$.subscribe(showPage);
else showPage();
