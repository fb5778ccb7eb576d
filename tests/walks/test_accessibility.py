"""Check pages of all kinds of the example with axe: two widths, two color schemes, forced colors.

With `PAPERSHELF_THOROUGH`, all pages are shown in all ways; otherwise each in one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.accessibility import find_faults_of_pages
from tests.walks.kinds import displays_of, visits

pytestmark = [pytest.mark.browser, pytest.mark.site]

SEARCHES: Sequence[str] = ("water", "zzzqqq")
"""A query with results, and one without."""


def test_pages_of_all_kinds_are_accessible(
    browser: Browser, daily: str, daily_folder: Path, axe_source: str
) -> None:
    faults, runs = [], 0
    for display, addresses in displays_of(visits(daily_folder, *SEARCHES)):
        faults += find_faults_of_pages(browser, axe_source, daily, addresses, display)
        runs += len(addresses)
    assert not faults, "\n".join(faults[:40])
    assert runs >= 40
