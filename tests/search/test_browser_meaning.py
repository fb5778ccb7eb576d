"""Tests of the search by meaning in a browser: notes, conditions, the setting, and missing files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.conftest import serve_with_prefix
from tests.fabricated import Record
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

DROWSY = "Driver Fatigue Recognition from EEG Signals"
WHEEL = "The Sleepy Wheel"
FLOOD = "Flood Forecasting on Rivers"
SLEEPY = "sleepy motorist detected by brainwaves"
RECORDS: list[Record] = [
    {
        "title": DROWSY,
        "abstract": "We classify electroencephalography recordings of vehicle drivers to recognize drowsiness.",
        "year": 2021,
        "tags": ["rivers"],
    },
    {
        "title": WHEEL,
        "abstract": "A motorist who is driving a sleepy wheel past rainy towns, with poems on autumn"
        " leaves, music of brass bands, recipes for soup and old maps of the mountains.",
        "year": 2020,
    },
    {
        "title": FLOOD,
        "abstract": "Water levels from rainfall.",
        "year": 2024,
    },
    {
        "title": "Neural Machine Translation",
        "abstract": "Sentences of rare languages.",
        "year": 2023,
    },
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(tmp_path_factory.mktemp("meaning"))
    workspace.write(RECORDS)
    return workspace.build()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails on errors of scripts; files may be missing."""
    faults: list[str] = []
    made = context.new_page()
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    assert not faults, "\n".join(faults)


def find(page: Page, served_site: str, query: str) -> list[str]:
    """The titles on the search page for a query, when the search has ended."""
    page.goto(f"{served_site}search/?q={query}")
    expect(page.locator("[role=status]").first).not_to_be_empty()
    expect(page.locator("ol.items[aria-busy]")).to_have_count(0)
    return [text.strip() for text in page.locator("ol.items h3").all_inner_texts()]


def test_a_paraphrase_finds_a_paper_and_names_its_words(page: Page, served_site: str) -> None:
    assert DROWSY in find(page, served_site, SLEEPY)
    note = page.locator("ol.items li").filter(has_text=DROWSY).get_by_text("Related in meaning")
    expect(note).to_contain_text("“sleepy”")


def test_papers_with_all_words_stay_first(page: Page, served_site: str) -> None:
    assert find(page, served_site, "sleepy motorist")[0] == WHEEL
    expect(page.locator("[role=status]").first).to_contain_text("1 paper")
    expect(page.locator("ol.items li").first).not_to_contain_text("Related in meaning")


@pytest.mark.parametrize(
    "query",
    [
        f"{SLEEPY} -fatigue",
        f"{SLEEPY}&from=2022",
        f"{SLEEPY}&not-tag=rivers",
        f'{SLEEPY} "sleepy wheel"',
    ],
)
def test_conditions_and_filters_hold(page: Page, served_site: str, query: str) -> None:
    assert DROWSY not in find(page, served_site, query)


@pytest.mark.parametrize(
    "query",
    ["motorist getting drowsy at night", "sleepy motorist classified by brainwaves", SLEEPY],
)
def test_each_paraphrase_names_the_words_to_which_the_paper_is_related(
    page: Page, served_site: str, query: str
) -> None:
    assert DROWSY in find(page, served_site, query)
    item = page.locator("ol.items li").filter(has_text=DROWSY)
    expect(item).to_contain_text("Related in meaning: “")


def test_a_phrase_alone_finds_only_its_papers(page: Page, served_site: str) -> None:
    assert find(page, served_site, '"sleepy wheel"') == [WHEEL]


@pytest.mark.parametrize("pattern", ["**/vectors-*", "**/words-*", "**/meaning.bin*"])
def test_without_vectors_words_still_find_papers(
    page: Page, served_site: str, pattern: str
) -> None:
    page.route(pattern, lambda route: route.fulfill(status=404))
    assert find(page, served_site, "sleepy motorist drowsiness detected")[0] in {WHEEL, DROWSY}


def test_what_is_on_the_screen_does_not_move(page: Page, served_site: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/vectors-*", hold)
    with page.expect_request("**/vectors-*"):
        page.goto(f"{served_site}search/?q=sleepy motorist driving")
    titles = page.locator("ol.items h3")
    expect(titles).to_have_text([WHEEL])
    for route in held:
        route.continue_()
    expect(titles.nth(1)).to_have_text(DROWSY)
    expect(titles.first).to_have_text(WHEEL)


def test_papers_on_the_screen_stay_although_meaning_would_leave_them_out(
    page: Page, served_site: str
) -> None:
    query = "sleepy motorist detected by electroencephalography recordings of rainfall"
    assert FLOOD not in find(page, served_site, query)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/vectors-*", hold)
    with page.expect_request("**/vectors-*"):
        page.goto(f"{served_site}search/?q={query}")
    titles = page.locator("ol.items h3")
    expect(titles.filter(has_text=FLOOD)).to_be_visible()
    before = titles.all_inner_texts()
    for route in held:
        route.continue_()
    status = page.locator("[role=status]").first
    expect(status).to_contain_text("with some of the words or related in meaning")
    assert titles.all_inner_texts()[: len(before)] == before


@pytest.mark.parametrize(
    ("query", "told", "untold"),
    [
        ("sleepy brainwaves", "No paper contains “brainwaves”", "all of these words"),
        ("sleepy rainfall", "No paper contains all of these words", "No paper contains “"),
    ],
)
def test_the_notice_says_once_what_no_paper_contains(
    page: Page, served_site: str, query: str, told: str, untold: str
) -> None:
    find(page, served_site, query)
    notice = page.locator("main")
    if "brainwaves" in query:
        expect(page.locator("[role=status]").first).to_contain_text("1 paper")
    expect(notice).to_contain_text(told)
    expect(notice).not_to_contain_text(untold)


def test_the_setting_removes_everything(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = Workspace(tmp_path_factory.mktemp("words"))
    workspace.write(RECORDS)
    config = workspace.root / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("    mail:", "    meaning: false\n    mail:", 1), "utf-8")
    site = workspace.build()
    assert not [*site.glob("search/index/vectors-*"), *site.glob("search/index/words-*")]
    assert not (site / "search/index/meaning.bin").exists()
    with serve_with_prefix(site, "/repo/") as address:
        assert DROWSY not in find(page, address, SLEEPY)
