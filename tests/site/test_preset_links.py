"""Tests that no page of a site links to a file that its outputs leave out, nor its scripts load one."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from papershelf.core.outputs import PRESETS
from tests.conftest import serve_with_prefix
from tests.fabricated import ORDINARY
from tests.search.search_site import facet, find, open_export
from tests.site.test_outputs import RECORDS, set_outputs
from tests.workspaces import Workspace

pytestmark = [pytest.mark.site, pytest.mark.browser]

_PAGES_PER_KIND = 2
"""How many pages with addresses of one form are opened; links to the others are requested."""
_QUERIES = ("q=stream", "q=eve+brook", "q=hal+brook", "q=tides", "q=tides&sort=new")


@pytest.fixture(scope="module", params=PRESETS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(tmp_path_factory.mktemp(request.param))
    workspace.write([*ORDINARY, *RECORDS])
    set_outputs(workspace, request.param)
    return workspace.build()


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    with serve_with_prefix(site, "/") as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails if a file that it requests is missing."""
    missing: list[str] = []

    def watch(response: Response) -> None:
        if response.status >= 400:
            missing.append(response.url)

    context.on("response", watch)
    yield context.new_page()
    assert missing == []


def kind_of(address: str) -> str:
    """The form of an address: its folder and its depth."""
    folder, _, rest = address.partition("/")
    return f"{folder} {rest.count('/')}"


def links_of(page: Page, served: str) -> set[str]:
    """The addresses that a page links to, from the root of the site, with those that scripts add."""
    links = page.evaluate(
        "[...document.querySelectorAll('[href], [src]')].map((e) => e.href || e.src)"
    )
    return {
        link.partition("#")[0].removeprefix(served) for link in links if link.startswith(served)
    }


def test_every_linked_file_exists(page: Page, site: Path, served: str) -> None:
    waiting = deque(["", *(f"search/?{query}" for query in _QUERIES)])
    seen, opened = set(waiting), Counter[str]()
    while waiting:
        address = waiting.popleft()
        path = address.partition("?")[0]
        file = site / path / "index.html" if path.endswith("/") or not path else site / path
        assert file.is_file(), address
        kind = kind_of(address)
        if file.suffix != ".html" or ("?" not in address and opened[kind] >= _PAGES_PER_KIND):
            continue
        opened[kind] += 1
        page.goto(f"{served}{address}", wait_until="networkidle")
        new = sorted(links_of(page, served) - seen)
        seen.update(new)
        waiting.extend(new)
    assert opened["papers 1"] == opened["authors 2"] == opened["tags 1"] == _PAGES_PER_KIND


def test_every_button_of_a_paper_finds_its_file(page: Page, served: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{served}papers/stream-1/")
    for button in page.locator("button[data-copy-field], button[data-copy]").all():
        button.click()
        expect(button).to_have_attribute("data-copied", "yes")
    for button in page.locator("button[data-save-field]").all():
        with page.expect_download():
            button.click()


def test_every_export_of_the_search_page_finds_its_files(
    page: Page, site: Path, served: str
) -> None:
    find(page, served, "q=stream")
    open_export(page)
    buttons = page.locator(".export .get button")
    expect(buttons.first).to_be_visible()
    labels = buttons.all_inner_texts()
    assert ("Markdown" in labels) == (site / "papers/stream-1.md").is_file()
    for button in buttons.all():
        with page.expect_download():
            button.click()


def test_authors_of_search_lead_to_their_papers(page: Page, served: str) -> None:
    find(page, served, "q=stream")
    facet(page, "author")
    for name in ("Eve Brook", "Hal Brook"):
        find(page, served, f"q={name.lower().replace(' ', '+')}")
        page.get_by_role("link", name=re.compile(name)).first.click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_former_address_of_an_author_leads_to_the_anchor(
    context: BrowserContext, site: Path, served: str
) -> None:
    if (site / "authors/hal-brook").is_dir():
        return
    page = context.new_page()
    # Hosts answer with this page if there is no other.
    not_found = (site / "404.html").read_text("utf-8")
    page.route(
        "**/authors/hal-brook/",
        lambda route: route.fulfill(status=404, body=not_found, content_type="text/html"),
    )
    page.goto(f"{served}authors/hal-brook/")
    page.wait_for_url("**/authors/letter/b/#author-hal-brook")
    expect(page.get_by_role("heading", name="Hal Brook")).to_be_in_viewport()
