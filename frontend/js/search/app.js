// @ts-check
/** Entry point of the search code: one file of the bundle, loaded when the search is first used. */

export { SearchDialog } from "./dialog.js";
export { SearchPage } from "./page/page.js";
export { Store } from "./store.js";
export { setMessages, text } from "./texts.js";
