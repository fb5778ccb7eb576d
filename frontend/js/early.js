// Runs before the first paint: says that scripts run, whether the address asks for a search, and
// which colours the reader chose.
"use strict";
(() => {
  const page = document.documentElement;
  page.classList.add("js");
  if (location.search.includes("=")) page.classList.add("searching");
  try {
    const chosen = localStorage.getItem("papershelf-scheme");
    if (chosen === "light" || chosen === "dark") page.dataset.scheme = chosen;
  } catch {
    // Storage is forbidden here: the system's choice holds.
  }
})();
