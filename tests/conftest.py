"""Shared fixtures: paths, a browser, and data folders for single tests.

Tests that need a tool that is not installed are skipped with a reason. They fail instead if an
environment variable demands the tool (`PAPERSHELF_DEMAND_BROWSER`, `…_JAVA`, `…_NODE`, `…_BIBTEX`,
`…_BUILDERS`), as in CI.
"""

from __future__ import annotations

import functools
import gc
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, Protocol

import pytest
import yaml
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from papershelf.core.project import Project, read_project
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.services.server import Service, serve
from tests.workspaces import Workspace

ROOT = Path(__file__).parent.parent
SHIPPED_DATA = ROOT / "data"
"""The collection of this repository. Only the tests in `tests/collection` may read it."""

# Processes started by tests import the package of this checkout, whatever their working directory.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(ROOT / "generator"), os.environ.get("PYTHONPATH")])
)
POLL_SECONDS = 0.02
"""Interval in seconds at which test servers check whether to stop; the default is half a second."""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The same examples in every run: a test that fails tomorrow must have a cause that changed today.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that share a built site or a browser on one worker, so that each is made once."""
    for item in items:
        if any(item.get_closest_marker(name) for name in ("browser", "site")):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


_running_test: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record the test that runs, for `_forbid_shipped_data`."""
    _running_test[:] = [item.nodeid]
    try:
        return (yield)
    finally:
        _running_test.clear()


def _forbid_shipped_data(event: str, args: tuple[object, ...]) -> None:
    """Make an engine test fail if it reads the shipped collection: it must pass with any
    collection.
    """
    if event not in {"open", "os.listdir", "os.scandir"} or not _running_test:
        return
    path = args[0]
    if not isinstance(path, str | bytes | os.PathLike) or _running_test[0].startswith(_COLLECTION):
        return
    if event == "open" and args[1] is None and not os.path.isabs(path):  # noqa: PTH117
        return  # by `os.open`, maybe in a folder that it was given and that no event names
    if is_below(os.path.abspath(os.fsdecode(path)), str(SHIPPED_DATA)):  # noqa: PTH100
        pytest.fail(f"{_running_test[0]} reads {os.fsdecode(path)} of the collection that we ship")


_COLLECTION = "tests/collection/"


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or inside it."""
    return path == folder or path.startswith(folder + os.sep)


sys.addaudithook(_forbid_shipped_data)


def pytest_collection_finish() -> None:
    """Exclude tests and modules from garbage collection, which saves a fifth of the time."""
    gc.collect()
    gc.freeze()


def skip_or_fail(what: str, demand: str) -> NoReturn:
    """Skip a test that needs a missing tool, or fail if the environment demands the tool."""
    if os.environ.get(demand):
        pytest.fail(f"{what}, and {demand} demands it", pytrace=False)
    pytest.skip(what)


@contextmanager
def serve_with_prefix(folder: Path, prefix: str) -> Iterator[str]:
    """Serve a folder under a path such as `/repo/`, like project sites of hosts; all else is 404."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def translate_path(self, path: str) -> str:
            inside = path.startswith(prefix)
            return super().translate_path(f"/{path.removeprefix(prefix)}" if inside else "/none")

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}{prefix}"
        running.shutdown()


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the checkout under test."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real papers and captures next to the checkout, which is not in the repository."""
    folder = ROOT.parent / "shared"
    if not (folder / "captures").is_dir():
        pytest.skip("there is no ../shared with real captures and papers")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The Chromium of this machine, or the one named by `PAPERSHELF_CHROMIUM`."""
    for name in (os.environ.get("PAPERSHELF_CHROMIUM", ""), *CHROMIUM_NAMES):
        if name and (found := shutil.which(name)):
            return Path(found)
    skip_or_fail("Chromium is not installed", "PAPERSHELF_DEMAND_BROWSER")


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """A headless Chromium for all browser tests of a worker; create a context for each test."""
    # The sandbox of Chromium does not work as root, which is the user in containers.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser context of the size of a small laptop, which stops waiting after 10 s."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The script of axe, which checks pages for accessibility."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        skip_or_fail("axe is not installed (make node)", "PAPERSHELF_DEMAND_NODE")
    return script.read_text(encoding="utf-8")


class MakeCollection(Protocol):
    """Writes records and vocabularies into a new data folder and returns its path."""

    def __call__(
        self,
        papers: Sequence[Mapping[str, object]] = (),
        *,
        name: str = "data",
        venues: object = None,
        tags: object = None,
        redirects: object = None,
    ) -> Path: ...


@pytest.fixture
def make_collection(tmp_path: Path) -> MakeCollection:
    """A function that makes data folders; vocabularies that are not given are not written."""

    def make(
        papers: Sequence[Mapping[str, object]] = (),
        *,
        name: str = "data",
        venues: object = None,
        tags: object = None,
        redirects: object = None,
    ) -> Path:
        data = tmp_path / name
        (data / "papers").mkdir(parents=True)
        files = {
            "papers/papers.yaml": list(papers),
            "venues.yaml": venues,
            "tags.yaml": tags,
            "redirects.yaml": redirects,
        }
        for path, content in files.items():
            if content is not None:
                text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
                (data / path).write_text(text, encoding="utf-8")
        return data

    return make


@pytest.fixture
def daily_project(tmp_path: Path) -> Workspace:
    """A copy of the example with daily lists, not built."""
    return Workspace.copy_example(tmp_path / "daily")


@pytest.fixture(scope="session")
def daily_site(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example with daily lists, built; tests must not change it."""
    workspace = Workspace.copy_example(tmp_path_factory.mktemp("daily") / "project")
    workspace.build()
    return workspace


@pytest.fixture
def service() -> Iterator[Service]:
    """A local server in place of web services."""
    with serve() as running:
        yield running


@pytest.fixture
def project(make_collection: MakeCollection, tmp_path: Path) -> Project:
    """A project with fabricated papers and a site URL."""
    data = make_collection(ORDINARY, venues=VENUES, tags=TAGS)
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: Rivers\nsite_url: https://papers.example/\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    return read_project(config, data)
