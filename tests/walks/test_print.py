"""Check printed pages of the example."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_a_printed_paper_has_its_whole_citation_and_no_controls(page: Page, daily: str) -> None:
    page.goto(f"{daily}papers/ebb/")
    page.emulate_media(media="print")
    shown, whole = page.evaluate(
        """() => {
          const details = document.querySelector(".bib"), entry = details.querySelector("pre");
          const box = getComputedStyle(details, "::details-content");
          return [parseFloat(box.height), entry.getBoundingClientRect().height];
        }"""
    )
    assert shown >= whole > 80
    for name in (".announcement", ".steps", ".crumbs", ".get", ".beside .i-cite"):
        expect(page.locator(name).filter(visible=True)).to_have_count(0)
    expect(page.locator(".beside .i-pdf")).to_be_visible()


def test_a_printed_list_has_counts_in_words_and_no_controls(page: Page, daily: str) -> None:
    page.goto(f"{daily}days/2026-11-20/")
    page.emulate_media(media="print")
    content = "(one) => getComputedStyle(one, '::after').content"
    assert page.locator(".n-upvotes").first.evaluate(content) == '"58 upvotes"'
    for name in (".acts", ".density", ".top .more", ".i-feed"):
        expect(page.locator(name).filter(visible=True)).to_have_count(0)
