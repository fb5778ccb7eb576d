"""Test generated pages inside Material: the same site from both builds, safe titles, and the search."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from papershelf.core import site_theme
from papershelf.core.errors import PapersError
from papershelf.text.latex_render import render_plain
from tests.conftest import serve_with_prefix
from tests.fabricated import ORDINARY, SCRIPT, make_hostile_records
from tests.site.test_site import ONLY_BUILT, contents
from tests.site_parser import find_harmful, read_documents
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

CONFIG = """site_name: Rivers & Lab
site_url: http://127.0.0.1/repo/
theme:
  name: material
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: teal}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: teal}}
  features: [{features}]
{theme}plugins: [{plugins}]
markdown_extensions: [admonition]
{more}"""
# As in Material's own documentation, and with the filter that unescapes titles.
OVERRIDE = """{% extends "base.html" %}
{% block extrahead %}
<meta property="og:title" content="{{ page.title | striptags }} - {{ config.site_name | e }}">
<meta name="twitter:title" content="{{ page.title }}">
{% endblock %}
"""
HOSTILE = [
    record
    for record in make_hostile_records()
    if record["id"] not in {"hostile-many", "hostile-long", "hostile-braces"}
]


def write_config(
    workspace: Workspace, *, features: str = "", plugins: str = "", theme: str = "", more: str = ""
) -> None:
    plugins = ", ".join(filter(None, [plugins, "papershelf"]))
    text = CONFIG.format(features=features, plugins=plugins, theme=theme, more=more)
    (workspace.root / "mkdocs.yml").write_text(text)


def make_workspace(root: Path) -> Workspace:
    """A project like the documentation of a lab, with one page of its own."""
    space = Workspace(root)
    for path in (root / "docs").rglob("*.md"):
        path.unlink()
    (root / "docs/lab.md").write_text(
        "# The &lt;/title&gt;&lt;script&gt;lab\n\n!!! note\n\n    Salmon. [Paper](papers/tidal-attention.md)\n"
    )
    return space


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A site of hostile records with Material's search and with overrides of its owner."""
    space = make_workspace(tmp_path_factory.mktemp("material"))
    (space.root / "overrides").mkdir()
    (space.root / "overrides/main.html").write_text(OVERRIDE)
    nav = "nav: [index.md, {Collection: [papers.md, tags.md, search.md]}, lab.md]\n"
    write_config(
        space,
        features="navigation.sections, navigation.footer, navigation.path, navigation.indexes",
        plugins="search",
        theme="  custom_dir: overrides\n",
        more=nav,
    )
    space.write([*HOSTILE, *ORDINARY])
    space.build()
    return space


def build_plainly(workspace: Workspace) -> dict[str, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", "plain"],
        cwd=workspace.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return contents(workspace.root / "plain")


def compare(built: dict[str, bytes], plain: dict[str, bytes]) -> list[str]:
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    return [path for path in built if path in plain and plain[path] != built[path]]


def test_plain_mkdocs_makes_the_same_site_of_hostile_records(attacked: Workspace) -> None:
    assert compare(contents(attacked.root / "site"), build_plainly(attacked)) == []


def test_no_hostile_title_becomes_active_in_the_frame_of_material(attacked: Workspace) -> None:
    documents = {document.path: document for document in read_documents(attacked.root / "site")}
    assert documents
    own = set(find_harmful(documents["404.html"]))
    assert any("__md_scope" in found for found in own), "Material has no inline script"
    # They differ by the depth of a page: a script of Material, and its settings in JSON.
    scope = re.compile(
        r'inline script (__md_scope=new URL\("[./]*"|\{"annotate": null, "base": "[./]*")'
    )
    found = {
        path: harmful
        for path, document in documents.items()
        if (harmful := [f for f in find_harmful(document) if f not in own and not scope.match(f)])
    }
    assert found == {}


@pytest.mark.parametrize("name", ["script", "handler", "jinja", "entity", "json", "image"])
def test_the_title_of_a_page_is_shown_as_it_is_everywhere(attacked: Workspace, name: str) -> None:
    record = next(record for record in HOSTILE if record["id"] == f"hostile-{name}")
    title = render_plain(str(record["title"]))
    [document] = read_documents(attacked.root / "site/papers" / f"hostile-{name}")
    tree = document.tree()
    assert document.title().startswith(title.strip()[:30])
    topic = tree.xpath("//*[@data-md-component='header-topic']")[0].text_content().strip()
    assert topic == title
    for prop in ("property='og:title'", "name='twitter:title'"):
        assert tree.xpath(f"//meta[@{prop}]/@content")[-1].startswith(title)


def test_the_title_of_a_page_of_the_owner_cannot_end_the_title_element(attacked: Workspace) -> None:
    [document] = read_documents(attacked.root / "site/lab")
    assert document.title().startswith("The </title><script>lab")


def test_a_site_inside_material_passes_the_check_of_sites(attacked: Workspace) -> None:
    problems = [p for p in attacked.problems() if ": warning: " not in p]
    assert problems == []


def test_the_index_of_material_has_all_kinds_of_pages_once_and_escaped(attacked: Workspace) -> None:
    index = json.loads((attacked.root / "site/search/search_index.json").read_bytes())
    locations = [entry["location"] for entry in index["docs"]]
    assert len(locations) == len(set(locations))
    assert {"papers/tidal-attention/", "tags/tides/", "papers/", "lab/"} <= set(locations)
    for entry in index["docs"]:
        assert SCRIPT not in entry["title"] + entry["text"]
        assert "<img" not in entry["title"] + entry["text"]


def test_pages_show_the_navigation_of_the_site(attacked: Workspace) -> None:
    text = (attacked.root / "site/papers/tidal-attention/index.html").read_text("utf-8")
    assert 'href="../../lab/" class="md-nav__link"' in text
    assert 'data-md-type="navigation">' in text, "the sidebar is hidden"
    listing = (attacked.root / "site/tags/index.html").read_text("utf-8")
    assert "md-nav__link--active" in listing


def test_an_edit_writes_the_pages_that_it_affects_only(attacked: Workspace) -> None:
    attacked.build()
    assert attacked.report.site is not None
    assert (attacked.report.site.written, attacked.report.site.deleted) == (0, 0)
    changed = [dict(record) for record in ORDINARY]
    changed[0]["abstract"] = "A new abstract on salmon."
    attacked.write([*HOSTILE, *changed])
    try:
        attacked.build()
        assert 0 < attacked.report.site.written < 60
        index = (attacked.root / "site/search/search_index.json").read_text("utf-8")
        assert "A new abstract on salmon." in index
    finally:
        attacked.write([*HOSTILE, *ORDINARY])
        attacked.build()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    space = make_workspace(tmp_path)
    space.write(ORDINARY)
    return space


def test_too_many_papers_for_the_search_of_material_get_ours_and_one_line(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_theme, "THEME_SEARCH_LIMIT", len(ORDINARY) - 1)
    write_config(workspace, plugins="search")
    site = workspace.build()
    warnings = [str(w) for w in workspace.report.warnings if "extra.papershelf.search" in str(w)]
    assert len(warnings) == 1
    assert "Material's search is used for up to 3 papers" in warnings[0]
    assert not (site / "search/search_index.json").exists()
    assert 'data-md-component="search"' not in (site / "index.html").read_text("utf-8")


def test_the_owner_can_choose_our_search_in_both_builds(workspace: Workspace) -> None:
    more = "extra: {papershelf: {search: papershelf}}\n"
    write_config(workspace, plugins="search", more=more, features="navigation.tabs")
    built = contents(workspace.build())
    assert compare(built, build_plainly(workspace)) == []
    assert "search/search_index.json" not in built
    assert b'data-md-component="search"' not in built["lab/index.html"]


def test_a_home_page_of_the_owner_stays_in_both_builds(workspace: Workspace) -> None:
    home = workspace.root / "docs/index.md"
    home.write_text("# Our lab\n\n[Papers](papers.md)\n")
    write_config(workspace, plugins="search", features="navigation.tabs")
    built = contents(workspace.build())
    assert compare(built, build_plainly(workspace)) == []
    assert b"Our lab" in built["index.html"]
    assert home.read_text() == "# Our lab\n\n[Papers](papers.md)\n"
    assert [p for p in workspace.problems() if ": warning: " not in p] == []
    home.unlink()
    assert b"papershelf" in (workspace.build() / "index.html").read_bytes()


def test_a_search_that_the_theme_does_not_have_is_an_error(workspace: Workspace) -> None:
    write_config(workspace, more="extra: {papershelf: {search: theme}}\n")
    message = r"extra\.papershelf\.search: theme needs theme: \{name: material\}"
    with pytest.raises(PapersError, match=message):
        workspace.build()


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with our search and without page loads, under a path."""
    space = make_workspace(tmp_path_factory.mktemp("instant"))
    write_config(space, features="navigation.tabs, navigation.instant")
    space.write([*HOSTILE, *ORDINARY])
    with serve_with_prefix(space.root / "site", "/repo/") as address:
        config = (space.root / "mkdocs.yml").read_text()
        (space.root / "mkdocs.yml").write_text(config.replace("http://127.0.0.1/repo/", address))
        space.build()
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test on any message, error or dialog."""
    faults: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("dialog", lambda dialog: faults.append(dialog.message))
    yield made
    assert not faults, "\n".join(faults)


@pytest.mark.browser
def test_scripts_work_on_pages_that_material_loads_without_a_page_load(
    page: Page, server: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server}lab/", wait_until="networkidle")
    page.evaluate("window.isSameDocument = true")
    page.locator("article a", has_text="Paper").click()
    expect(page.locator(".papershelf h1")).to_contain_text("Tidal Attention")
    assert page.evaluate("window.isSameDocument"), "Material loaded another document"
    page.get_by_role("button", name="Copy BibTeX").first.click()
    expect(page.locator("[data-copied=yes]")).to_be_visible()
    assert "Tidal" in page.evaluate("navigator.clipboard.readText()")
    page.locator(".md-tabs a", has_text="Tags").click()
    expect(page.locator(".papershelf h1")).to_have_text("Tags")
    assert page.evaluate("window.isSameDocument"), "Material loaded another document"
    page.go_back()
    expect(page.locator(".papershelf h1")).to_contain_text("Tidal Attention")


@pytest.mark.browser
def test_the_header_opens_our_search_on_every_page(page: Page, server: str) -> None:
    for address in ("lab/", "papers/tidal-attention/", ""):
        page.goto(f"{server}{address}", wait_until="networkidle")
        page.locator(".papershelf-search").click()
        expect(page.locator("dialog[open] input")).to_be_focused()
        page.keyboard.type("tidal attention")
        expect(page.locator("dialog .items h3").first).to_contain_text("Tidal Attention")
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.browser
def test_the_search_page_works_and_ends_when_the_reader_leaves_it(page: Page, server: str) -> None:
    page.goto(f"{server}search/?q=harmless", wait_until="networkidle")
    expect(page.locator("#search-results .items h3").first).to_contain_text("Harmless")
    page.locator("#search-field").fill("tidal")
    expect(page.locator("#search-results .items h3").first).to_contain_text("Tidal")
    page.locator(".md-tabs a", has_text="Venues").click()
    expect(page.locator(".papershelf h1")).to_have_text("Venues")
    expect(page.locator("html")).not_to_have_class(re.compile("searching"))
    page.go_back()
    expect(page.locator("#search-results .items h3").first).to_contain_text("Tidal")


@pytest.mark.browser
@pytest.mark.parametrize("address", ["", "papers/tidal-attention/", "tags/tides/", "search/?q=a"])
def test_pages_follow_the_palette_and_fit_a_phone(
    browser: Browser, server: str, address: str
) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{server}{address}", wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        colors = page.locator(".papershelf").first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
        )
        backgrounds.add(tuple(colors))
        context.close()
    assert len(backgrounds) == 2


@pytest.mark.browser
def test_the_search_of_material_shows_hostile_titles_as_text(
    page: Page, attacked: Workspace
) -> None:
    with serve_with_prefix(attacked.root / "site", "/repo/") as address:
        page.goto(f"{address}tags/", wait_until="networkidle")
        assert page.locator(".papershelf-search").count() == 0
        page.keyboard.press("/")
        page.keyboard.type("harmless")
        result = page.locator(".md-search-result__article h1").first
        expect(result).to_contain_text("Harmless <script>alert(1)</script> title")
        result.click()
        expect(page.locator(".papershelf h1")).to_contain_text("Harmless")
