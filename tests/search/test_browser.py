"""Tests of the search in a browser: dialog, search page, keyboard and URLs, on a site under a path."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.accessibility import find_accessibility_faults, open_page_for_axe
from tests.conftest import ROOT
from tests.search.search_site import (
    HOSTILE,
    THINGS,
    facet,
    find,
    hold_requests,
    open_dialog,
    open_export,
    records,
    results_status,
    titles,
)
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

ASSETS = dict(
    re.findall(
        r'"(\w+)": "(assets/[^"]+)"',
        (ROOT / "generator/papershelf/theme/partials/asset_names.html").read_text("utf-8"),
    )
)
SEARCH_SCRIPT, SEARCH_STYLES = ASSETS["search_script"], ASSETS["search_styles"]


# --- the dialog ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "s", "Control+k", "Meta+k"])
@pytest.mark.parametrize("address", ["", "papers/study-3/", "about/"])
def test_shortcuts_open_the_dialog_on_every_page(
    page: Page, served_site: str, key: str, address: str
) -> None:
    page.goto(served_site + address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press(key)
    expect(page.locator("dialog[open] input")).to_be_focused()
    expect(page.locator("dialog[open] input")).to_have_value("")


def test_letter_shortcuts_are_ignored_in_text_fields(page: Page, served_site: str) -> None:
    page.goto(served_site)
    page.locator("#home-search").press_sequentially("s/")
    expect(page.locator("#home-search")).to_have_value("s/")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_search_works_by_keyboard_and_back_reopens_it(page: Page, served_site: str) -> None:
    open_dialog(page, served_site)
    page.keyboard.type("oceano")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog h3 a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served_site}papers/oceanographic-attention/")
    page.go_back()
    expect(page.locator("dialog[open] input")).to_have_value("oceano")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])


def test_texts_of_results_have_their_own_direction(page: Page, served_site: str) -> None:
    for address in ("search/?q=oceanographic", "papers/"):
        page.goto(f"{served_site}{address}")
        item = page.locator("ol.items > li", has_text="Oceanographic Attention").first
        for part in ("h3", "p.by", "p.say"):
            expect(item.locator(part)).to_have_attribute("dir", "auto")


def test_escape_closes_the_dialog_and_restores_the_url(page: Page, served_site: str) -> None:
    open_dialog(page, served_site)
    page.keyboard.type("well")
    expect(page.locator("dialog ol.items li").first).to_be_visible()
    assert page.url == f"{served_site}#search=well"
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_url(served_site)


def test_the_url_of_an_open_dialog_can_be_shared(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}tags/#search=oceanographic%20attention")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])


def test_enter_opens_the_search_page_from_the_dialog(page: Page, served_site: str) -> None:
    open_dialog(page, served_site)
    page.keyboard.type("glaciers")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served_site}search/?q=glaciers")
    expect(page.locator("ol.items li")).to_have_count(4)


def test_screen_readers_announce_the_number_of_results(page: Page, served_site: str) -> None:
    open_dialog(page, served_site)
    page.keyboard.type("sampling lakes")
    status = page.locator("dialog [role=status]")
    expect(status).to_have_text(re.compile(r"^2 papers with all words, \d+ more with some"))
    page.keyboard.type(" qqqzzz")
    expect(status).to_have_text(re.compile(r"^2 papers with all words, \d+ more with some"))
    expect(page.locator("dialog .notice")).to_contain_text("No paper contains “qqqzzz”")


@pytest.mark.parametrize("address", ["", "search/"])
def test_letter_shortcuts_can_be_switched_off_for_all_pages(
    page: Page, served_site: str, address: str
) -> None:
    if address:
        page.goto(served_site + address)
    else:
        open_dialog(page, served_site)
    page.get_by_role("button", name="Keyboard shortcuts: on").click()
    expect(page.get_by_role("button", name="Keyboard shortcuts: off")).to_be_focused()
    page.goto(f"{served_site}tags/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.press("s")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open] input")).to_have_value("")
    assert page.url == f"{served_site}tags/#search"


@pytest.mark.parametrize("address", ["", "search/"])
def test_screen_readers_announce_a_slow_index(page: Page, served_site: str, address: str) -> None:
    if address:
        page.goto(served_site + address)
    else:
        open_dialog(page, served_site)
    page.wait_for_load_state("networkidle")
    held = hold_requests(page, "**/terms-*")
    page.keyboard.press("/")
    page.keyboard.type("oceanographic")
    place = page.locator("body") if address else page.get_by_role("dialog")
    status = place.locator("[role=status]").first
    expect(status).to_have_text("Searching…")
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(status).to_have_text("1 paper")


def test_late_results_never_replace_newer_ones(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}search/")
    page.wait_for_load_state("networkidle")
    held = hold_requests(page, "**/terms-*")
    page.locator("#search-field").fill("wells")
    page.wait_for_timeout(300)
    page.locator("#search-field").fill("oceanographic")
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])


# --- results -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "attention oceanographic",
        "scholkopf",
        "Bernhard Schölkopf",
        "2401.01234",
        "arXiv:2401.01234v3",
        "https://arxiv.org/abs/2401.01234",
        "10.1000/ocean.7",
        "https://doi.org/10.1000/OCEAN.7",
        "muP",
        "μP",
        "oceanografic",
        "ceanographic",
        "oceanographci attention",
    ],
)
def test_papers_are_found_by_all_their_values(page: Page, served_site: str, query: str) -> None:
    page.goto(f"{served_site}search/")
    page.locator("#search-field").fill(query)
    expect(page.locator("ol.items h3").first).to_have_text("Oceanographic Attention")


def test_an_exact_title_comes_first(page: Page, served_site: str) -> None:
    title = "Learning from Rivers: Study 12"
    assert find(page, served_site, "q=learning+from+rivers+study+12")[0] == title


def test_a_misspelled_word_is_corrected_and_can_be_searched_as_typed(
    page: Page, served_site: str
) -> None:
    found = find(page, served_site, "q=forcasting+springs")
    assert found[:2] == [f"Forecasting from Springs: Study {number}" for number in (15, 3)]
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Showing results for forecasting springs")
    notice.get_by_role("button").click()
    expect(notice).to_contain_text("No paper contains “forcasting”")
    assert parse_qs(urlsplit(page.url).query)["exact"] == ["1"]


def test_nonsense_finds_nothing_and_shows_tips(page: Page, served_site: str) -> None:
    assert find(page, served_site, "q=xqzvw+flurbtag") == []
    expect(results_status(page)).to_have_text("No papers found")
    expect(page.locator(".notice")).to_contain_text("Check the spelling")


def test_a_search_without_results_links_to_the_nearest_tag(page: Page, served_site: str) -> None:
    assert find(page, served_site, "q=tidses&from=1990&to=1991") == []
    page.locator(".notice").get_by_role("link", name="Tides").click()
    page.wait_for_url(f"{served_site}tags/tides/")


def test_the_empty_search_page_has_examples_that_find_papers(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}search/")
    examples = page.locator(".browse", has_text="Examples").locator("a")
    expect(examples).to_have_text(
        [
            "Rivers",
            "Zoë Ångström",
            re.compile('^"[a-z]+ [a-z]+"$'),
            re.compile(r"^\d{4}\.\d{5}$|^10\."),
            "tag:rivers -tag:tides",
            "venue:icrr year:2023..2024",
        ]
    )
    links = examples.evaluate_all("all => all.map(link => link.search.slice(1))")
    assert all(find(page, served_site, query) for query in links)
    expect(page.locator(".browse", has_text="Examples")).to_be_hidden()


def test_the_empty_search_page_links_to_the_most_used_tags(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}search/")
    page.locator(".browse").get_by_role("link", name="Tides", exact=True).click()
    page.wait_for_url(f"{served_site}tags/tides/")


def test_results_have_excerpts(page: Page, served_site: str) -> None:
    find(page, served_site, "q=gauges+springs")
    marks = page.locator("ol.items li").first.locator(".say mark")
    expect(marks).to_have_text(["Gauges", "Springs"])


def test_hostile_titles_are_escaped(page: Page, served_site: str) -> None:
    assert find(page, served_site, "q=harmless+ponds")[0] == HOSTILE
    expect(page.locator("ol.items img, ol.items b")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "name", "address"),
    [
        ("rivers", "Rivers", "tags/rivers/"),
        ("ICRR", "ICRR", "venues/icrr/"),
        ("angstrom", "Zoë Ångström", "authors/zoe-angstrom/"),
        ("author:byron", "Ada Byron", "authors/ada-byron/"),
    ],
)
def test_a_query_that_is_a_name_links_to_its_page(
    page: Page, served_site: str, query: str, name: str, address: str
) -> None:
    find(page, served_site, f"q={query}")
    link = page.locator(".destinations a")
    expect(link).to_have_text([name])
    link.click()
    page.wait_for_url(f"{served_site}{address}")
    expect(page.locator("h1")).to_have_text(name)


def test_other_queries_have_no_links_to_pages(page: Page, served_site: str) -> None:
    find(page, served_site, "q=rivers")
    expect(page.locator(".destinations a")).to_have_count(1)
    page.locator("#search-field").fill("gauges springs")
    expect(page.locator("ol.items li").first.locator("mark").first).to_be_visible()
    expect(page.locator(".destinations a")).to_have_count(0)


def test_the_title_of_the_page_has_the_query(page: Page, served_site: str) -> None:
    page.goto(f"{served_site}search/")
    page.wait_for_load_state("networkidle")
    plain = page.title()
    field = page.locator("#search-field")
    field.fill(" glaciers ")
    expect(page).to_have_title(f"glaciers · {plain}")
    field.fill("")
    expect(page).to_have_title(plain)


# --- lists ---------------------------------------------------------------------------------------


def test_filters_without_a_query_list_papers_newest_first(page: Page, served_site: str) -> None:
    assert find(page, served_site, "tag=tides") == [
        f"Learning from {THINGS[number % 6]}: Study {number}" for number in (20, 16, 12, 8, 4, 0)
    ]


def test_papers_can_be_sorted_by_upvotes(page: Page, served_site: str) -> None:
    find(page, served_site, "q=study")
    page.get_by_label("Sort by").select_option(label="Most upvotes")
    expect(page.locator("ol.items h3").first).to_contain_text("Study 17")
    assert parse_qs(urlsplit(page.url).query)["sort"] == ["upvotes"]


def test_more_results_are_shown_on_request_and_kept_in_the_url(
    page: Page, served_site: str
) -> None:
    assert len(find(page, served_site, "q=study")) == 10
    page.get_by_role("button", name="More results").click()
    expect(page.locator("ol.items li")).to_have_count(24)
    assert len(set(titles(page))) == 24
    expect(page.get_by_role("button", name="More results")).to_be_hidden()
    page.reload()
    expect(page.locator("ol.items li")).to_have_count(24)


# --- accessibility -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colors", "width"), [("light", 320), ("dark", 320), ("dark", 1280), ("forced", 1280)]
)
def test_search_is_accessible(
    browser: Browser, served_site: str, axe_source: str, colors: str, width: int
) -> None:
    faults: list[str] = []
    with open_page_for_axe(browser, colors, width) as page:
        if colors == "forced":
            page.emulate_media(forced_colors="active")

        def check(what: str) -> None:
            page.wait_for_load_state("networkidle")
            found = find_accessibility_faults(page, axe_source, width)
            # axe compares the colors of style sheets, which the system replaces.
            ignored = "color-contrast" if colors == "forced" else ()
            faults.extend(f"{what}: {fault}" for fault in found if not fault.startswith(ignored))

        find(page, served_site, "q=forcasting+study&not-venue=jtm&from=2004")
        facet(page, "author")
        check("filters")
        page.keyboard.press("Escape")
        open_export(page)
        page.get_by_role("checkbox").first.check()
        check("export")
        find(page, served_site, "q=xqzvw&tag=tides")
        check("nothing found")
        open_dialog(page, served_site)
        page.keyboard.type("forcasting rivers")
        expect(page.locator("dialog ol.items li").first).to_be_visible()
        check("dialog")
    assert not faults, "\n".join(faults)


def test_without_scripts_the_search_page_links_to_listings(
    browser: Browser, served_site: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served_site}search/")
    expect(page.get_by_text("Search requires JavaScript")).to_be_visible()
    page.locator("#search-field").fill("rivers")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{served_site}search/?q=rivers"
    page.get_by_role("link", name="2 tags").click()
    assert page.url == f"{served_site}tags/"
    context.close()


def test_a_connection_error_is_shown(context: BrowserContext, served_site: str) -> None:
    page = context.new_page()
    page.goto(f"{served_site}search/")
    page.wait_for_load_state("networkidle")
    page.route("**/search/index/**", lambda route: route.abort())
    page.locator("#search-field").fill("rivers")
    expect(results_status(page)).to_have_text("Search is currently unavailable")
    page.unroute_all()
    page.locator("#search-field").fill("rivers again")
    expect(page.locator("ol.items li").first).to_be_visible()


def test_results_do_not_move_when_excerpts_are_loaded(page: Page, served_site: str) -> None:
    held = hold_requests(page, "**/papers/study-*/")
    find(page, served_site, "q=gauges+lakes")
    before = page.locator("ol.items li").nth(3).bounding_box()
    for route in held:
        route.continue_()
    expect(page.locator("ol.items li").nth(3).locator(".say mark").first).to_be_visible()
    assert page.locator("ol.items li").nth(3).bounding_box() == before


def test_the_search_page_requests_all_files_in_parallel(page: Page, served_site: str) -> None:
    requests: set[str] = set()
    page.on("request", lambda request: requests.add(request.url))
    # Browsers request the icon whenever they have time.
    page.goto(f"{served_site}search/?q=rivers", wait_until="networkidle")
    at_first = {url for url in requests if "/assets/" in url and "favicon" not in url}
    assert f"{served_site}{SEARCH_SCRIPT}" in at_first
    listed = page.locator("link[rel=modulepreload]").evaluate_all("all => all.map(l => l.href)")
    assert listed == [f"{served_site}{SEARCH_SCRIPT}"]
    # A script that a browser waits for delays the requests of all that follows it.
    assert "/early." in (page.locator("head > :last-child").get_attribute("src") or "")
    facet(page, "author")
    assert {url for url in requests if "/assets/" in url and "favicon" not in url} == at_first


def test_the_index_is_requested_once_and_before_the_code_is_loaded(
    page: Page, served_site: str
) -> None:
    held: list[Route] = []
    is_held = True
    page.route(
        f"**/{SEARCH_SCRIPT}", lambda route: held.append(route) if is_held else route.continue_()
    )
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    with page.expect_request("**/search/index/index.json"):
        page.goto(f"{served_site}search/?q=rivers", wait_until="commit")
    is_held = False
    for route in held:
        route.continue_()
    expect(page.locator("ol.items li").first).to_be_visible()
    assert sum(url.endswith("/index.json") for url in requests) == 1


def test_the_dialog_retries_a_failed_early_request_of_the_index(
    context: BrowserContext, served_site: str
) -> None:
    page = context.new_page()
    page.route("**/search/index/index.json", lambda route: route.abort())
    page.goto(served_site)
    with page.expect_event("requestfailed"):
        page.locator("[data-search]").first.hover()
    page.wait_for_load_state("networkidle")
    page.unroute("**/search/index/index.json")
    page.keyboard.press("/")
    expect(page.locator("dialog [role=status]")).to_contain_text("Search 26 papers")


def test_the_dialog_loads_one_script_and_one_style_sheet(page: Page, served_site: str) -> None:
    page.goto(served_site, wait_until="networkidle")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.keyboard.press("/")
    expect(page.locator("dialog[open] input")).to_be_focused()
    page.keyboard.type("forcasting oceanografic")
    expect(page.locator("dialog .notice b")).to_be_visible()
    made_of = [url for url in requests if url.endswith((".js", ".css"))]
    assert sorted(made_of) == [f"{served_site}{SEARCH_SCRIPT}", f"{served_site}{SEARCH_STYLES}"]


# --- deployments ---------------------------------------------------------------------------------


def serve_other_format(page: Page, *, until_seen: str | None) -> list[str]:
    """Serve an index of another format until a page was requested twice, or always.

    Returns the requests for that page.
    """
    requests: list[str] = []

    def note(request: Request) -> None:
        if until_seen and urlsplit(request.url).path == until_seen:
            requests.append(request.resource_type)

    def answer(route: Route) -> None:
        if len(requests) >= 2:
            route.continue_()
        else:
            route.fulfill(json={"format": 10_000, "version": "newer"})

    page.on("request", note)
    page.route("**/search/index/index.json", answer)
    return requests


def test_an_outdated_search_page_is_reloaded_before_a_query(page: Page, served_site: str) -> None:
    requests = serve_other_format(page, until_seen="/repo/search/")
    page.goto(f"{served_site}search/", wait_until="networkidle")
    assert requests == ["document"]
    page.locator("#search-field").focus()
    expect(page.locator("#search-field")).not_to_be_focused()
    page.wait_for_load_state("networkidle")
    assert requests == ["document", "fetch", "document"]


@pytest.mark.parametrize("address", ["search/?q=oceanographic", "tags/#search=oceanographic"])
def test_a_page_older_than_the_index_is_reloaded_and_continues(
    page: Page, served_site: str, address: str
) -> None:
    requests = serve_other_format(page, until_seen=f"/repo/{address.partition('/')[0]}/")
    page.goto(served_site + address)
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])
    assert page.url == served_site + address
    assert requests == ["document", "fetch", "document"]


@pytest.fixture(scope="module")
def newer_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index in which papers have other numbers and some are missing."""
    workspace = Workspace(tmp_path_factory.mktemp("newer"))
    papers = [*records()][8:]
    first = {"id": "first", "title": "First of the Rivers", "year": 1950, "venue": "jtm"}
    workspace.write([first, *papers])
    return workspace.build() / "search/index"


def replace_index(page: Page, folder: Path) -> None:
    """Serve another index from now on, as after a deployment."""

    def answer(route: Route) -> None:
        path = folder / urlsplit(route.request.url).path.rpartition("/")[2]
        if path.is_file():
            route.fulfill(body=path.read_bytes())
        else:
            route.fulfill(status=404)

    page.route("**/search/index/**", answer)


@pytest.mark.parametrize("address", ["search/", "tags/"])
def test_an_open_page_switches_to_a_replaced_index(
    page: Page, served_site: str, newer_index: Path, address: str
) -> None:
    page.goto(served_site + address)
    page.keyboard.press("/")
    page.wait_for_load_state("networkidle")
    if address == "tags/":
        expect(page.locator("dialog [role=status]")).to_contain_text("Search 26 papers")
    replace_index(page, newer_index)
    page.keyboard.type("oceanographic ")
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])
    page.keyboard.press("Control+a")
    page.keyboard.type("first rivers ")
    expect(page.locator("ol.items h3").first).to_have_text("First of the Rivers")


def test_facets_and_results_are_of_the_same_index(
    page: Page, served_site: str, newer_index: Path
) -> None:
    find(page, served_site, "q=rivers")
    expect(results_status(page)).to_have_text("24 papers")
    replace_index(page, newer_index)
    facet(page, "author")
    expect(results_status(page)).to_have_text("17 papers")
    shown = page.locator("details[data-facet=venue] .fold li").all_inner_texts()
    assert [" ".join(text.split()[:2]) for text in shown] == ["ICRR 11", "JTM 6"]


def spoil(status: int, route: Route) -> None:
    """Respond with a status and bytes that are no index file; status 0 is a connection error."""
    if status:
        route.fulfill(status=status, body=b"odd")
    else:
        route.abort()


def test_facet_values_that_cannot_be_loaded_are_reported_and_can_be_retried(
    context: BrowserContext, served_site: str
) -> None:
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for status, pattern, name in (
        (503, "**/facets.bin?*", "tag"),
        (404, "**/persons.bin?*", "author"),
        (200, "**/facets.bin?*", "year"),
        (0, "**/facets.bin?*", "venue"),
    ):
        page.route(pattern, partial(spoil, status))
        found = find(page, served_site, "q=rivers")
        fold = facet(page, name)
        expect(fold.locator("[role=status]")).to_contain_text("could not be loaded.")
        assert titles(page) == found
        page.unroute_all()
        fold.get_by_role("button", name="Try again").click()
        expect(fold.locator("li").first).to_be_visible()
    assert errors == []


def test_a_page_that_stays_outdated_is_reloaded_only_once(page: Page, served_site: str) -> None:
    serve_other_format(page, until_seen=None)
    shown: list[str] = []
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    page.goto(f"{served_site}search/?q=oceanographic")
    status = results_status(page)
    expect(status).to_have_text("Search is currently unavailable")
    page.locator("#search-field").fill("rivers")
    page.wait_for_timeout(500)
    expect(status).to_have_text("Search is currently unavailable")
    assert len([url for url in shown if url.endswith("q=oceanographic")]) == 2
