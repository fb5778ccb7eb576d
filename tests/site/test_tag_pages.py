"""Tests of tags in a browser: the colors of their groups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from papershelf.catalogue.tag_hues import HUES
from tests.accessibility import find_accessibility_faults, open_page_for_axe
from tests.conftest import serve_with_prefix
from tests.fabricated import VENUES
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

MIN_CONTRAST = 3
_CONTRAST_OF_DOTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const page = luminance(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(".items .tags a")].map((link) => {
    const dot = luminance(getComputedStyle(link, "::before").backgroundColor);
    return (Math.max(page, dot) + 0.05) / (Math.min(page, dot) + 0.05);
  });
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a group of tags for each hue, and papers with several tags."""
    workspace = Workspace(tmp_path_factory.mktemp("tags"))
    groups = [
        {"id": f"group-{n}", "name": f"Group {n}", "description": f"Number {n}."}
        for n in range(HUES)
    ]
    tags = [
        {"id": f"tag-{n}", "name": f"Tag with a rather long name {n}", "group": f"group-{n}"}
        for n in range(HUES)
    ]
    workspace.vocabularies(VENUES, {"groups": groups, "tags": tags})
    workspace.write(
        [
            {
                "id": f"paper-{number}",
                "title": f"Paper {number}",
                "authors": ["Ada Byron"],
                "venue": "jtm",
                "year": 2012 + number % 12,
                "tags": [f"tag-{(number + step) % HUES}" for step in range(4)],
                "citations": {"value": number, "day": "2026-11-20"},
                **({"code": [f"https://code.test/{number}"]} if number % 3 else {}),
            }
            for number in range(60)
        ]
    )
    return workspace.build()


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serve_with_prefix(site, "/repo/") as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dots_stand_out_from_the_page(browser: Browser, served: str, scheme: str) -> None:
    with open_page_for_axe(browser, scheme, 1200) as page:
        page.goto(f"{served}papers/")
        ratios = page.evaluate(_CONTRAST_OF_DOTS)
        assert len(ratios) == 240
        assert min(ratios) >= MIN_CONTRAST


def test_forced_colors_show_names_without_dots(browser: Browser, served: str) -> None:
    with open_page_for_axe(browser, "dark", 1200) as page:
        page.emulate_media(forced_colors="active")
        page.goto(f"{served}papers/")
        link = page.locator(".items .tags a").first
        expect(link).to_be_visible()
        assert link.evaluate("link => getComputedStyle(link, '::before').display") == "none"


def test_phones_show_two_tags_and_the_number_of_the_others(browser: Browser, served: str) -> None:
    with open_page_for_axe(browser, "light", 390) as page:
        page.goto(f"{served}papers/")
        tags = page.locator(".items .tags").first
        assert [link.is_visible() for link in tags.locator("a").all()] == [True, True, False, False]
        expect(tags.locator("small")).to_have_text("+2")
        expect(tags.locator("small")).to_be_in_viewport(ratio=1)
        page.set_viewport_size({"width": 1200, "height": 800})
        assert all(link.is_visible() for link in tags.locator("a").all())
        expect(tags.locator("small")).to_be_hidden()


def test_the_list_of_groups_stays_in_view(browser: Browser, served: str) -> None:
    with open_page_for_axe(browser, "light", 1200) as page:
        page.goto(f"{served}tags/")
        groups = page.get_by_role("navigation", name="Groups of tags").get_by_role("link")
        expect(groups).to_have_count(HUES)
        groups.nth(8).click()
        expect(page.get_by_role("heading", name="Group 8")).to_be_in_viewport()
        expect(groups.first).to_be_in_viewport()


def test_the_current_page_is_in_view_in_the_navigation(browser: Browser, served: str) -> None:
    with open_page_for_axe(browser, "light", 390) as page:
        page.goto(f"{served}statistics/")
        expect(page.locator(".masthead nav [aria-current]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("address", ["tags/", "tags/tag-3/", "statistics/", "papers/"])
@pytest.mark.parametrize("width", [390, 1200])
def test_pages_with_tags_are_accessible(
    browser: Browser, axe_source: str, served: str, address: str, width: int
) -> None:
    for scheme in ("light", "dark"):
        with open_page_for_axe(browser, scheme, width) as page:
            page.goto(f"{served}{address}")
            assert find_accessibility_faults(page, axe_source, width) == []
