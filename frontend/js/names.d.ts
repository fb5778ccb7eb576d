/** Paths of bundled files, below the folder of the scripts; `frontend/bundle.mjs` fills them in. */
declare const SEARCH_STYLES: string;
