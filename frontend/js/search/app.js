// @ts-check
/** All of the search but its keys: one file of the bundle, loaded by the first who searches. */

export { SearchDialog } from "./dialog.js";
export { SearchPage } from "./page.js";
export { Store } from "./store.js";
