"""A site in a language written from right to left, built and opened in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import serve_with_prefix
from tests.fabricated import ORDINARY
from tests.workspaces import Workspace

pytestmark = [pytest.mark.site, pytest.mark.browser]

PAGES = ["", "papers/", "tags/", "statistics/", "search/?q=rivers", "downloads/"]
ARABIC = {
    "id": "arabic",
    "title": "انتباه المد والجزر للأنهار (الطبعة الثانية).",
    "authors": ["محمد علي", "Ada Byron"],
    "language": "ar",
    "year": 2026,
    "abstract": "ملخص الورقة.",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("arabic"))
    config = workspace.root / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("  name: papershelf\n", "  name: papershelf\n  language: ar\n"))
    workspace.write([ARABIC, *ORDINARY])
    workspace.build()
    return workspace


@pytest.fixture(scope="module")
def server(workspace: Workspace) -> Iterator[str]:
    with serve_with_prefix(Path(workspace.root, "site"), "/repo/") as address:
        yield address


def test_the_site_check_reads_pages_in_any_language(workspace: Workspace) -> None:
    assert workspace.problems() == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_run_from_right_to_left_and_fit_the_window(
    browser: Browser, server: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in [*PAGES, "papers/arabic/"]:
        page.goto(server + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("[document.documentElement.lang, document.dir]") == ["ar", "rtl"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        brand, switch = (page.locator(name).bounding_box() for name in (".brand", ".scheme"))
        assert brand
        assert switch
        assert brand["x"] > switch["x"]
    context.close()


def test_scripts_speak_the_language_of_the_site(browser: Browser, server: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server)
    page.keyboard.press("/")
    expect(page.locator("dialog .close")).to_have_text("إغلاق")
    page.keyboard.type("qqqzzz")
    expect(page.locator("dialog [role=status]")).to_have_text("لم يُعثر على أوراق")
    button = page.locator("[data-scheme-switch]")
    expect(button).to_have_attribute("aria-label", "المظهر: حسب النظام")
    context.close()


def test_titles_have_the_language_and_direction_of_their_paper(
    browser: Browser, server: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}papers/arabic/")
    title = page.locator("h1")
    assert title.get_attribute("lang") == "ar"
    assert title.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.goto(f"{server}papers/")
    other = page.locator("ol.items h3[lang='']").first
    assert other.evaluate("one => getComputedStyle(one).direction") == "ltr"
    context.close()
