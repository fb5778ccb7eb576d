// @ts-check
/** What every page runs: each module looks for what it serves. */

import "./copy.js";
import "./scheme.js";
import "./scroll.js";
import "./search.js";
