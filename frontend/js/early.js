// Runs before the first paint. Marks on the root element that scripts run, that the URL has a
// query, and which color scheme and density of lists the reader chose.
"use strict";
import "./early_density.js";
(() => {
  const page = document.documentElement;
  page.classList.add("js");
  if (location.search.includes("=")) page.classList.add("searching");
  try {
    const chosen = localStorage.getItem("papershelf-scheme");
    if (chosen === "light" || chosen === "dark") page.dataset.scheme = chosen;
  } catch {
    // The browser forbids storage: the scheme of the system is used.
  }
})();
