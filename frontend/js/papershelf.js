// @ts-check
/** Entry point of the scripts of every page; each module finds its own elements. */

import "./copy.js";
import "./scheme.js";
import "./scroll.js";
import "./search.js";
