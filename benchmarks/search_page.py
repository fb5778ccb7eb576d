"""First results of the search page in Chromium, over a slow network.

The network is the preset "Slow 4G" of DevTools: 562.5 ms of latency for each request, 1.44 Mbit/s
down and 675 kbit/s up. The server speaks HTTP/2 and compresses text, as static hosts do.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.corpus import write_collection

ROOT = Path(__file__).parent.parent
_QUERIES = ("graph neural networks", "diffusion image editing", "federated learning privacy")
_LATENCY, _DOWN, _UP = 562.5, 180_000, 84_375
_LARGE = 10_000
_ROUNDS = 3
_RESULT = "#search-results ol.items li"
_WATCH = """
window.firstResult = null;
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({ type: "layout-shift", buffered: true });
new MutationObserver(() => {
  if (document.querySelector("#search-results ol.items li")) window.firstResult ??= performance.now();
}).observe(document, { childList: true, subtree: true });
"""


class Traffic:
    """Counts the requests and bytes that a page has received."""

    def __init__(self, session: CDPSession) -> None:
        self.requests = 0
        self.bytes = 0.0
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        if event["encodedDataLength"]:
            self.requests += 1
            self.bytes += event["encodedDataLength"]


def measure_page(
    browser: Browser, site: Path | None, records: Sequence[Path]
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return the head and rows of a table; builds a site unless there is one."""
    head = ("query", "how", "first result", "requests", "kB", "CLS after loading")
    with tempfile.TemporaryDirectory() as folder:
        site = site or build_site(Path(folder), records)
        with _serve(site, Path(folder)) as address:
            rows = [
                _measure(browser, address, query, is_typed=is_typed)
                for query in _QUERIES
                for is_typed in (False, True)
            ]
    return head, rows


def build_site(folder: Path, records: Sequence[Path]) -> Path:
    """Build a site of files of records, or of made-up papers if there are none."""
    run = [sys.executable, "-m", "papershelf"]
    project = folder / "project"
    subprocess.run([*run, "new", str(project), "--yes", "--quiet"], check=True)
    if records:
        imported = [*run, "import", *map(str, records)]
        subprocess.run(imported, cwd=project, check=True, capture_output=True)
    else:
        write_collection(project / "data", _LARGE)
    subprocess.run([*run, "build", "--quiet"], cwd=project, check=True)
    return project / "site"


@contextmanager
def _serve(site: Path, folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its address."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    script = ROOT / "benchmarks" / "search_server.mjs"
    command = ["node", str(script), str(site), str(certificate), str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"https://localhost:{server.stdout.readline().strip()}/"
        finally:
            server.terminate()


def _measure(browser: Browser, address: str, query: str, *, is_typed: bool) -> Sequence[str]:
    """Measure a query, cold or typed into the loaded page; the median of several rounds."""
    rounds = sorted(
        _measure_once(browser, address, query, is_typed=is_typed) for _ in range(_ROUNDS)
    )
    seconds, requests, kilobytes, shifts = rounds[_ROUNDS // 2]
    how = "typed" if is_typed else "opened by its address"
    return (query, how, f"{seconds:.1f} s", str(requests), f"{kilobytes:.0f}", f"{shifts:.3f}")


def _measure_once(
    browser: Browser, address: str, query: str, *, is_typed: bool
) -> tuple[float, int, float, float]:
    context = browser.new_context(ignore_https_errors=True)
    context.add_init_script(_WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    traffic = Traffic(session)
    conditions = {"latency": _LATENCY, "downloadThroughput": _DOWN, "uploadThroughput": _UP}
    session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    path = "search/" if is_typed else f"search/?q={query.replace(' ', '+')}"
    page.goto(f"{address}{path}", wait_until="networkidle" if is_typed else "commit")
    began = 0.0
    if is_typed:
        traffic.requests, traffic.bytes = 0, 0.0
        began = _type_query(page, query)
    # Not `wait_for_function`, which the content security policy of the page forbids.
    page.wait_for_selector(_RESULT, timeout=60_000)
    requests, received = traffic.requests, traffic.bytes
    first = page.evaluate("window.firstResult")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    shifts = page.evaluate("window.shifts")
    context.close()
    return (first - began) / 1000, requests, received / 1000, shifts


def _type_query(page: Page, query: str) -> float:
    """Type a query at once, and return when."""
    began: float = page.evaluate("performance.now()")
    page.fill("#search-field", query)
    return began
