"""Walks through the example by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.walks.keyboard import open_by_key, reach

pytestmark = [pytest.mark.browser, pytest.mark.site]


def first_entry(page: Page) -> Locator:
    return page.locator("ol.items > li").first


def upvotes(page: Page) -> list[int]:
    shown = page.locator("ol.items").first.locator("li .n-upvotes").all_inner_texts()
    return [int(text.replace(",", "")) for text in shown]


# --- days ----------------------------------------------------------------------------------------


def test_home_opens_with_the_list_of_the_newest_day(page: Page, daily: str) -> None:
    page.goto(daily)
    expect(page.locator("section h2").first).to_have_text("Friday, November 20, 2026")
    assert upvotes(page) == sorted(upvotes(page), reverse=True)
    assert len(upvotes(page)) == 5
    open_by_key(page, page.get_by_role("link", name="Friday, November 20, 2026"))
    expect(page).to_have_url(f"{daily}days/2026-11-20/")


def test_days_lead_to_each_other_across_weekends(page: Page, daily: str) -> None:
    page.goto(f"{daily}days/latest/")
    expect(page).to_have_url(f"{daily}days/2026-11-20/")
    for day in (20, 19, 18, 17, 16, 13):
        if day < 20:
            open_by_key(page, page.get_by_role("link", name=f"← November {day}, 2026"))
        expect(page.locator("h1")).to_have_text(f"November {day}, 2026")
    open_by_key(page, page.get_by_role("link", name="November 16, 2026 →"))
    expect(page.locator("h1")).to_have_text("November 16, 2026")


def test_a_week_and_a_month_lead_to_their_days(page: Page, daily: str) -> None:
    page.goto(f"{daily}days/2026-11-12/")
    open_by_key(page, page.get_by_role("link", name="Whole week"))
    expect(page.locator("h1")).to_have_text("Nov 9 – 15, 2026")
    days = page.locator(".bar h2 a").all_inner_texts()
    assert [day.split(",")[0] for day in days] == [
        *("Friday", "Thursday", "Wednesday", "Tuesday", "Monday"),
    ]
    open_by_key(page, page.get_by_role("link", name="Tuesday, November 10, 2026"))
    open_by_key(page, page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").last)
    expect(page.locator("h1")).to_have_text("November 2026")
    open_by_key(page, page.get_by_role("table").get_by_role("link", name=re.compile(r"^17\b")))
    expect(page.locator("h1")).to_have_text("November 17, 2026")


# --- lists ---------------------------------------------------------------------------------------


def test_an_abstract_opens_and_a_citation_is_copied(page: Page, daily: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{daily}days/2026-11-20/")
    entry = first_entry(page)
    reach(page, entry.get_by_role("link", name="Cite"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("BibTeX copied")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{kobayashi-etal-2026")
    expect(entry.get_by_role("link", name="Cite")).to_be_focused()
    reach(page, entry.locator("summary"))
    page.keyboard.press("Enter")
    expect(entry.locator(".abs > div")).to_contain_text("We train linear probes")
    page.keyboard.press("Space")
    expect(entry.locator(".abs > div")).to_be_hidden()


def test_the_density_is_chosen_and_remembered(page: Page, daily: str) -> None:
    page.goto(f"{daily}submitters/ada/")
    reach(page, page.get_by_role("button", name="Compact"))
    page.keyboard.press("Space")
    expect(first_entry(page).locator(".say")).to_be_hidden()
    page.goto(daily)
    expect(first_entry(page).locator(".say")).to_be_hidden()


def test_a_list_is_filtered_and_ordered(page: Page, daily: str) -> None:
    page.goto(f"{daily}submitters/ada/")
    total = page.locator("ol.items > li").count()
    reach(page, page.get_by_role("button", name="Model"))
    page.keyboard.press("Space")
    shown = page.locator("ol.items > li").count()
    assert 0 < shown < total
    expect(page.get_by_role("search", name="Filter and order").get_by_role("status")).to_have_text(
        f"{shown} of {total}"
    )
    reach(page, page.get_by_label("Order", exact=True))
    page.keyboard.type("Most upv")
    expect(page).to_have_url(re.compile("sort=upvotes"))
    assert upvotes(page) == sorted(upvotes(page), reverse=True)
    page.reload()
    expect(page.locator("ol.items > li")).to_have_count(shown)


def test_a_month_is_ordered_by_the_age_of_all_its_papers(page: Page, daily: str) -> None:
    page.goto(f"{daily}papers/")
    newest = page.locator("ol.items h3").all_inner_texts()
    page.goto(f"{daily}months/2026-11/")
    reach(page, page.get_by_label("Order", exact=True))
    page.keyboard.type("newest")
    expect(page).to_have_url(re.compile("sort=date"))
    expect(page.locator("ol.items > li")).to_have_count(53)
    assert page.locator("ol.items h3").all_inner_texts()[: len(newest)] == newest
    expect(page.get_by_label("Order", exact=True).locator("option")).to_have_count(4)


def test_a_search_leads_to_reading_lists(page: Page, daily: str) -> None:
    page.goto(daily)
    page.keyboard.press("/")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.type("start he")
    target = page.locator("dialog").get_by_role("link", name="Start here")
    reach(page, target)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{daily}collections/start-here/")


def test_a_reading_list_keeps_its_order_and_notes(page: Page, daily: str) -> None:
    page.goto(daily)
    open_by_key(page, page.locator("main").get_by_role("link", name="2 reading lists"))
    open_by_key(page, page.get_by_role("link", name="Start here"))
    expect(page.locator("h3").first).to_contain_text("Tidal Attention")
    expect(first_entry(page).locator(".note")).to_have_text("Read the second section first.")
    open_by_key(page, page.locator("h3 a").nth(1))
    open_by_key(page, page.get_by_role("link", name="Next →"))
    expect(page.locator("h1")).to_contain_text("Rivers of Tokens")
    expect(page.get_by_role("navigation", name="List: Start here")).to_be_visible()


@pytest.mark.parametrize(
    ("index", "value", "count"),
    [
        ("submitters/", "ada", 10),
        ("institutions/", "River Lab", 1),
        ("authors/", "Bo Roe", 8),
        ("venues/", "ICRR", 4),
        ("venues/", "Papers", 3),
        ("years/", "2026", 43),
        ("years/", "Papers", 1),
        ("tags/", "Lakes", 5),
    ],
)
def test_an_index_leads_to_the_papers_of_a_value(
    page: Page, daily: str, index: str, value: str, count: int
) -> None:
    page.goto(daily + index)
    open_by_key(page, page.locator("main").get_by_role("link", name=value, exact=True).first)
    expect(page.locator(".bar h2").first).to_have_text(re.compile(rf"^{count} papers?$"))
    open_by_key(page, page.locator("h3 a").first)
    expect(page.locator("article.paper")).to_be_visible()


def test_a_search_without_results_offers_no_filters(page: Page, daily: str) -> None:
    page.goto(f"{daily}search/?q=zzzqqq")
    expect(page.locator("#search-results > .bar [role=status]")).to_have_text("No papers found")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".facets")).to_be_hidden()
    page.get_by_role("searchbox").fill("water")
    expect(page.locator(".facets")).to_be_visible()


# --- papers --------------------------------------------------------------------------------------


def test_the_head_of_a_paper_copies_its_address_and_citation(page: Page, daily: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{daily}papers/undercurrents/")
    actions = page.get_by_role("complementary", name="Actions")
    for name, start in (("Copy BibTeX", "@misc{kobayashi"), ("Copy link", f"{daily}papers/under")):
        reach(page, actions.get_by_role("button", name=name))
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile("copied")).first).to_be_attached()
        page.wait_for_function(
            "(start) => navigator.clipboard.readText().then((text) => text.startsWith(start))",
            arg=start,
        )
    reach(page, actions.get_by_text("More", exact=True))
    page.keyboard.press("Enter")
    expect(actions.get_by_role("link", name="Semantic Scholar")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    reach(page, actions.get_by_role("link", name="Cite"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#cite")).to_be_in_viewport()


def test_papers_lead_through_the_list_they_were_opened_from(page: Page, daily: str) -> None:
    page.goto(f"{daily}tags/lakes/")
    titles = page.locator("ol.items h3").all_inner_texts()
    open_by_key(page, page.locator("h3 a").nth(1))
    open_by_key(page, page.get_by_role("link", name="← Previous"))
    expect(page.locator("h1")).to_have_text(titles[0])
    expect(page.get_by_role("link", name="← Previous")).to_be_hidden()
    open_by_key(page, page.get_by_role("link", name="Next →"))
    open_by_key(page, page.get_by_role("link", name="Next →"))
    expect(page.locator("h1")).to_have_text(titles[2])
    expect(page.get_by_role("navigation", name="List: Lakes")).to_be_visible()


def test_the_page_for_missing_addresses_searches_for_the_words_of_the_address(
    page: Page, daily: str, daily_folder: Path
) -> None:
    page.route("**/gone/**", lambda route: route.fulfill(path=daily_folder / "404.html"))
    page.goto(f"{daily}gone/tidal-atention.html")
    field = page.locator("main input[type=search]")
    expect(field).to_have_value("tidal atention")
    reach(page, field)
    page.keyboard.press("Enter")
    expect(page.locator("#search-results h3").first).to_contain_text("Tidal Attention")
