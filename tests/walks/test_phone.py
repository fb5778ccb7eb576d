"""Check pages of all kinds of the example on phones: their width, and the height of entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import addresses_of_all_kinds

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture(params=[320, 390])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone of the width of the parameter."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def test_no_page_scrolls_sideways(phone: Page, daily: str, daily_folder: Path) -> None:
    width = phone.viewport_size["width"] if phone.viewport_size else 0
    wide = {}
    for address in [*addresses_of_all_kinds(daily_folder), "search/?q=water"]:
        phone.goto(daily + address)
        if (actual := phone.evaluate("document.documentElement.scrollWidth")) > width:
            wide[address] = actual
    assert wide == {}


@pytest.mark.parametrize("phone", [390], indirect=True)
@pytest.mark.parametrize(
    "address", ["", "papers/", "days/2026-11-20/", "tags/rivers/", "trending/", "submitters/ada/"]
)
def test_entries_are_short(phone: Page, daily: str, address: str) -> None:
    phone.goto(daily + address)
    heights = phone.evaluate(
        "[...document.querySelectorAll('ol.items > li')].map((one) => one.offsetHeight)"
    )
    assert sum(heights) / len(heights) <= 220
