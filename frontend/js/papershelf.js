// @ts-check
/** Entry point of the scripts of every page of our theme. */

import { wireCopyButtons } from "./copy.js";
import { leadToAuthor } from "./former_author.js";
import { wireSchemeButtons } from "./scheme.js";
import { watchRegions } from "./scroll.js";
import { startSearchPage, wireSearch, wireSearchLink } from "./search.js";

wireCopyButtons(document.querySelector("main") ?? document.body);
wireSchemeButtons();
watchRegions(document.body);
for (const link of document.querySelectorAll("[data-search]")) wireSearchLink(link);
wireSearch();
startSearchPage(new AbortController().signal);
leadToAuthor(new URL("../", import.meta.url).href);
