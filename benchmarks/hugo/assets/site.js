document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
  button.textContent = "Copied";
});

const field = document.querySelector("#search");
if (field && window.PagefindUI) {
  const ui = new window.PagefindUI({ element: "#search", showSubResults: false });
  ui.triggerSearch(new URLSearchParams(window.location.search).get("q") ?? "");
}

document.addEventListener("DOMContentLoaded", () => {
  if (!window.renderMathInElement) return;
  window.renderMathInElement(document.querySelector("main"), {
    delimiters: [{ left: "$", right: "$", display: false }],
  });
});
