// @ts-check
/** Entry point of the scripts of every page of our theme. */

import { wireCopyButtons } from "./copy.js";
import { wireCorrection } from "./correction.js";
import { leadToAuthor } from "./former_author.js";
import { wireLists } from "./lists/lists.js";
import { wireListWalk } from "./list_walk.js";
import { fillFromAddress } from "./lost_address.js";
import { wireSchemeButtons } from "./scheme.js";
import { showCurrentPage, watchRegions } from "./scroll.js";
import { startSearchPage, wireSearch, wireSearchLink } from "./search.js";

const main = document.querySelector("main") ?? document.body;
/** The root of the site: the bundle is in a folder of it. */
const root = new URL("../", import.meta.url).href;

wireCopyButtons(main);
wireCorrection(main, root);
wireLists(main, root);
wireListWalk(main);
fillFromAddress(main);
wireSchemeButtons();
watchRegions(document.body);
showCurrentPage(document.querySelector(".masthead"));
for (const link of document.querySelectorAll("[data-search]")) wireSearchLink(link);
wireSearch();
startSearchPage(new AbortController().signal);
leadToAuthor(root);
