// Runs before the first paint: says that scripts run, and which colours the reader chose.
"use strict";
(() => {
  const page = document.documentElement;
  page.classList.add("js");
  try {
    const chosen = localStorage.getItem("papershelf-scheme");
    if (chosen === "light" || chosen === "dark") page.dataset.scheme = chosen;
  } catch {
    // Storage is forbidden here: the system's choice holds.
  }
})();
