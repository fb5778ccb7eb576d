"""Test that descriptions in everyday words find shipped papers, and say why."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import SHIPPED_DATA, serve_with_prefix
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]

PARAPHRASES = {
    "noticing that a motorist is falling asleep from brainwaves": "Driver Drowsiness Recognition",
    "clear up foggy photographs": "Image Dehazing",
    "rooms and walls in drawings of architects": "Floor Plan Recognition",
    "separate vocals from instruments in a song": "Music Demixing",
    "where will pedestrians and cars go next": "Trajectory and Behavior of Road-Agents",
    "who penned this manuscript": "Writer Identification",
    "robot finding its way and drawing a map": "Neural SLAM",
    "pictures of lungs annotated by physicians": "PadChest",
    "feelings shown by posture": "Bodily Expressi",
    "dementia diagnosed from genes": "Alzheimer",
    "read subtitles and captions in clips on the web": "textual overlays from social media videos",
}
"""Descriptions in other words, each with a part of the title that it means."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    """The search page of the shipped papers."""
    space = Workspace(tmp_path_factory.mktemp("shipped"))
    shutil.rmtree(space.root / "data")
    shutil.copytree(SHIPPED_DATA, space.root / "data")
    with serve_with_prefix(space.build(), "/repo/") as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        opened = context.new_page()
        opened.goto(f"{address}search/")
        yield opened
        context.close()


@pytest.mark.parametrize(("query", "title"), PARAPHRASES.items())
def test_a_paraphrase_has_its_paper_in_five_and_names_words(
    page: Page, query: str, title: str
) -> None:
    page.fill("#search-field", query)
    page.wait_for_url(f"**/search/?q={query.replace(' ', '+')}")
    items = page.locator("#search-results ol.items:not([aria-busy]) > li")
    # Results by words come first; meaning joins them later.
    related = items.filter(has_text="Related in meaning: “").filter(has_text=title).first
    expect(related).to_be_visible()
    first = [" ".join(text.split()) for text in items.all_inner_texts()[:5]]
    [found] = [text for text in first if title in text][:1] or [""]
    assert found, first
    named = found.partition("Related in meaning: ")[2].partition("”")[0].removeprefix("“")
    assert named in query
