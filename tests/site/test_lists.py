"""Tests of lists in a browser: actions of entries, densities, filters and orders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accessibility import find_accessibility_faults, open_page_for_axe
from tests.conftest import serve_with_prefix
from tests.fabricated import Record
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

ABSTRACT = "We measure the water of rivers and lakes in many places. " * 12
SHORT, LONG, DAY = "venues/jtm/", "tags/rivers/", "days/2026-11-20/"
"""Listings of one page, of several that the search finds, and of several that it does not."""


def records() -> Iterator[Record]:
    for number in range(66):
        yield {
            "id": f"study-{number}",
            "title": f"{chr(90 - number % 26)} Study of Rivers, {number}",
            "authors": ["Ada Byron", *(f"Writer Nr{number} {letter}" for letter in "ABCDEF")],
            "venue": "icrr" if number % 3 else "jtm",
            "year": 2000 + number % 4,
            "featured": ["2026-11-20"],
            "tags": ["rivers", "tides"],
            "summary": ABSTRACT[:200],
            "abstract": ABSTRACT,
            "pdf": f"https://pdf.test/{number}",
            "citations": {"value": number * 7 % 66, "day": "2026-11-20"},
            **({"code": [f"https://code.test/{number}"]} if number % 2 else {}),
            **({"awards": ["Best paper"]} if number % 11 == 0 else {}),
            **({"decision": "Oral"} if number % 6 == 0 else {}),
        }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(tmp_path_factory.mktemp("lists"))
    workspace.write([*records()])
    return workspace.build()


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serve_with_prefix(site, "/repo/") as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails on errors and violations of the policy."""
    faults: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    assert not faults, "\n".join(faults)


def entries(page: Page) -> list[str]:
    """The numbers of the papers in the list."""
    return [text.rpartition(" ")[2] for text in page.locator("ol.items h3").all_inner_texts()]


def citations(page: Page) -> list[int]:
    return [
        int(item.locator(".n-citations").inner_text() if "citation" in item.inner_html() else 0)
        for item in page.locator("ol.items > li").all()
    ]


def wait_for_results(page: Page, count: int) -> None:
    """Wait for the search page to show papers, with their number."""
    page.locator("#search-results h3").first.wait_for(timeout=30_000)
    expect(page.locator("#search-results > .bar [role=status]")).to_have_text(f"{count} papers")


# --- actions -------------------------------------------------------------------------------------


def test_abstracts_open_in_place_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + SHORT)
    first = page.locator("ol.items > li").first
    expect(first.locator(".abs > div")).to_be_hidden()
    first.get_by_text("Abstract").click()
    expect(first.locator(".abs > div")).to_contain_text("many places")
    first.get_by_role("link", name="Cite").click()
    assert page.url.endswith("/#cite")
    expect(page.locator("#cite pre")).to_be_in_viewport()
    expect(page.locator(".filters, .density")).to_have_count(0)
    context.close()


def test_an_open_abstract_moves_only_what_is_below_it(page: Page, served: str) -> None:
    page.goto(served + SHORT)
    first = page.locator("ol.items > li").first
    label = first.locator("summary")
    before = label.bounding_box(), first.locator(".acts > p").bounding_box()
    label.click()
    assert (label.bounding_box(), first.locator(".acts > p").bounding_box()) == before
    text = first.locator(".abs > div").bounding_box()
    assert text
    assert before[0]
    assert text["y"] >= before[0]["y"] + before[0]["height"] - 1


def test_citations_of_entries_are_copied(page: Page, served: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served + SHORT)
    first = page.locator("ol.items > li").first
    name = first.locator("h3 a").get_attribute("href")
    first.get_by_role("link", name="Cite").click()
    expect(page.get_by_text("BibTeX copied")).to_be_attached()
    assert page.url == served + SHORT
    entry = page.evaluate("navigator.clipboard.readText()")
    assert entry.startswith("@article{")
    assert f"Rivers, {str(name).rstrip('/').rpartition('-')[2]}" in entry


def test_authors_lead_to_their_papers(page: Page, served: str) -> None:
    page.goto(served + SHORT)
    first = page.locator("ol.items > li").first
    expect(first.get_by_role("link", name="Writer")).to_have_count(0)  # without other papers
    first.get_by_role("link", name="Ada Byron").click()
    expect(page.locator("h1")).to_contain_text("Ada Byron")
    page.go_back()
    first.get_by_role("link", name="+3").click()
    expect(page.locator("article.paper")).to_be_visible()


# --- densities -----------------------------------------------------------------------------------


def test_the_density_is_remembered_and_applied_before_the_first_paint(
    page: Page, served: str
) -> None:
    page.goto(served + SHORT)
    item = page.locator("ol.items > li").first
    normal = item.bounding_box()
    page.get_by_role("button", name="Compact").click()
    compact = item.bounding_box()
    assert normal
    assert compact
    assert compact["height"] < normal["height"] / 2
    expect(item.locator(".say")).to_be_hidden()
    # Without the script of the page, only what runs before the first paint can have set it.
    page.route(
        re.compile(r"/papershelf\.[^/]+\.js"),
        lambda route: route.fulfill(body="", content_type="text/javascript"),
    )
    for address in ("papers/", "", DAY):
        page.goto(served + address)
        expect(page.locator("html")).to_have_attribute("data-density", "compact")
        expect(page.locator("ol.items .say").first).to_be_hidden()
    page.unroute_all()
    page.reload()
    expect(page.get_by_role("button", name="Compact")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Featured").click()
    featured = page.locator("ol.items > li").first.bounding_box()
    assert featured
    assert featured["height"] > normal["height"]
    page.get_by_role("button", name="Normal").click()
    assert page.evaluate("localStorage.length") == 0


def test_search_results_have_the_density_too(page: Page, served: str) -> None:
    page.goto(f"{served}search/?tag=rivers")
    wait_for_results(page, 66)
    first = page.locator("ol.items > li").first
    expect(first.locator(".n-citations")).to_be_visible()
    expect(first.get_by_role("link", name="PDF")).to_be_visible()
    first.locator("summary").click()
    expect(first.locator(".abs > div")).to_contain_text("many places")
    page.get_by_role("button", name="Compact").click()
    expect(page.locator("ol.items .say").first).to_be_hidden()


def test_entries_on_phones_are_short(browser: Browser, served: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(served + LONG)
    heights = page.evaluate(
        "[...document.querySelectorAll('ol.items > li')].map((one) => one.offsetHeight)"
    )
    assert sum(heights) / len(heights) <= 220
    context.close()


# --- filters and orders --------------------------------------------------------------------------


def test_a_listing_of_one_page_is_filtered_in_place(page: Page, served: str) -> None:
    page.goto(served + SHORT)
    page.get_by_role("button", name="Code").click()
    assert len(entries(page)) == 11
    assert all(int(number) % 2 for number in entries(page))
    expect(page.get_by_text("11 of 22")).to_be_visible()
    page.get_by_label("Year").select_option("2003")
    assert {int(number) % 4 for number in entries(page)} == {3}
    page.reload()
    expect(page.get_by_role("button", name="Code")).to_have_attribute("aria-pressed", "true")
    assert {int(number) % 4 for number in entries(page)} == {3}
    page.get_by_role("button", name="Code").click()
    page.get_by_label("Year").select_option("")
    assert len(entries(page)) == 22
    assert page.url == served + SHORT


def test_controls_that_distinguish_no_papers_are_hidden(page: Page, served: str) -> None:
    page.goto(served + SHORT)
    form = page.get_by_role("search", name="Filter and order")
    assert form.get_by_role("button").all_inner_texts() == ["Code", "Award"]
    expect(form.get_by_label("Decision")).to_be_visible()
    expect(form.get_by_label("Venue")).to_be_hidden()


@pytest.mark.parametrize("address", [SHORT, DAY])
def test_a_listing_is_ordered_as_a_whole(page: Page, served: str, address: str) -> None:
    page.goto(served + address)
    page.get_by_label("Order", exact=True).select_option("citations")
    expected = 22 if address == SHORT else 66
    expect(page.locator("ol.items > li")).to_have_count(expected)
    shown = citations(page)
    assert shown == sorted(shown, reverse=True)
    page.get_by_label("Order", exact=True).select_option("title")
    names = page.locator("ol.items h3").all_inner_texts()
    assert [name[0] for name in names] == sorted(name[0] for name in names)


def test_links_of_entries_from_other_pages_lead_to_the_papers(page: Page, served: str) -> None:
    page.goto(served + DAY)
    here = set(entries(page))
    page.get_by_label("Order", exact=True).select_option("title")
    expect(page.locator("ol.items > li")).to_have_count(66)
    expect(page.locator(".pages")).to_be_hidden()
    other = next(number for number in entries(page) if number not in here)
    page.get_by_role("link", name=f"Rivers, {other}", exact=False).click()
    expect(page.locator("h1")).to_contain_text(f"Rivers, {other}")


def test_a_listing_of_several_pages_leads_to_the_search(page: Page, served: str) -> None:
    page.goto(f"{served}{LONG}page/2/")
    page.get_by_label("Order", exact=True).select_option("citations")
    wait_for_results(page, 66)
    assert page.url.startswith(f"{served}search/?tag=rivers&sort=citations")
    expect(page.get_by_label("Sort by")).to_have_value("citations")
    assert entries(page)[0] == str(next(n for n in range(66) if n * 7 % 66 == 65))
    page.go_back()
    page.get_by_role("button", name="Award").click()
    wait_for_results(page, 6)
    assert parse_qs(urlsplit(page.url).query)["tag"] == ["rivers"]


def test_all_papers_can_be_ordered(page: Page, served: str) -> None:
    page.goto(f"{served}papers/")
    page.get_by_label("Order", exact=True).select_option("title")
    wait_for_results(page, 66)
    expect(page.locator("#search-results h3").first).to_contain_text("A Study")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_filtered_lists_of_each_density_are_accessible(
    browser: Browser, served: str, axe_source: str, scheme: str, width: int
) -> None:
    faults = []
    with open_page_for_axe(browser, scheme, width) as page:
        for density in ("Featured", "Compact", "Normal"):
            page.goto(f"{served}{SHORT}?has=code&sort=title")
            page.get_by_role("button", name=density).click()
            page.locator("summary").first.evaluate("(label) => label.parentNode.open = true")
            faults += find_accessibility_faults(page, axe_source, width)
    assert not faults, "\n".join(faults)
