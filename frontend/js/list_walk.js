// @ts-check
/**
 * Lets readers walk through the list from which they opened a paper. The list is kept in the session
 * storage of the tab; without it, or without a script, the links lead through the paper's own list.
 */

const KEY = "papershelf-list";

/** @typedef {{ name: string, papers: string[] }} List the paths of its papers, in order */
/** @typedef {() => Pick<Storage, "getItem" | "setItem">} OpenStorage may throw */

/**
 * The paths before and after a path in a list; "" at its ends. `undefined` if it is not in the list.
 * @param {List} list
 * @param {string} path
 * @returns {{ prev: string, next: string } | undefined}
 */
export function neighborsIn({ papers }, path) {
  const place = papers.indexOf(path);
  if (place < 0) return undefined;
  return { prev: papers[place - 1] ?? "", next: papers[place + 1] ?? "" };
}

/**
 * The list that was left last.
 * @param {OpenStorage} openStorage
 * @returns {List | undefined}
 */
export function lastList(openStorage) {
  try {
    const list = JSON.parse(openStorage().getItem(KEY) ?? "");
    return Array.isArray(list.papers) ? list : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Remember a list when one of its papers is opened.
 * @param {HTMLElement} root
 * @param {OpenStorage} openStorage
 */
function rememberLists(root, openStorage) {
  root.addEventListener("click", ({ target }) => {
    const opened = target instanceof Element && target.closest("a");
    const list = opened && opened.closest(".items");
    if (!list) return;
    const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (list.querySelectorAll("h3 a"));
    const name = document.querySelector("h1")?.textContent ?? "";
    const papers = Array.from(links, (link) => link.pathname);
    try {
      openStorage().setItem(KEY, JSON.stringify({ name, papers }));
    } catch {
      // The browser forbids storage, or it is full.
    }
  });
}

/**
 * The link to a neighbor. At the ends of a paper's own list, its label stands in for it.
 * @param {HTMLElement} steps
 * @param {"prev" | "next"} rel
 */
function findLink(steps, rel) {
  const found = steps.querySelector(`[rel=${rel}]`);
  if (found instanceof HTMLAnchorElement) return found;
  const link = document.createElement("a");
  link.rel = rel;
  const label = steps.querySelector(`[data-rel=${rel}]`);
  link.textContent = label?.textContent ?? "";
  label?.replaceWith(link);
  return link;
}

/**
 * Lead the links to the papers before and after through the list that was left last.
 * @param {HTMLElement} root
 * @param {OpenStorage} openStorage
 */
export function wireListWalk(root, openStorage = () => sessionStorage) {
  rememberLists(root, openStorage);
  const steps = root.querySelector(".steps[data-label]");
  const list = steps instanceof HTMLElement && lastList(openStorage);
  const near = list && neighborsIn(list, location.pathname);
  if (!near) return;
  for (const rel of /** @type {const} */ (["prev", "next"])) {
    const link = findLink(steps, rel);
    link.hidden = !near[rel];
    if (near[rel]) link.href = near[rel];
  }
  steps.setAttribute("aria-label", (steps.dataset.label ?? "").replace("{list}", list.name));
}
