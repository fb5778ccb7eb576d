/** Names of bundled files, relative to the folder of scripts; inserted by `frontend/bundle.mjs`. */
declare const SEARCH_STYLES: string;
