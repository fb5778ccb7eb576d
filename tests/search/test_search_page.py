"""Tests of filters and exports of the search page in a browser, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from papershelf.cli.selection_export import export_papers
from papershelf.core.project import read_project
from tests.search.search_site import (
    facet,
    find,
    hold_requests,
    open_export,
    open_filters,
    results_status,
    titles,
)

pytestmark = [pytest.mark.browser, pytest.mark.site]

FORMATS = ["BibTeX", "RIS", "CSL-JSON", "CSV", "Markdown"]
COUNT_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      for (const { node, previousRect, currentRect } of sources) {
        const element = node?.outerHTML ?? node?.nodeValue ?? "";
        shifts.push([value, element.slice(0, 80), previousRect.toJSON(), currentRect.toJSON()]);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def save(page: Page, label: str) -> bytes:
    """Export the papers in a format; the contents of the file."""
    with page.expect_download() as download:
        page.locator(".export").get_by_role("button", name=label, exact=True).click()
    assert download.value.suggested_filename.startswith("papers.")
    return Path(download.value.path()).read_bytes()


def select(page: Page, title: str) -> None:
    page.get_by_role("checkbox", name=f"Select “{title}”").check()


# --- filters --------------------------------------------------------------------------------------


def test_values_of_facets_have_counts(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    rows = facet(page, "tag").locator("li")
    expect(rows).to_have_count(2)
    assert [" ".join(text.split()) for text in rows.all_inner_texts()] == [
        "Rivers 24 24 papers exclude",
        "Tides 6 6 papers exclude",
    ]
    rows.nth(1).get_by_role("button", name="Tides", exact=True).click()
    expect(results_status(page)).to_have_text("6 papers")


def test_values_can_be_combined_excluded_and_removed(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study&tag=tides")
    facet(page, "venue")
    page.get_by_role("button", name="Exclude JTM").click()
    expect(results_status(page)).to_have_text("4 papers")
    assert parse_qs(urlsplit(page.url).query) == {
        "q": ["study"],
        "tag": ["tides"],
        "not-venue": ["jtm"],
    }
    shared = page.url
    page.go_back()
    expect(results_status(page)).to_have_text("6 papers")
    page.goto(shared)
    expect(results_status(page)).to_have_text("4 papers")
    page.get_by_role("button", name="Remove filter: Tides").click()
    expect(results_status(page)).to_have_text("16 papers")


def test_several_venues_are_alternatives(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study&venue=jtm&venue=icrr")
    expect(results_status(page)).to_have_text("24 papers")


def test_decisions_are_alternatives(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study&decision=oral")
    expect(results_status(page)).to_have_text("3 papers")
    expect(page.locator(".chip")).to_have_text(["Oral"])
    facet(page, "decision")
    page.get_by_role("button", name="Poster", exact=True).click()
    expect(results_status(page)).to_have_text("6 papers")


def test_sessions_are_counted_among_the_chosen_decisions(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study&decision=oral&session=session+0")
    expect(results_status(page)).to_have_text("1 paper")
    expect(page.locator(".chip")).to_have_text(["Oral", "Session 0"])
    shown = facet(page, "session").locator(".values li > :first-child")
    expect(shown).to_have_text(["Session 0", "Session 1", "Session 2"])
    page.get_by_role("button", name="Session 2", exact=True).click()
    expect(results_status(page)).to_have_text("2 papers")


def test_a_facet_without_values_is_hidden(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    expect(page.locator("details[data-facet=session]")).to_be_visible()
    expect(page.locator("details[data-facet=track]")).to_be_hidden()


def test_authors_are_a_facet(page: Page, served_site: str) -> None:
    find(page, served_site, "q=glaciers")
    facet(page, "author")
    page.get_by_role("button", name="Zoë Ångström", exact=True).click()
    expect(results_status(page)).to_have_text(re.compile("^4 papers"))
    assert parse_qs(urlsplit(page.url).query)["author"] == ["zoe-angstrom"]
    expect(page.locator(".chip")).to_have_text(["Zoë Ångström"])


def test_what_papers_have_is_a_facet_in_the_query(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    expect(facet(page, "has").locator(".values li")).to_have_count(1)
    page.get_by_role("button", name="Code", exact=True).click()
    expect(results_status(page)).to_have_text("2 papers")
    expect(page.locator("#search-field")).to_have_value("study has:code")
    page.get_by_role("button", name="Exclude Code").click()
    expect(results_status(page)).to_have_text("22 papers")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["study -has:code"]


def test_years_are_limited_by_a_range(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    facet(page, "year")
    page.get_by_label("From year").select_option("2010")
    expect(results_status(page)).to_have_text("14 papers")
    page.get_by_label("To year").select_option("2012")
    expect(results_status(page)).to_have_text("3 papers")
    expect(page.locator(".chip")).to_have_text(["2010–2012"])


def test_filters_are_next_to_the_results_on_wide_screens(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    expect(page.get_by_role("button", name="Filters")).to_be_hidden()
    facets = page.get_by_role("complementary", name="Filters")
    expect(facets.locator("details[open] summary")).to_have_text(["Tag", "Venue", "Year", "Has"])
    panel, results = facets.bounding_box(), page.locator("ol.items").bounding_box()
    assert panel
    assert results
    assert panel["x"] >= results["x"] + results["width"]
    facets.get_by_role("button", name="Tides", exact=True).click()
    expect(results_status(page)).to_have_text("6 papers")
    expect(facets.get_by_role("button", name="Tides", exact=True)).to_be_focused()
    expect(facets.locator("[data-facet=venue] li span[aria-hidden]")).to_have_text(["4", "2"])


def test_a_choice_shows_the_first_results(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    facet(page, "tag")
    page.evaluate("scrollTo(0, 900)")
    expect(results_status(page)).not_to_be_in_viewport()
    page.get_by_role("button", name="Tides", exact=True).click()
    expect(results_status(page)).to_have_text("6 papers")
    expect(results_status(page)).to_be_in_viewport()


def test_all_filters_are_removed_at_once(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study&tag=tides&not-venue=jtm&sort=date")
    expect(results_status(page)).to_have_text("4 papers")
    page.get_by_role("button", name="Clear filters").click()
    expect(results_status(page)).to_have_text("24 papers")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["study"], "sort": ["date"]}
    expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()


def test_filters_are_in_a_sheet_on_phones(phone: Page, served_site: str) -> None:
    find(phone, served_site, "q=study")
    opener = phone.get_by_role("button", name=re.compile(r"^Filters"))
    opener.click()
    sheet = phone.get_by_role("dialog", name="Filters")
    show = sheet.get_by_role("button", name=re.compile(r"^Show \d"))
    expect(show).to_have_text("Show 24 papers")
    sheet.get_by_role("button", name="Tides", exact=True).click()
    expect(show).to_have_text("Show 6 papers")
    expect(sheet.get_by_role("status")).to_have_text("6 papers")
    sheet.get_by_role("button", name="Exclude JTM").click()
    expect(show).to_have_text("Show 4 papers")
    show.click()
    expect(sheet).to_be_hidden()
    expect(opener).to_have_text("Filters (2)")
    expect(opener).to_be_focused()
    assert len(titles(phone)) == 4


def test_the_sheet_keeps_the_focus_and_escape_closes_it(phone: Page, served_site: str) -> None:
    find(phone, served_site, "q=study")
    opener = phone.get_by_role("button", name="Filters")
    opener.focus()
    phone.keyboard.press("Enter")
    sheet = phone.get_by_role("dialog", name="Filters")
    expect(sheet.locator("details[data-facet=has] li")).not_to_have_count(0)
    focused = "document.querySelector('.sheet').contains(document.activeElement)"
    for _ in range(60):
        phone.keyboard.press("Tab")
        # Between the last control and the first, the focus is in the browser.
        assert phone.evaluate(f"{focused} || document.activeElement === document.body")
    phone.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_narrow_page_loads_filters_only_if_they_are_opened(phone: Page, served_site: str) -> None:
    requests: list[str] = []
    phone.on("request", lambda request: requests.append(request.url))
    find(phone, served_site, "q=study")
    phone.wait_for_load_state("networkidle")
    assert not [url for url in requests if "facets.bin" in url]
    open_filters(phone)
    phone.wait_for_load_state("networkidle")
    assert len([url for url in requests if "facets.bin" in url]) == 1


def test_filters_move_when_the_width_changes(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    expect(page.get_by_role("complementary", name="Filters")).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 900})
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("dialog", name="Filters").locator("details").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_role("complementary").locator("details").first).to_be_visible()


# --- results -------------------------------------------------------------------------------------


def test_the_status_counts_papers_with_all_and_with_some_words(
    page: Page, served_site: str
) -> None:
    some = r"\d+ (more|papers) with some of the words( or related in meaning)?$"
    find(page, served_site, "q=sampling+lakes+glaciers")
    expect(results_status(page)).to_have_text(re.compile(rf"^{some}"))
    find(page, served_site, "q=sampling+lakes")
    expect(results_status(page)).to_have_text(re.compile(rf"^2 papers with all words, {some}"))
    find(page, served_site, "q=sampling+lakes&sort=date")
    expect(results_status(page)).to_have_text("2 papers")


@pytest.mark.parametrize(
    "query", ["q=study", "q=study&tag=tides&author=zoe-angstrom&from=2003", "q=xqzvw&author=nobody"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_results_load(
    browser: Browser, served_site: str, query: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(COUNT_SHIFTS)
    page = context.new_page()

    def delay(route: Route) -> None:
        page.wait_for_timeout(60)
        route.continue_()

    page.route("**/search/index/**", delay)
    page.route("**/papers/*/", delay)
    find(page, served_site, query)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    assert page.evaluate("shifts") == []
    context.close()


def test_the_empty_page_has_the_tags_of_the_newest_papers(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}search/")
    newest = page.locator(".browse", has=page.get_by_role("heading", name="Newest tags"))
    expect(newest.get_by_role("link")).to_have_text(["Newest tags", "Rivers", "Tides"])


# --- exports -------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["study", "glaciers", "harmless ponds"])
def test_an_export_is_that_of_the_command(
    page: Page, site: Path, served_site: str, query: str
) -> None:
    project = read_project(site.parent / "mkdocs.yml")
    find(page, served_site, f"q={query.replace(' ', '+')}")
    open_export(page)
    for label in FORMATS:
        saved = save(page, label)
        [exported] = export_papers(project, label.lower(), {"query": query})
        assert saved == re.sub(rb"\A(?:%.*\n)+\n", b"", exported), label


def test_formulas_in_a_table_are_text(page: Page, served_site: str) -> None:
    find(page, served_site, "q=harmless+ponds")
    open_export(page)
    assert ',"\'=1+1, ""quoted""",' in save(page, "CSV").decode()


def test_selected_papers_are_exported(page: Page, served_site: str) -> None:
    find(page, served_site, "q=glaciers")
    open_export(page)
    what = page.locator(".export .what")
    expect(what).to_have_text("Export all 4 papers, or select papers below.")
    select(page, "Learning from Glaciers: Study 4")
    select(page, "Pruning from Glaciers: Study 10")
    expect(what).to_have_text("Export 2 selected papers.")
    saved = save(page, "BibTeX").decode()
    assert re.findall(r"Study (\d+)", saved) == ["4", "10"]
    expect(page.locator(".export [role=status]")).to_have_text("Saved 2 papers.")
    rows = save(page, "CSV").decode().splitlines()
    assert [row.partition(",")[0] for row in rows[1:]] == ["study-4", "study-10"]


def test_a_selection_is_kept_by_the_next_search(page: Page, served_site: str) -> None:
    find(page, served_site, "q=glaciers")
    open_export(page)
    select(page, "Learning from Glaciers: Study 4")
    page.locator("#search-field").fill("oceanographic")
    select(page, "Oceanographic Attention")
    expect(page.locator(".export .what")).to_have_text("Export 2 selected papers.")
    page.get_by_role("button", name="Clear selection").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(page.locator(".export .what")).to_have_text("Export 1 paper.")


def test_more_results_can_be_selected(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    open_export(page)
    expect(page.get_by_role("checkbox")).to_have_count(10)
    page.get_by_role("button", name="More results").click()
    expect(page.get_by_role("checkbox")).to_have_count(24)
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_an_export_says_its_progress_and_can_be_canceled(page: Page, served_site: str) -> None:
    find(page, served_site, "q=glaciers")
    open_export(page)
    held = hold_requests(page, "**/papers/study-*.json")
    page.locator(".export").get_by_role("button", name="RIS").click()
    progress = page.locator(".export [role=status]")
    expect(progress).to_have_text("Loading the papers…")
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(progress).to_have_text("Loading papers: 1 of 4")
    page.get_by_role("button", name="Cancel").click()
    expect(progress).to_have_text("Export canceled.")
    page.unroute_all()
    assert save(page, "RIS").count(b"ER  - ") == 4


def test_an_export_that_fails_says_so(context: BrowserContext, served_site: str) -> None:
    page = context.new_page()
    find(page, served_site, "q=glaciers")
    open_export(page)
    page.route("**/papers/study-*.json", lambda route: route.fulfill(status=503))
    page.locator(".export").get_by_role("button", name="BibTeX").click()
    expect(page.locator(".export [role=status]")).to_contain_text("could not be loaded")
    page.unroute_all()
    assert save(page, "BibTeX").count(b"@inproceedings") == 4


def test_papers_of_another_deployment_are_not_exported(
    context: BrowserContext, served_site: str
) -> None:
    page = context.new_page()
    find(page, served_site, "q=study")
    open_export(page)
    page.route("**/search/index/index.json", lambda route: route.fulfill(json={"version": "newer"}))
    page.locator(".export").get_by_role("button", name="CSL-JSON").click()
    expect(page.locator(".export [role=status]")).to_contain_text("could not be loaded")


# --- layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1000, 1280, 1600])
def test_filters_end_where_the_header_does(page: Page, served_site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    find(page, served_site, "q=study")
    edges = [
        page.locator(selector).evaluate("one => Math.round(one.getBoundingClientRect().right)")
        for selector in (
            "#search-results > aside",
            "#search-results",
            ".masthead .wrap > :last-child",
        )
    ]
    assert edges[0] == edges[1] <= edges[2]


# --- languages ----------------------------------------------------------------------------------


def test_the_page_is_mirrored_in_languages_from_right_to_left(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    page.evaluate("document.documentElement.dir = 'rtl'")
    facets = page.get_by_role("complementary").bounding_box()
    results = page.locator("ol.items").bounding_box()
    assert facets
    assert results
    assert facets["x"] + facets["width"] <= results["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
