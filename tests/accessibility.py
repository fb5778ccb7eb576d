"""Checks of the accessibility of pages in a browser, with axe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page


@contextmanager
def open_page_for_axe(browser: Browser, scheme: str, width: int) -> Iterator[Page]:
    """Open a page with a color scheme and width; the policy of the site is off, so that axe runs."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=width < 500,
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def find_accessibility_faults(page: Page, axe_source: str, width: int) -> list[str]:
    """The violations that axe reports for a page, and whether it is wider than the screen."""
    page.evaluate(axe_source)
    faults = [
        f"{violation['id']} {node['target']}"
        for violation in page.evaluate("axe.run(document)")["violations"]
        for node in violation["nodes"]
    ]
    if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
        faults.append(f"{actual} pixels wide")
    return faults
