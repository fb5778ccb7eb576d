"""Search as readers use it: in the dialog, on its page, by keyboard, by address, under a path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from papershelf.core.asset_names import SEARCH_SCRIPT, SEARCH_STYLES
from tests.conftest import serve_with_prefix
from tests.fabricated import Record
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

THINGS = "Rivers Tides Wells Springs Glaciers Lakes".split()
DEEDS = "Learning Sampling Pruning Forecasting".split()
HOSTILE = "<img src=x onerror=alert(1)> Harmless Ponds"


def records() -> Iterator[Record]:
    """Two dozen papers with values to narrow by, and a few to be looked for."""
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
    yield {"id": "hostile", "title": HOSTILE, "authors": ["<b>Bold</b>"], "abstract": HOSTILE}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(tmp_path_factory.mktemp("search"))
    workspace.write([*records()])
    return workspace.build()


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    """The site under a path, as project pages are served."""
    with serve_with_prefix(site, "/repo/") as address:
        yield address


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, server: str) -> Iterator[Page]:
    """A page on which nothing may go wrong: no error, no fault of policy, no request elsewhere."""
    faults: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("dialog", lambda dialog: faults.append(dialog.message))
    made.on(
        "request",
        lambda asked: None if asked.url.startswith(server) else faults.append(asked.url),
    )
    yield made
    assert not faults, "\n".join(faults)


def open_dialog(page: Page, server: str, address: str = "") -> None:
    page.goto(server + address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    expect(page.locator("dialog[open] input")).to_be_focused()


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("ol.items h3").all_inner_texts()]


def find(page: Page, server: str, query: str) -> list[str]:
    """The titles on the search page for the query part of an address."""
    page.goto(f"{server}search/?{query}")
    expect(
        page.locator("[role=status]").filter(has_text=re.compile("paper", re.IGNORECASE))
    ).to_be_visible()
    return titles(page)


def facet(page: Page, name: str) -> None:
    page.locator(f"details[data-facet={name}] summary").click()
    expect(page.locator(f"details[data-facet={name}] .fold")).not_to_be_empty()


def hold(page: Page, pattern: str) -> list[Route]:
    """Requests that wait until somebody lets them go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(pattern, keep)
    return held


# --- the dialog ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["/", "s", "Control+k", "Meta+k"])
@pytest.mark.parametrize("address", ["", "papers/study-3/", "about/"])
def test_a_key_opens_the_dialog_on_every_page(
    page: Page, server: str, key: str, address: str
) -> None:
    page.goto(server + address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press(key)
    expect(page.locator("dialog[open] input")).to_be_focused()
    expect(page.locator("dialog[open] input")).to_have_value("")


def test_a_key_is_a_letter_where_one_types(page: Page, server: str) -> None:
    page.goto(server)
    page.locator("#home-search").press_sequentially("s/")
    expect(page.locator("#home-search")).to_have_value("s/")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_search_works_by_keyboard_alone_and_back_brings_it_again(page: Page, server: str) -> None:
    open_dialog(page, server)
    page.keyboard.type("oceano")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])
    page.keyboard.press("ArrowDown")
    expect(page.locator("dialog h3 a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}papers/oceanographic-attention/")
    page.go_back()
    expect(page.locator("dialog[open] input")).to_have_value("oceano")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])


def test_texts_of_a_result_take_their_own_direction_as_in_lists(page: Page, server: str) -> None:
    for address in ("search/?q=oceanographic", "papers/"):
        page.goto(f"{server}{address}")
        item = page.locator("ol.items > li", has_text="Oceanographic Attention").first
        for part in ("h3", "p.by", "p.say"):
            expect(item.locator(part)).to_have_attribute("dir", "auto")


def test_escape_closes_the_dialog_and_leaves_no_trace(page: Page, server: str) -> None:
    open_dialog(page, server)
    page.keyboard.type("well")
    expect(page.locator("dialog ol.items li").first).to_be_visible()
    assert page.url == f"{server}#search=well"
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_url(server)


def test_the_address_of_an_open_dialog_can_be_shared(page: Page, server: str) -> None:
    page.goto(f"{server}tags/#search=oceanographic%20attention")
    expect(page.locator("dialog ol.items h3")).to_have_text(["Oceanographic Attention"])


def test_enter_leads_from_the_dialog_to_the_search_page(page: Page, server: str) -> None:
    open_dialog(page, server)
    page.keyboard.type("glaciers")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}search/?q=glaciers")
    expect(page.locator("ol.items li")).to_have_count(4)


def test_screen_readers_hear_how_many_there_are(page: Page, server: str) -> None:
    open_dialog(page, server)
    page.keyboard.type("sampling lakes")
    status = page.locator("dialog [role=status]")
    expect(status).to_have_text("2 papers")
    page.keyboard.type(" qqqzzz")
    expect(status).to_have_text("2 papers")
    expect(page.locator("dialog .notice")).to_contain_text("No paper has “qqqzzz”")


@pytest.mark.parametrize("address", ["", "search/"])
def test_letter_shortcuts_can_be_switched_off_for_all_pages(
    page: Page, server: str, address: str
) -> None:
    if address:
        page.goto(server + address)
    else:
        open_dialog(page, server)
    page.get_by_role("button", name="Letter shortcuts: on").click()
    expect(page.get_by_role("button", name="Letter shortcuts: off")).to_be_focused()
    page.goto(f"{server}tags/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.press("s")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog[open] input")).to_have_value("")
    assert page.url == f"{server}tags/#search"


@pytest.mark.parametrize("address", ["", "search/"])
def test_screen_readers_hear_that_the_index_is_slow(page: Page, server: str, address: str) -> None:
    if address:
        page.goto(server + address)
    else:
        open_dialog(page, server)
    page.wait_for_load_state("networkidle")
    held = hold(page, "**/terms-*")
    page.keyboard.press("/")
    page.keyboard.type("oceanographic")
    status = page.locator("[role=status]").first
    expect(status).to_have_text("Searching…")
    for route in held:
        route.continue_()
    page.unroute_all()
    expect(status).to_have_text("1 paper")


def test_a_late_answer_never_takes_the_place_of_a_newer_one(page: Page, server: str) -> None:
    page.goto(f"{server}search/")
    page.wait_for_load_state("networkidle")
    held = hold(page, "**/terms-*")
    page.locator("#search-field").fill("wells")
    page.wait_for_timeout(300)
    page.locator("#search-field").fill("oceanographic")
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])


# --- what is found -------------------------------------------------------------------------------


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
def test_a_paper_is_found_by_all_that_names_it(page: Page, server: str, query: str) -> None:
    page.goto(f"{server}search/")
    page.locator("#search-field").fill(query)
    expect(page.locator("ol.items h3").first).to_have_text("Oceanographic Attention")


def test_an_exact_title_comes_first(page: Page, server: str) -> None:
    title = "Learning from Rivers: Study 12"
    assert find(page, server, "q=learning+from+rivers+study+12")[0] == title


def test_a_mistyped_word_is_mended_and_can_be_searched_as_typed(page: Page, server: str) -> None:
    found = find(page, server, "q=forcasting+springs")
    assert all("Forecasting from Springs" in title for title in found)
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Showing results for forecasting springs")
    notice.get_by_role("button").click()
    expect(notice).to_contain_text("No paper has “forcasting”")
    assert parse_qs(urlsplit(page.url).query)["exact"] == ["1"]


def test_nonsense_finds_nothing_and_says_what_to_try(page: Page, server: str) -> None:
    assert find(page, server, "q=xqzvw+flurbtag") == []
    expect(page.locator("[role=status]").first).to_have_text("No paper found")
    expect(page.locator(".notice")).to_contain_text("typing mistake")


def test_results_show_the_words_in_context(page: Page, server: str) -> None:
    find(page, server, "q=gauges+springs")
    marks = page.locator("ol.items li").first.locator(".say mark")
    expect(marks).to_have_text(["Gauges", "Springs"])


def test_titles_of_strangers_stay_text(page: Page, server: str) -> None:
    assert find(page, server, "q=harmless+ponds") == [HOSTILE]
    expect(page.locator("ol.items img, ol.items b")).to_have_count(0)


# --- facets --------------------------------------------------------------------------------------


def test_values_tell_how_many_papers_each_would_leave(page: Page, server: str) -> None:
    find(page, server, "q=study")
    facet(page, "tag")
    rows = page.locator("details[data-facet=tag] li")
    expect(rows).to_have_count(2)
    assert [" ".join(text.split()) for text in rows.all_inner_texts()] == [
        "Rivers 24 papers not",
        "Tides 6 papers not",
    ]
    rows.nth(1).get_by_role("button", name="Tides", exact=True).click()
    expect(page.locator("[role=status]").first).to_have_text("6 papers")


def test_values_add_up_can_be_left_out_and_taken_back(page: Page, server: str) -> None:
    find(page, server, "q=study&tag=tides")
    facet(page, "venue")
    page.get_by_role("button", name="Not JTM").click()
    expect(page.locator("[role=status]").first).to_have_text("4 papers")
    assert parse_qs(urlsplit(page.url).query) == {
        "q": ["study"],
        "tag": ["tides"],
        "not-venue": ["jtm"],
    }
    shared = page.url
    page.go_back()
    expect(page.locator("[role=status]").first).to_have_text("6 papers")
    page.goto(shared)
    expect(page.locator("[role=status]").first).to_have_text("4 papers")
    page.get_by_role("button", name="Take away: Tides").click()
    expect(page.locator("[role=status]").first).to_have_text("16 papers")


def test_several_venues_are_any_of_them(page: Page, server: str) -> None:
    find(page, server, "q=study&venue=jtm&venue=icrr")
    expect(page.locator("[role=status]").first).to_have_text("24 papers")


def test_decisions_narrow_and_rule_each_other_out(page: Page, server: str) -> None:
    find(page, server, "q=study&decision=oral")
    expect(page.locator("[role=status]").first).to_have_text("3 papers")
    expect(page.locator(".chip")).to_have_text(["Oral"])
    facet(page, "decision")
    page.get_by_role("button", name="Poster", exact=True).click()
    expect(page.locator("[role=status]").first).to_have_text("6 papers")


def test_sessions_are_counted_among_the_decisions_chosen(page: Page, server: str) -> None:
    find(page, server, "q=study&decision=oral&session=session+0")
    expect(page.locator("[role=status]").first).to_have_text("1 paper")
    expect(page.locator(".chip")).to_have_text(["Oral", "Session 0"])
    facet(page, "session")
    shown = page.locator("details[data-facet=session] .values li > :first-child")
    expect(shown).to_have_text(["Session 0", "Session 1", "Session 2"])
    page.get_by_role("button", name="Session 2", exact=True).click()
    expect(page.locator("[role=status]").first).to_have_text("2 papers")


def test_a_facet_without_values_is_hidden(page: Page, server: str) -> None:
    find(page, server, "q=study")
    expect(page.locator("details[data-facet=session]")).to_be_visible()
    expect(page.locator("details[data-facet=track]")).to_be_hidden()


def test_authors_narrow_by_their_name_here(page: Page, server: str) -> None:
    find(page, server, "q=glaciers")
    facet(page, "author")
    page.get_by_role("button", name="Zoë Ångström", exact=True).click()
    expect(page.locator("[role=status]").first).to_have_text("4 papers")
    assert parse_qs(urlsplit(page.url).query)["author"] == ["zoe-angstrom"]
    expect(page.locator(".chip")).to_have_text(["Zoë Ångström"])


def test_years_have_limits(page: Page, server: str) -> None:
    find(page, server, "q=study")
    facet(page, "year")
    page.get_by_label("From year").select_option("2010")
    expect(page.locator("[role=status]").first).to_have_text("14 papers")
    page.get_by_label("To year").select_option("2012")
    expect(page.locator("[role=status]").first).to_have_text("3 papers")
    expect(page.locator(".chip")).to_have_text(["2010–2012"])


def test_values_alone_list_papers_newest_first(page: Page, server: str) -> None:
    assert find(page, server, "tag=tides") == [
        f"Learning from {THINGS[number % 6]}: Study {number}" for number in (20, 16, 12, 8, 4, 0)
    ]


def test_papers_can_be_sorted_by_upvotes(page: Page, server: str) -> None:
    find(page, server, "q=study")
    page.get_by_label("Sort by").select_option(label="Most upvotes")
    expect(page.locator("ol.items h3").first).to_contain_text("Study 17")
    assert parse_qs(urlsplit(page.url).query)["sort"] == ["upvotes"]


def test_more_results_come_when_asked_for_and_stay_in_the_address(page: Page, server: str) -> None:
    assert len(find(page, server, "q=study")) == 10
    page.get_by_role("button", name="More results").click()
    expect(page.locator("ol.items li")).to_have_count(24)
    assert len(set(titles(page))) == 24
    expect(page.get_by_role("button", name="More results")).to_be_hidden()
    page.reload()
    expect(page.locator("ol.items li")).to_have_count(24)


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_search_keeps_nobody_out(
    browser: Browser, server: str, axe_source: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=width < 500,
        bypass_csp=True,
    )
    page = context.new_page()
    faults: list[str] = []

    def check(what: str) -> None:
        page.wait_for_load_state("networkidle")
        page.evaluate(axe_source)
        for fault in page.evaluate("axe.run(document)")["violations"]:
            faults.extend(f"{what}: {fault['id']} {node['target']}" for node in fault["nodes"])
        if (across := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{what}: {across} pixels wide")

    for name in ("tag", "venue", "author", "year"):
        find(page, server, "q=forcasting+study&not-venue=jtm&from=2004")
        facet(page, name)
        check(name)
    find(page, server, "q=xqzvw&tag=tides")
    check("nothing found")
    open_dialog(page, server)
    page.keyboard.type("forcasting rivers")
    expect(page.locator("dialog ol.items li").first).to_be_visible()
    check("dialog")
    context.close()
    assert not faults, "\n".join(faults)


def test_without_scripts_the_search_page_leads_to_the_lists(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}search/")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    page.locator("#search-field").fill("rivers")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{server}search/?q=rivers"
    page.get_by_role("link", name="2 tags").click()
    assert page.url == f"{server}tags/"
    context.close()


def test_a_lost_line_is_told(context: BrowserContext, server: str) -> None:
    page = context.new_page()
    page.goto(f"{server}search/")
    page.wait_for_load_state("networkidle")
    page.route("**/search/index/**", lambda route: route.abort())
    page.locator("#search-field").fill("rivers")
    expect(page.locator("[role=status]").first).to_have_text("Search does not work just now")
    page.unroute_all()
    page.locator("#search-field").fill("rivers again")
    expect(page.locator("ol.items li").first).to_be_visible()


def test_results_do_not_move_when_their_words_in_context_arrive(page: Page, server: str) -> None:
    held = hold(page, "**/papers/study-*/")
    find(page, server, "q=gauges+lakes")
    before = page.locator("ol.items li").nth(3).bounding_box()
    for route in held:
        route.continue_()
    expect(page.locator("ol.items li").nth(3).locator(".say mark").first).to_be_visible()
    assert page.locator("ol.items li").nth(3).bounding_box() == before


def test_the_search_page_asks_at_once_for_all_that_it_is_made_of(page: Page, server: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{server}search/?q=rivers", wait_until="networkidle")
    at_first = {url for url in asked if "/assets/" in url}
    assert f"{server}{SEARCH_SCRIPT}" in at_first
    listed = page.locator("link[rel=modulepreload]").evaluate_all("all => all.map(l => l.href)")
    assert listed == [f"{server}{SEARCH_SCRIPT}"]
    facet(page, "author")
    assert {url for url in asked if "/assets/" in url} == at_first


def test_the_index_is_asked_for_before_the_code_has_come_and_but_once(
    page: Page, server: str
) -> None:
    held: list[Route] = []
    is_held = True
    page.route(
        f"**/{SEARCH_SCRIPT}", lambda route: held.append(route) if is_held else route.continue_()
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request("**/search/index/index.json"):
        page.goto(f"{server}search/?q=rivers", wait_until="commit")
    is_held = False
    for route in held:
        route.continue_()
    expect(page.locator("ol.items li").first).to_be_visible()
    assert sum(url.endswith("/index.json") for url in asked) == 1


def test_a_dialog_whose_index_could_not_be_had_early_asks_again(
    context: BrowserContext, server: str
) -> None:
    page = context.new_page()
    page.route("**/search/index/index.json", lambda route: route.abort())
    page.goto(server)
    with page.expect_event("requestfailed"):
        page.locator("[data-search]").first.hover()
    page.wait_for_load_state("networkidle")
    page.unroute("**/search/index/index.json")
    page.keyboard.press("/")
    expect(page.locator("dialog [role=status]")).to_contain_text("to search")


def test_the_dialog_comes_with_one_script_and_one_style_sheet(page: Page, server: str) -> None:
    page.goto(server, wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("/")
    expect(page.locator("dialog[open] input")).to_be_focused()
    page.keyboard.type("forcasting oceanografic")
    expect(page.locator("dialog .notice b")).to_be_visible()
    made_of = [url for url in asked if url.endswith((".js", ".css"))]
    assert sorted(made_of) == [f"{server}{SEARCH_SCRIPT}", f"{server}{SEARCH_STYLES}"]


# --- deploys -------------------------------------------------------------------------------------


def serve_other_format(page: Page, *, until_seen: str | None) -> list[str]:
    """Let the index be of another format until a page has been asked for twice, or for ever.

    Gives the requests for that page.
    """
    asked: list[str] = []

    def note(request: Request) -> None:
        if until_seen and urlsplit(request.url).path == until_seen:
            asked.append(request.resource_type)

    def answer(route: Route) -> None:
        if len(asked) >= 2:
            route.continue_()
        else:
            route.fulfill(json={"format": 10_000, "version": "newer"})

    page.on("request", note)
    page.route("**/search/index/index.json", answer)
    return asked


def test_a_search_page_that_waits_is_fetched_again_before_anybody_types(
    page: Page, server: str
) -> None:
    asked = serve_other_format(page, until_seen="/repo/search/")
    page.goto(f"{server}search/")
    page.wait_for_load_state("networkidle")
    assert asked == ["document", "fetch", "document"]


@pytest.mark.parametrize("address", ["search/?q=oceanographic", "tags/#search=oceanographic"])
def test_a_page_older_than_the_index_is_fetched_again_and_goes_on(
    page: Page, server: str, address: str
) -> None:
    asked = serve_other_format(page, until_seen=f"/repo/{address.partition('/')[0]}/")
    page.goto(server + address)
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])
    assert page.url == server + address
    assert asked == ["document", "fetch", "document"]


@pytest.fixture(scope="module")
def newer_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index in which every paper has another number, and some are gone."""
    workspace = Workspace(tmp_path_factory.mktemp("newer"))
    papers = [*records()][8:]
    first = {"id": "first", "title": "First of the Rivers", "year": 1950, "venue": "jtm"}
    workspace.write([first, *papers])
    return workspace.build() / "search/index"


def replace_index(page: Page, folder: Path) -> None:
    """Let the site have another index from now on, as after a deploy."""

    def answer(route: Route) -> None:
        path = folder / urlsplit(route.request.url).path.rpartition("/")[2]
        if path.is_file():
            route.fulfill(body=path.read_bytes())
        else:
            route.fulfill(status=404)

    page.route("**/search/index/**", answer)


@pytest.mark.parametrize("address", ["search/", "tags/"])
def test_an_open_page_searches_the_index_that_took_the_place_of_its_own(
    page: Page, server: str, newer_index: Path, address: str
) -> None:
    page.goto(server + address)
    page.keyboard.press("/")
    page.wait_for_load_state("networkidle")
    if address == "tags/":
        expect(page.locator("dialog [role=status]")).to_contain_text("26 papers to search")
    replace_index(page, newer_index)
    page.keyboard.type("oceanographic ")
    expect(page.locator("ol.items h3")).to_have_text(["Oceanographic Attention"])
    page.keyboard.press("Control+a")
    page.keyboard.type("first rivers ")
    expect(page.locator("ol.items h3").first).to_have_text("First of the Rivers")


def test_open_facets_and_results_are_of_one_index(
    page: Page, server: str, newer_index: Path
) -> None:
    find(page, server, "q=rivers")
    expect(page.locator("[role=status]").first).to_have_text("24 papers")
    replace_index(page, newer_index)
    facet(page, "venue")
    expect(page.locator("[role=status]").first).to_have_text("17 papers")
    told = page.locator("details[data-facet=venue] .fold li").all_inner_texts()
    assert [" ".join(text.split()[:2]) for text in told] == ["ICRR 11", "JTM 6"]


def spoil(status: int, route: Route) -> None:
    """Answer with a status and bytes that are no file of the index; 0 is a line that is down."""
    if status:
        route.fulfill(status=status, body=b"odd")
    else:
        route.abort()


def test_values_that_cannot_be_loaded_are_told_and_asked_for_again(
    context: BrowserContext, server: str
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
        found = find(page, server, "q=rivers")
        page.route(pattern, partial(spoil, status))
        fold = page.locator(f"details[data-facet={name}]")
        fold.locator("summary").click()
        expect(fold.locator("[role=status]")).to_contain_text("could not be loaded just now")
        assert titles(page) == found
        page.unroute_all()
        fold.get_by_role("button", name="Try again").click()
        expect(fold.locator("li").first).to_be_visible()
    assert errors == []


def test_a_page_that_stays_older_than_the_index_is_fetched_again_but_once(
    page: Page, server: str
) -> None:
    serve_other_format(page, until_seen=None)
    shown: list[str] = []
    page.on("framenavigated", lambda frame: shown.append(frame.url))
    page.goto(f"{server}search/?q=oceanographic")
    status = page.locator("[role=status]").first
    expect(status).to_have_text("Search does not work just now")
    page.locator("#search-field").fill("rivers")
    page.wait_for_timeout(500)
    expect(status).to_have_text("Search does not work just now")
    assert len([url for url in shown if url.endswith("q=oceanographic")]) == 2
