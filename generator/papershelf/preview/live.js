// Live reload for the preview: reloads the page after each build and shows problems of the data.
"use strict";

(() => {
  /** @type {number | null} */
  let lastBuild = null;
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
    if (lastBuild !== null && build !== lastBuild) {
      events.close();
      location.reload();
      return;
    }
    lastBuild = build;
    show(problems);
  });
})();
