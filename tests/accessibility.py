"""Checks of the accessibility of pages in a browser, with axe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")

# axe does not check the size of targets (WCAG 2.2) unless it is asked to.
_RUN = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: {"target-size": {enabled: true}},
  resultTypes: ["violations"],
})"""


@dataclass(frozen=True)
class Display:
    """How pages are shown."""

    scheme: str = "light"
    width: int = 1280
    has_forced_colors: bool = False


DISPLAYS = [Display(scheme, width) for scheme in SCHEMES for width in WIDTHS]
FORCED_COLORS = [Display(scheme, 1280, has_forced_colors=True) for scheme in SCHEMES]


@contextmanager
def open_page_for_axe(
    browser: Browser, scheme: str, width: int, *, has_forced_colors: bool = False
) -> Iterator[Page]:
    """Open a page with a color scheme and width; the policy of the site is off, so that axe runs."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if has_forced_colors else "none",
        has_touch=width < 500,
        bypass_csp=True,
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def find_accessibility_faults(page: Page, axe_source: str, width: int) -> list[str]:
    """The violations that axe reports for a page, and whether it is wider than the screen."""
    page.evaluate(axe_source)
    faults = [
        f"{violation['id']} {node['target']}"
        for violation in page.evaluate(_RUN)["violations"]
        for node in violation["nodes"]
    ]
    if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
        faults.append(f"{actual} pixels wide")
    return faults


def find_faults_of_pages(
    browser: Browser, axe_source: str, site: str, addresses: Iterable[str], display: Display
) -> list[str]:
    """The faults of the pages of a site, of its search dialog, and of open filters of the search."""
    faults = []
    with open_page_for_axe(
        browser, display.scheme, display.width, has_forced_colors=display.has_forced_colors
    ) as page:
        for address in addresses:
            name, _, prepared = address.partition("#")
            page.goto(site + name)
            if "?q=" in name:
                status = page.locator("#search-results > .bar [role=status]")
                expect(status).to_contain_text("papers", timeout=30_000)
                # Results by words are pale until those by meaning have joined them.
                expect(page.locator("#search-results [aria-busy]")).to_have_count(0, timeout=30_000)
            _PREPARE[prepared](page)
            found = find_accessibility_faults(page, axe_source, display.width)
            faults += [f"{display} {address}: {fault}" for fault in found]
    return faults


def _open_dialog(page: Page) -> None:
    page.keyboard.press("/")
    page.locator("dialog[open] input").fill("a")
    # Results of fewer letters are pale while the next ones are loaded.
    page.locator('dialog[open] ol:not([aria-busy="true"]) > li').first.wait_for()
    page.wait_for_load_state("networkidle")


def _open_filters(page: Page) -> None:
    page.locator("#search-results h3").first.wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def _open_abstracts(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


_FIXED = frozenset({"page", "letter", "none", "latest", "days"})
"""Parts of addresses that are not values."""
_PREPARE = {
    "": lambda _: None,
    "dialog": _open_dialog,
    "filters": _open_filters,
    "abstracts": _open_abstracts,
}


def addresses_of_all_kinds(site: Path) -> list[str]:
    """The addresses of pages of a site, at least one of each kind.

    Two addresses are of one kind if only the name of a value in them differs. The longest page of
    each kind is taken, and for papers the shortest too.
    """
    kinds: dict[tuple[str, ...], list[Path]] = {}
    for page in sorted(site.rglob("index.html")):
        parts = page.relative_to(site).parent.parts
        is_redirect = 'http-equiv="refresh"' in page.read_text("utf-8")
        if parts[:1] not in {("api",), ("examples",)} and not is_redirect:
            kind = (*parts[:1], *(part if part in _FIXED else "*" for part in parts[1:]))
            kinds.setdefault(kind, []).append(page)
    chosen = []
    for kind, pages in sorted(kinds.items()):
        by_size = sorted(pages, key=lambda page: (page.stat().st_size, page))
        chosen += [by_size[-1], *(by_size[:1] if kind == ("papers", "*") else [])]
    addresses = [f"{page.relative_to(site).parent.as_posix()}/" for page in chosen]
    return ["" if address == "./" else address for address in addresses] + ["404.html"]
