"""A small site to search in a browser, and what readers do on its search page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, Route, expect

from tests.fabricated import Record

THINGS = "Rivers Tides Wells Springs Glaciers Lakes".split()
DEEDS = "Learning Sampling Pruning Forecasting".split()
HOSTILE = "<img src=x onerror=alert(1)> Harmless Ponds"


def records() -> Iterator[Record]:
    """Two dozen papers with values for filters, and a few papers to search for."""
    for number in range(24):
        thing, deed = THINGS[number % 6], DEEDS[number % 4]
        yield {
            "id": f"study-{number}",
            "title": f"{deed} from {thing}: Study {number}",
            "authors": ["Ada Byron" if number % 2 else "Zoë Ångström", f"Writer Nr{number}"],
            "venue": "icrr" if number % 3 else "jtm",
            "year": 2000 + number,
            "tags": ["rivers", "tides"] if number % 4 == 0 else ["rivers"],
            "abstract": f"{'We measure water in many places. ' * 12}Gauges tell of {thing}.",
            "upvotes": number * 7 % 24,
            **({"decision": "oral" if number % 8 == 0 else "poster"} if number % 4 == 0 else {}),
            **({"code": [f"https://code.test/{number}"]} if number in {5, 11} else {}),
            **({"session": f"Session {number // 8}"} if number % 4 == 0 else {}),
        }
    yield {
        "id": "oceanographic-attention",
        "title": "Oceanographic Attention",
        "authors": ["Bernhard Schölkopf"],
        "arxiv": "2401.01234",
        "doi": "10.1000/ocean.7",
        "year": 2024,
        "summary": "Looks at currents with $\\mu$P.",
    }
    yield {
        "id": "hostile",
        "title": HOSTILE,
        "authors": ["<b>Bold</b>"],
        "abstract": HOSTILE,
        "summary": '=1+1, "quoted"',
    }


def open_dialog(page: Page, served_site: str, address: str = "") -> None:
    page.goto(served_site + address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    expect(page.locator("dialog[open] input")).to_be_focused()


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("ol.items h3").all_inner_texts()]


def find(page: Page, served_site: str, query: str) -> list[str]:
    """The titles on the search page for a query string."""
    page.goto(f"{served_site}search/?{query}")
    expect(results_status(page)).to_have_text(re.compile("paper", re.IGNORECASE))
    expect(page.locator("ol.items")).not_to_have_attribute("aria-busy", "true")
    return titles(page)


def results_status(page: Page) -> Locator:
    """The line above the results that says how many there are."""
    return page.locator(".bar [role=status]")


def open_filters(page: Page) -> None:
    """Show the filters; if the page is narrow, in their sheet."""
    opener = page.get_by_role("button", name=re.compile(r"^Filters"))
    if opener.is_visible():
        opener.click()
    expect(page.locator(".facets")).to_be_visible()


def facet(page: Page, name: str) -> Locator:
    """A facet, opened if it was closed."""
    if not page.locator(".facets").is_visible():
        open_filters(page)
    fold = page.locator(f"details[data-facet={name}]")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    expect(fold.locator(".fold")).not_to_be_empty()
    return fold


def hold_requests(page: Page, pattern: str) -> list[Route]:
    """Requests that are held until the test continues them."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)
    return held


def open_export(page: Page) -> None:
    """Show the formats in which the results can be exported, and the boxes to select them."""
    page.get_by_role("button", name="Export").click()
    expect(page.locator(".export")).to_be_visible()
