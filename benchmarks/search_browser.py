"""The search in Chromium: what its page finds, and how much processor time a query takes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.search_queries import ROOT

THROTTLE = 4
"""How much slower than this machine the processor of a phone is taken to be."""
_LONGEST_WAIT = 30_000
_SCRIPTS = ("frontend/js", "generator/papershelf/text/words")
"""The scripts of the search, and the folder of the table that they import."""
# Not `wait_for_function`, which the content security policy of the page forbids.
_FOUND = """
async (query) => {
  const list = document.querySelector("#search-results ol.items");
  const isDone = () =>
    new URLSearchParams(location.search).get("q") === query && !list.hasAttribute("aria-busy");
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
  return [...list.children].map((item) => item.dataset.paper);
}
"""
_IMPORT = """
async () => {
  const load = (name) => import(`/frontend/js/search/${name}.js`);
  const [engine, state, store] = await Promise.all(["engine", "state", "store"].map(load));
  window.searchWords = (q) => {
    const made = new store.Store(`${location.origin}/`, (...request) => fetch(...request));
    return engine.searchWords(made, { ...state.emptyState(), q });
  };
}
"""
_SEARCH = "async (query) => { window.byWords = await window.searchWords(query); }"
_JOIN = "async () => { await window.byWords.join?.(); }"


class Processor(NamedTuple):
    """Milliseconds of processor time of a query: until its words are found, and for its meaning."""

    words: float
    meaning: float


@contextmanager
def open_browser(chromium: str) -> Iterator[Browser]:
    """Start Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Print nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its address."""
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def ask_page(browser: Browser, site: Path, queries: Sequence[str]) -> list[list[str]]:
    """Type queries into the search page of a site; return the ids of the papers on it."""
    with serve(site) as address:
        context = browser.new_context()
        context.set_default_timeout(_LONGEST_WAIT)
        page = context.new_page()
        page.goto(f"{address}search/", wait_until="networkidle")
        found = []
        for query in queries:
            page.fill("#search-field", query)
            found.append(page.evaluate(_FOUND, query))
        context.close()
    return found


def measure_processor(browser: Browser, folder: Path, queries: Sequence[str]) -> list[Processor]:
    """Return the processor time of queries to an index, each on a fresh page with no file read.

    `folder` has the files of the index. The scripts of the package are added to it.
    """
    for part in _SCRIPTS:
        shutil.copytree(ROOT / part, folder / part)
    (folder / "index.html").write_text("<!doctype html><title>Search</title>", "utf-8")
    with serve(folder) as address:
        context = browser.new_context()
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
        session.send("Performance.enable")
        measured = []
        for query in queries:
            page.goto(address)
            page.evaluate(_IMPORT)
            session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
            began = _task_time(session)
            page.evaluate(_SEARCH, query)
            found = _task_time(session)
            page.evaluate(_JOIN)
            measured.append(Processor(found - began, _task_time(session) - found))
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        context.close()
    return measured


def _task_time(session: CDPSession) -> float:
    """Return how many milliseconds the page has computed so far."""
    found = session.send("Performance.getMetrics")["metrics"]
    metrics = {one["name"]: float(one["value"]) for one in found}
    return 1000 * metrics["TaskDuration"]
