"""Tests of the theme: the documents that MkDocs renders, as parsed and in a browser."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import html5lib
import jinja2
import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from playwright.sync_api import Browser, BrowserContext, Response, expect

from papershelf.core import asset_names
from papershelf.engine.build_task import render_markdown_source
from papershelf.exports.script_messages import render_script_messages
from papershelf.search.index import build_index
from papershelf.site.mkdocs_bridge.templates import add_messages
from tests.accessibility import find_accessibility_faults, open_page_for_axe
from tests.conftest import ROOT, serve_with_prefix, skip_or_fail
from tests.export_samples import render_pages
from tests.pages.test_pages import hostile_paper, make_site, related_of, some_papers

pytestmark = pytest.mark.site

THEME = ROOT / "generator" / "papershelf" / "theme"
FILES = {
    f"papers/full-paper{ending}": f"the {ending} file\n" for ending in (".bib", ".ris", ".csl.json")
} | {"papers/full-paper.json": '{"ris": "TY  - CONF", "csl": {"id": "byron"}}\n'}
NAV = [
    {"Home": "index.md"},
    {"Papers": "papers.md"},
    {"Tags & <b>more</b>": "tags.md"},
    {"Elsewhere": "https://example.org/"},
    "about.md",
]
ABOUT_TITLE = "About us &amp; &lt;script&gt;alert(1)&lt;/script&gt;"
ABOUT = """# About <em>us</em> & &lt;script&gt;alert(1)&lt;/script&gt;

Some *words*, `code` and a [link](papers.md).

## First part

1. One

!!! note
    A remark.

| One name | Another name | A third name | A fourth name |
|---|---|---|---|
| everything | something | anything | nothing |

<p><math><mn>123456789012345678901234567890</mn><mo>+</mo><mn>12345678901234567890</mn></math></p>

```python
print("hello")
```

## Second part
"""
KINDS = [
    "", "papers/", "papers/page/2/", "papers/full-paper/", "papers/gone/", "papers/alone/",
    "papers/hostile/", "tags/", "tags/pruning/", "venues/", "venues/toyconf/", "authors/",
    "authors/letter/b/", "authors/ada-byron/", "years/", "years/2020/", "days/",
    "days/2026-11-03/", "statistics/", "search/", "papers/old/", "about/", "404.html",
]  # fmt: skip


ONE_OF_A_KIND = [
    "", "papers/page/2/", "papers/full-paper/", "papers/gone/", "tags/", "tags/pruning/",
    "venues/toyconf/", "authors/", "years/", "days/2026-11-03/", "statistics/", "search/",
    "about/", "404.html",
]  # fmt: skip


class _MessagePlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]
    """The part of the plugin `papershelf` that the templates of the theme need."""

    def on_env(
        self,
        env: jinja2.Environment,
        /,
        *,
        config: MkDocsConfig,
        files: Files,  # noqa: ARG002
    ) -> jinja2.Environment:
        return add_messages(env, config)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of fabricated papers, built by plain MkDocs."""
    folder = tmp_path_factory.mktemp("theme")
    docs = folder / "docs"
    papers = [*some_papers(110), hostile_paper()]
    content = make_site(papers, related=related_of(papers), files=frozenset(FILES))
    for page in render_pages(content, {"papers/old/": "papers/tiny-1/"}):
        path = docs / page.source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_markdown_source(page), encoding="utf-8")
    for name, text in FILES.items():
        (docs / name).write_text(text, encoding="utf-8")
    messages = render_script_messages(content.messages)
    for name, data in [(messages.path, messages.content), *build_index(content.catalogue).items()]:
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_bytes(data)
    (docs / "about.md").write_text(ABOUT, encoding="utf-8")
    config = {
        "site_name": "Shelf & <Co>",
        "site_url": "https://papers.example/shelf/",
        "theme": {"name": "papershelf"},
        "nav": NAV,
        "plugins": [],
        "markdown_extensions": [
            "admonition",
            "tables",
            "pymdownx.highlight",
            "pymdownx.superfences",
        ],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    loaded = load_config(str(folder / "mkdocs.yml"))
    loaded.plugins["messages"] = _MessagePlugin()
    build(loaded)
    return folder / "site"


def document(site: Path, address: str) -> str:
    path = site / address
    return (path if path.suffix else path / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", KINDS)
def test_pages_are_valid_with_a_strict_content_security_policy(site: Path, address: str) -> None:
    text = document(site, address)
    html5lib.HTMLParser(strict=True).parse(text)
    policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert len(policies) == 1
    assert "default-src 'none'" in policies[0]
    assert "unsafe-inline" not in policies[0]
    assert text.index("Content-Security-Policy") < text.index("<script")


@pytest.mark.parametrize("address", KINDS)
def test_pages_load_only_files_of_the_site(site: Path, address: str) -> None:
    tree = html5lib.parse(document(site, address), namespaceHTMLElements=False)
    loaded = []
    for element in tree.iter():
        assert "style" not in element.attrib, element.attrib
        assert not any(name.startswith("on") for name in element.attrib), element.attrib
        if element.tag == "script" and element.get("type") != "application/ld+json":
            assert not (element.text or "").strip(), "an inline script"
            loaded.append(element.get("src", ""))
        if element.tag == "link" and element.get("rel") in {"stylesheet", "preload", "icon"}:
            loaded.append(element.get("href", ""))
        assert element.tag not in {"style", "iframe", "img"}
    assert loaded
    for target in loaded:
        assert "//" not in target.removeprefix("/shelf/"), target
        path = target.removeprefix("/shelf/") if target.startswith("/") else f"{address}{target}"
        assert (site / path.replace("404.html", "")).is_file(), target


@pytest.mark.parametrize("address", KINDS)
def test_header_and_footer_are_the_same_on_all_pages(site: Path, address: str) -> None:
    def header_and_footer(text: str) -> list[str]:
        parts = re.findall(
            r"<(?:header class=\"masthead\"|footer).*?</(?:header|footer)>", text, re.DOTALL
        )
        return [re.sub(r' href="[^"]*"| aria-current="page"', "", part) for part in parts]

    assert len(header_and_footer(document(site, address))) == 2
    assert header_and_footer(document(site, address)) == header_and_footer(
        document(site, "papers/alone/")
    )


def test_names_of_the_site_and_of_pages_are_escaped(site: Path) -> None:
    about = document(site, "about/")
    assert f"<title>{ABOUT_TITLE} · Shelf &amp; &lt;Co&gt;</title>" in about
    assert f">{ABOUT_TITLE}</a></li>" in about
    assert ">Tags &amp; more</a></li>" in about
    assert "<script>alert" not in about


def test_the_header_marks_the_current_section(site: Path) -> None:
    marked = re.compile(r'<a href="[^"]*" aria-current="page">([^<]*)</a></li>')
    assert marked.findall(document(site, "papers/").partition("<main")[0]) == ["Papers"]
    assert marked.findall(document(site, "about/").partition("<main")[0]) == [ABOUT_TITLE]
    assert marked.findall(document(site, "papers/alone/").partition("<main")[0]) == []


def test_hand_written_pages_have_a_table_of_contents(site: Path) -> None:
    about = document(site, "about/")
    assert re.findall(r'<a href="#([^"]*)">', about.partition('class="toc"')[2]) >= [
        "first-part",
        "second-part",
    ]


def test_an_old_address_redirects_to_the_new_one(site: Path) -> None:
    text = document(site, "papers/old/")
    assert '<meta http-equiv="refresh" content="0; url=../../papers/tiny-1/">' in text
    assert '<link rel="canonical" href="https://papers.example/shelf/papers/tiny-1/">' in text


def test_the_layout_of_a_paper_page_is_small(site: Path) -> None:
    text = document(site, "papers/alone/")
    body = re.search(r"<article.*</article>", text, re.DOTALL)
    assert body
    assert len(text.encode()) < 7_000
    assert len(text.encode()) - len(body[0].encode()) < 4_000


def loaded_by(text: str) -> list[str]:
    """The files of the theme that a document loads."""
    return re.findall(r'(?:href|src)="[^"]*?(assets/[^"]*)"', text)


@pytest.mark.parametrize("address", ["papers/full-paper/", "search/", "about/", "404.html"])
def test_the_first_view_loads_little(site: Path, address: str) -> None:
    text = document(site, address)
    files = loaded_by(text)
    assert len(files) + 1 <= 10
    sizes = [len(gzip.compress((site / file).read_bytes())) for file in files]
    assert sum(sizes) + len(gzip.compress(text.encode())) < 95_000


@pytest.mark.parametrize("address", KINDS)
def test_names_of_theme_files_contain_content_hashes(site: Path, address: str) -> None:
    files = loaded_by(document(site, address))
    assert len(files) >= 2 if address != "papers/old/" else True
    for file in files:
        assert re.fullmatch(r"assets/[a-z-]+\.[0-9A-Z]{8}\.[a-z0-9]+", file), file
        assert (site / file).is_file()


def test_names_of_bundled_files_are_correct() -> None:
    bundled = {f"assets/{path.name}" for path in (THEME / "assets").iterdir()}
    for_templates = (THEME / "partials/asset_names.html").read_text("utf-8")
    named = set(re.findall(r'"(assets/[^"]*)"', for_templates))
    assert named == bundled
    assert asset_names.FAVICON in named
    styles = next((THEME / "assets").glob("site.*.css")).read_text("utf-8")
    fonts = re.findall(r'url\("?\./([^")]*woff2)', styles)
    assert fonts
    assert {f"assets/{font}" for font in fonts} <= bundled


def test_the_version_for_material_has_all_files_that_it_names() -> None:
    folder = THEME.parent / "theme_material"
    bundled = {f"assets/{path.name}" for path in (folder / "assets").iterdir()}
    text = (folder / "papershelf/asset_names.html").read_text("utf-8")
    named = set(re.findall(r'"(assets/[^"]*)"', text))
    assert named | {asset_names.FAVICON} == bundled
    assert {asset_names.MATERIAL_SCRIPT, asset_names.MATERIAL_STYLES} <= named


@pytest.mark.parametrize("name", ["material", "material-search"])
def test_no_rule_for_generated_pages_reaches_the_rest_of_material(name: str) -> None:
    """Every selector of the bundle starts below our class; at the top only our own names stand."""
    folder = THEME.parent / "theme_material/assets"
    styles = next(folder.glob(f"{name}.*.css")).read_text("utf-8")
    styles = re.sub(r'"[^"]*"', '""', styles)
    open_blocks: list[str] = []
    selectors: list[str] = []
    for text, brace in re.findall(r"([^{};]*)([{};])", styles):
        if brace == "{":
            if all(block.startswith("@media") for block in (*open_blocks, text)):
                open_blocks.append(text)
                continue
            if all(block.startswith("@media") for block in open_blocks):
                selectors.append(text)
            open_blocks.append(text)
        elif brace == "}":
            open_blocks.pop()
    assert selectors
    assert [selector for selector in selectors if ".papershelf" not in selector] == []


def test_the_bundle_is_up_to_date() -> None:
    node = shutil.which("node")
    if not node or not (ROOT / "node_modules/esbuild").is_dir():
        skip_or_fail("esbuild is not installed (make node)", "PAPERSHELF_DEMAND_NODE")
    done = subprocess.run(
        [node, "frontend/bundle.mjs", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served_site(site: Path) -> Iterator[str]:
    """The site served under a path, as on GitHub Pages."""
    with serve_with_prefix(site, "/shelf/") as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_pages_are_accessible(
    browser: Browser, served_site: str, axe_source: str, scheme: str, width: int
) -> None:
    faults = []
    with open_page_for_axe(browser, scheme, width) as page:
        for address in ONE_OF_A_KIND:
            page.goto(served_site + address)
            found = find_accessibility_faults(page, axe_source, width)
            faults += [f"{address}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


@pytest.mark.browser
def test_pages_send_no_foreign_requests_and_log_no_errors(
    context: BrowserContext, served_site: str
) -> None:
    requests: list[str] = []
    logged: list[str] = []

    def note_answer(got: Response) -> None:
        if got.status >= 400:
            logged.append(f"{got.url}: {got.status}")

    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: logged.append(message.text))
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.on("response", note_answer)
    for address in KINDS:
        if address != "papers/old/":
            # Requests that a script sends late also count.
            page.goto(served_site + address, wait_until="networkidle")
    assert [url for url in requests if not url.startswith((served_site, "data:"))] == []
    assert logged == []


@pytest.mark.browser
def test_the_color_scheme_is_switched_and_stored(context: BrowserContext, served_site: str) -> None:
    page = context.new_page()
    page.goto(served_site)
    button = page.get_by_role("button", name="Theme: system")
    color = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(color)
    button.click()
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate(color)
    assert dark != light
    page.goto(f"{served_site}papers/full-paper/")
    assert page.evaluate(color) == dark
    page.get_by_role("button", name="Theme: dark").click()
    assert page.evaluate(color) == light


@pytest.mark.browser
def test_a_citation_is_copied(context: BrowserContext, served_site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served_site}papers/full-paper/")
    for button, name, beginning in (
        ("Reference", "Reference", "Ada Byron, Jan van der Berg"),
        ("Copy BibTeX", "BibTeX", "@inproceedings{byron"),
        ("Copy RIS", "RIS", "TY  - CONF"),
        ("Copy CSL-JSON", "CSL-JSON", '[\n{"id":"byron"}\n]'),
    ):
        page.get_by_role("button", name=button, exact=True).last.click()
        page.get_by_role("status").filter(has_text=f"{name} copied").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()").startswith(beginning)


@pytest.mark.browser
def test_without_scripts_a_paper_is_complete(browser: Browser, served_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served_site}papers/full-paper/")
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("@inproceedings{").is_visible()
    assert page.get_by_role("link", name="RIS").is_visible()
    context.close()


@pytest.mark.browser
def test_printed_pages_contain_only_the_paper(context: BrowserContext, served_site: str) -> None:
    page = context.new_page()
    page.goto(f"{served_site}papers/full-paper/")
    page.emulate_media(media="print")
    for hidden in (".masthead", ".colophon", ".crumbs", ".get"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


@pytest.mark.browser
def test_the_skip_link_is_the_first_tab_stop(context: BrowserContext, served_site: str) -> None:
    page = context.new_page()
    page.goto(f"{served_site}papers/full-paper/")
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.className === 'skip'")
    assert page.get_by_role("link", name="Skip to content").bounding_box()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "stops"), [(320, True), (1280, False)])
def test_only_scrollable_regions_have_tab_stops(
    context: BrowserContext, served_site: str, width: int, stops: bool
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{served_site}about/", wait_until="networkidle")
    page.set_viewport_size({"width": width, "height": 800})
    for region in ("table", "p:has(math)"):
        expect(page.locator(f".text {region}")).to_have_count(1)
        stop = page.locator(f".text {region}[tabindex='0']")
        expect(stop).to_have_count(int(stops))
        if stops:
            stop.focus()
            page.keyboard.press("ArrowRight")
            # Scrolling is animated.
            page.wait_for_timeout(300)
            assert stop.evaluate("region => region.scrollLeft") > 0


@pytest.mark.browser
def test_focused_links_of_the_header_are_scrolled_into_view(
    context: BrowserContext, served_site: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{served_site}papers/full-paper/")
    links = page.locator(".masthead nav a")
    for number in range(links.count()):
        links.nth(number).focus()
        box = links.nth(number).bounding_box()
        assert box
        assert box["x"] >= 0
        # The last 3 em are faded.
        assert box["x"] + box["width"] <= 320 - 3 * 15, links.nth(number).inner_text()


def test_the_scripts_pass_their_own_tests() -> None:
    node = shutil.which("node")
    if not node:
        skip_or_fail("Node.js is not installed", "PAPERSHELF_DEMAND_NODE")
    scripts = sorted((ROOT / "tests" / "js" / "theme").glob("*.test.js"))
    assert scripts
    done = subprocess.run(
        [node, "--test", *map(str, scripts)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
