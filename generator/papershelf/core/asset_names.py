"""Where the bundled files of the theme are. Written by `make bundle`."""

FAVICON = "assets/favicon.E4K6SMMP.svg"
SEARCH_SCRIPT = "assets/app.HT7ZOVR7.js"
SEARCH_STYLES = "assets/search.TMDV36FM.css"
