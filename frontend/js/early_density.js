// Runs before the first paint. Marks on the root element how densely the reader wants lists.
"use strict";
(() => {
  try {
    const chosen = localStorage.getItem("papershelf-density");
    if (chosen === "featured" || chosen === "compact") {
      document.documentElement.dataset.density = chosen;
    }
  } catch {
    // The browser forbids storage: lists have the normal density.
  }
})();
