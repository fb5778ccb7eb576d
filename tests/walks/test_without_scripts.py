"""Walks through the example in a browser that runs no scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.site]

CONTROLS = ".js-only, .filters, .density, [data-copy], [data-copy-address], .scheme"
"""What needs a script. It must not be shown without one."""


def expect_no_controls(page: Page) -> None:
    shown = page.locator(CONTROLS).filter(visible=True)
    expect(shown).to_have_count(0)


def test_home_days_weeks_and_months_lead_to_each_other(plain_page: Page, daily: str) -> None:
    page = plain_page
    page.goto(daily)
    expect_no_controls(page)
    page.get_by_role("link", name="← November 19, 2026").click()
    expect(page.locator("h1")).to_have_text("November 19, 2026")
    page.get_by_role("link", name="November 20, 2026 →").click()
    expect(page).to_have_url(f"{daily}days/2026-11-20/")
    expect(page.get_by_role("link", name=re.compile("→$"))).to_have_count(0)
    expect_no_controls(page)
    page.get_by_role("link", name="Whole week").click()
    expect(page.locator("h1")).to_have_text("Nov 16 – 22, 2026")
    expect(page.locator(".bar h2 a")).to_have_count(5)
    page.get_by_role("link", name="← Nov 9 – 15, 2026").click()
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").last.click()
    calendar = page.get_by_role("table", name="November 2026")
    calendar.get_by_role("link", name=re.compile(r"^9\b")).click()
    expect(page.locator("h1")).to_have_text("November 9, 2026")


def test_the_latest_day_has_a_lasting_address(plain_page: Page, daily: str) -> None:
    plain_page.goto(f"{daily}days/latest/")
    expect(plain_page).to_have_url(f"{daily}days/2026-11-20/")


@pytest.mark.parametrize(
    "address",
    ["papers/", "submitters/ada/", "collections/start-here/", "tags/rivers/", "venues/none/",
     "years/none/", "years/2026/", "authors/bo-roe/", "institutions/river-lab/", "trending/"],
)  # fmt: skip
def test_lists_have_their_papers_and_only_controls_that_work(
    plain_page: Page, daily: str, address: str
) -> None:
    page = plain_page
    page.goto(daily + address)
    expect_no_controls(page)
    for entry in page.locator("ol.items > li").all()[:3]:
        abstract = entry.locator("details.abs")
        if abstract.count():
            abstract.locator("summary").click()
            expect(abstract.locator("div")).to_be_visible()
    page.locator("ol.items > li").first.get_by_role("link", name="Cite").click()
    expect(page.locator("#reference")).to_be_in_viewport()


def test_the_pages_of_a_list_follow_each_other(plain_page: Page, daily: str) -> None:
    page = plain_page
    page.goto(f"{daily}papers/")
    first = page.locator("ol.items > li").count()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2").click()
    assert first + page.locator("ol.items > li").count() == 53


@pytest.mark.parametrize("index", ["years/", "venues/"])
def test_the_counts_of_an_index_add_up(plain_page: Page, daily: str, index: str) -> None:
    plain_page.goto(daily + index)
    counts = plain_page.locator("main .values li > span").all_inner_texts()
    assert sum(int(count) for count in counts) == 53


def test_the_head_of_a_paper_leads_to_its_citation_and_neighbors(
    plain_page: Page, daily: str
) -> None:
    page = plain_page
    page.goto(f"{daily}papers/ebb/")
    expect_no_controls(page)
    page.get_by_role("complementary", name="Actions").get_by_role("link", name="Cite").click()
    expect(page.locator("#cite")).to_be_in_viewport()
    expect(page.locator("#bibtex")).to_contain_text("@misc{")
    steps = page.get_by_role("navigation", name="List: November 20, 2026")
    steps.get_by_role("link", name="← Previous").click()
    expect(page.locator("h1")).to_contain_text("Undercurrents")
    expect(page.get_by_role("link", name="← Previous")).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("link", name="alphaXiv")).to_be_visible()


def test_people_are_found_from_papers_and_from_their_index(plain_page: Page, daily: str) -> None:
    page = plain_page
    page.goto(f"{daily}papers/undercurrents/")
    page.locator("h1 ~ .authors").get_by_role("link", name="Noor Haddad").click()
    expect(page.locator("h1")).to_contain_text("Noor Haddad")
    page.goto(f"{daily}authors/")
    page.locator("main").get_by_role("link", name="M", exact=True).first.click()
    expect(page.locator("main").get_by_text("Keiko Mori").first).to_be_visible()
    page.goto(f"{daily}authors/letter/m/#author-keiko-mori")
    expect(page.locator("#author-keiko-mori")).to_be_in_viewport()


def test_the_page_for_missing_addresses_has_a_search_field(
    plain_page: Page, daily: str, daily_folder: Path
) -> None:
    plain_page.route("**/gone/**", lambda route: route.fulfill(path=daily_folder / "404.html"))
    plain_page.goto(f"{daily}gone/tidal-attention/")
    field = plain_page.locator("main input[type=search]")
    expect(field).to_have_value("")
    field.fill("tidal")
    field.press("Enter")
    expect(plain_page).to_have_url(f"{daily}search/?q=tidal")
    expect(plain_page.locator("main")).to_contain_text("JavaScript")
