// Loads the page again after a build, and shows what is wrong with the data until it is right.
"use strict";

(() => {
  /** @type {number | null} */
  let seen = null;
  /** @type {HTMLElement | null} */
  let notice = null;

  /** @param {string[]} problems */
  function show(problems) {
    notice?.remove();
    notice = null;
    if (problems.length === 0) return;
    notice = document.createElement("pre");
    notice.setAttribute("role", "alert");
    notice.textContent = `The data has problems; this is the last good site.\n\n${problems.join("\n")}`;
    Object.assign(notice.style, {
      position: "fixed",
      inset: "auto 0 0 0",
      maxHeight: "50vh",
      overflow: "auto",
      margin: "0",
      padding: "1rem",
      background: "#7a1020",
      color: "#fff",
      font: "14px/1.5 monospace",
      whiteSpace: "pre-wrap",
      zIndex: "1000",
    });
    document.body.append(notice);
  }

  const events = new EventSource("/_papershelf/events");
  events.addEventListener("message", (event) => {
    const { build, problems } = JSON.parse(event.data);
    if (seen !== null && build !== seen) {
      events.close();
      location.reload();
      return;
    }
    seen = build;
    show(problems);
  });
})();
