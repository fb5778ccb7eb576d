"""Tests of the quality of whole sites: valid HTML, touch targets, sites under a path.

Other MkDocs-compatible builders must make the same pages from the same Markdown, as an alternative
to MkDocs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from lxml import html
from playwright.sync_api import Browser

from tests.conftest import ROOT, serve_with_prefix, skip_or_fail
from tests.fabricated import ORDINARY
from tests.site.test_site import ONLY_BUILT, contents
from tests.site_parser import read_documents
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

PREFIX = "/some/shelf/"
MANY = [
    {
        "id": f"plain-{n}",
        "title": f"Plain Rivers, Part {n}",
        "authors": [f"Maria {chr(65 + n % 26)}ster {n}", "Ada Byron"],
        "venue": "icrr",
        "year": 2020 + n % 3,
        "tags": ["rivers"],
        "added": "2026-11-19",
        "featured": [f"2026-11-{10 + n % 4}"],
    }
    for n in range(110)
]
KINDS = [
    "", "papers/", "papers/page/2/", "papers/tidal-attention/", "papers/a-title-alone/",
    "papers/river-without-tags/", "tags/", "tags/rivers/", "venues/", "venues/icrr/",
    "venues/icrr/2020/", "authors/", "authors/letter/b/", "authors/ada-byron/", "years/",
    "years/2020/", "days/", "days/2026-11-10/", "weeks/2026-w46/", "months/2026-11/",
    "trending/", "statistics/",
    "downloads/", "search/", "search/?q=rivers", "about/", "tutorial/", "reference/records/",
    "reference/settings/", "reference/api/", "explanation/architecture/", "benchmarks/", "404.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A project with pages of every kind, built for a URL with a path."""
    space = Workspace(tmp_path_factory.mktemp("quality"))
    config = space.root / "mkdocs.yml"
    address = f'site_url: "https://papers.example{PREFIX}"'
    config.write_text(re.sub(r"(?m)^site_url:.*$", address, config.read_text("utf-8")), "utf-8")
    space.write(ORDINARY)
    space.write(MANY, "many.yaml")
    counts = space.root / "data/counts"
    counts.mkdir()
    for day, upvotes in (("2026-11-12", 3), ("2026-11-13", 30)):
        line = {"paper": "plain-2", "source": "hf", "upvotes": upvotes}
        (counts / f"{day}.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    space.build()
    return space


@pytest.fixture(scope="module")
def site(space: Workspace) -> Path:
    return space.root / "site"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site served under its path; other paths are 404."""
    with serve_with_prefix(site, PREFIX) as address:
        yield address


# --- without a browser ----------------------------------------------------------------------------


def test_the_nu_checker_finds_no_errors(site: Path) -> None:
    java = shutil.which("java")
    checker = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not java:
        skip_or_fail("Java is not installed", "PAPERSHELF_DEMAND_JAVA")
    if not checker.is_file():
        skip_or_fail("the Nu checker is not installed (make node)", "PAPERSHELF_DEMAND_JAVA")
    # Pages of the same kind differ only in numbers.
    pages = [path for path in sorted(site.rglob("*.html")) if "plain-" not in str(path)]
    command = [java, "-Xss8m", "-jar", str(checker), "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True, check=True)
    faults = [
        f"{fault['url']}: {fault['message']}"
        for fault in json.loads(done.stderr)["messages"]
        # Remarks aside, as on `<br />` of Markdown. Of files it takes no address for 'self',
        # and JSON-LD, which never runs, for a script.
        if (fault["type"] == "error" or fault.get("subType") == "warning")
        and "violates Content Security Policy" not in fault["message"]
    ]
    assert len(pages) > 100
    assert not faults, "\n".join(faults[:20])


def test_the_site_works_under_a_path(served: str) -> None:
    waiting, seen, broken = [served, f"{served}404.html"], {served}, []
    while waiting:
        address = waiting.pop()
        try:
            with urllib.request.urlopen(address) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                content = answer.read()
        except urllib.error.HTTPError as error:
            broken.append(f"{address}: {error.code}")
            continue
        found = _addresses(html.document_fromstring(content), address) if is_page else set()
        fresh = {target for target in found if target.startswith(served[: -len(PREFIX)])} - seen
        seen |= fresh
        waiting.extend(sorted(fresh))
    assert not broken, "\n".join(broken[:20])
    assert len(seen) > 500


def _addresses(page: Any, address: str) -> set[str]:  # noqa: ANN401  # lxml has no types
    names = ("href", "src", "action", "data-copy", "data-record", "content")
    found = [
        element.get(name)
        for element in page.iter("a", "link", "script", "img", "form", "button", "p")
        for name in names
        if element.get(name) and element.get("data-copy", "").startswith("#") is False
    ]
    return {urldefrag(urljoin(address, target))[0] for target in found}


BARE_THEME = f"""theme:
  name: material
  custom_dir: {ROOT}/generator/papershelf/theme
  font: false
"""


@pytest.mark.parametrize(
    ("builder", "folder"),
    [(["properdocs", "build", "--quiet", "--strict"], "site"), (["zensical", "build"], "site")],
)
def test_other_builders_make_the_same_pages_from_markdown(
    site: Path, tmp_path: Path, space: Workspace, builder: list[str], folder: str
) -> None:
    """They are installed in a separate environment, because they need other versions of our
    dependencies.
    """
    bin_folder = os.environ.get("PAPERSHELF_BUILDERS", "")
    program = shutil.which(builder[0], path=bin_folder or None)
    if not program:
        skip_or_fail(f"{builder[0]} is not installed", "PAPERSHELF_DEMAND_BUILDERS")
    shutil.copytree(space.root / "docs", tmp_path / "docs")
    done = space.run("generate", "--portable", "--quiet", "--docs", str(tmp_path / "docs"))
    assert done.returncode == 0, done.stderr
    config = (space.root / "mkdocs.yml").read_text("utf-8")
    without_plugin = config.replace("theme:\n  name: papershelf\n", BARE_THEME).replace(
        "plugins:\n  - papershelf\n", "plugins:\n  - search:\n      enabled: false\n"
    )
    assert "papershelf\n" not in without_plugin
    omitted = without_plugin.replace("omitted_files: warn", "omitted_files: info")
    (tmp_path / "mkdocs.yml").write_text(omitted, "utf-8")
    subprocess.run(
        [program, *builder[1:], "--config-file", "mkdocs.yml"],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=True,
    )
    others = {path for path in contents(site) if not path.endswith((".html", ".md"))}
    assert others - contents(tmp_path / folder).keys() <= ONLY_BUILT
    ours = {page.path: page for page in read_documents(site)}
    theirs = {page.path: page for page in read_documents(tmp_path / folder)}
    assert set(theirs) == set(ours)
    titles = {path: page.title() for path, page in ours.items()}
    assert {path: page.title() for path, page in theirs.items()} == titles
    if builder[0] == "properdocs":
        differing = [path for path, page in theirs.items() if page.text != ours[path].text]
        assert not differing


def test_properdocs_makes_the_same_site_with_theme_and_plugin(site: Path, space: Workspace) -> None:
    """If Papershelf is installed next to it, only the two lines of configuration are needed."""
    folder = os.environ.get("PAPERSHELF_BUILDERS", "")
    program = shutil.which("properdocs", path=folder or None)
    if not program:
        skip_or_fail("properdocs is not installed", "PAPERSHELF_DEMAND_BUILDERS")
    python = Path(program).parent / "python"
    if subprocess.run([python, "-c", "import papershelf"], check=False).returncode:
        skip_or_fail("Papershelf is not installed next to properdocs", "PAPERSHELF_DEMAND_BUILDERS")
    command = [program, "build", "--quiet", "--strict", "--config-file", "mkdocs.yml"]
    subprocess.run(
        [*command, "--site-dir", "properdocs"],
        cwd=space.root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        check=True,
    )
    theirs, ours = contents(space.root / "properdocs"), contents(site)
    assert theirs.keys() - ONLY_BUILT == ours.keys() - ONLY_BUILT
    assert [path for path in ours if path in theirs and theirs[path] != ours[path]] == []


# --- in a browser ---------------------------------------------------------------------------------

# Links in running text may be as small as the text; other targets must be large enough to touch.
SMALL_TARGETS = """
() => [...document.querySelectorAll("a, button, input, summary")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip, .text a, .row p:not([class]) a, .by a"))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height < 43.5)
  .map(([text, box]) => `${text} is ${Math.round(box.height)} pixels high`)
"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375])
def test_pages_fit_a_phone_with_large_enough_touch_targets(
    browser: Browser, served: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    faults = []
    for address in KINDS:
        answer = page.goto(served + address)
        if not (answer and answer.ok):
            faults.append(f"{address}: there is no such page")
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            faults.append(f"{address}: {across} pixels wide")
        faults += [f"{address}: {fault}" for fault in page.evaluate(SMALL_TARGETS)]
    context.close()
    assert not faults, "\n".join(faults[:40])


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "papers/tidal-attention/", "search/", "downloads/"])
def test_keyboard_focus_is_visible(browser: Browser, served: str, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(served + address)
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        shown, name = page.evaluate(
            """() => {
              const here = document.activeElement, look = getComputedStyle(here);
              const box = here.getBoundingClientRect();
              const ring = parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none";
              return [here === document.body || (ring && box.width > 1), here.outerHTML];
            }"""
        )
        if not shown:
            unseen.append(name[:120])
    context.close()
    assert not unseen, "\n".join(unseen)
