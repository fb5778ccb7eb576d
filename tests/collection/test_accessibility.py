"""Check pages of all kinds of the shipped collection with axe, its documentation included.

With `PAPERSHELF_THOROUGH`, all pages are shown in all ways; otherwise each in one way.
"""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser

from tests.accessibility import find_faults_of_pages
from tests.conftest import SHIPPED_DATA, serve_with_prefix
from tests.walks.kinds import displays_of, visits
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]


def test_pages_of_all_kinds_are_accessible(
    browser: Browser, workspace: Workspace, axe_source: str
) -> None:
    shutil.rmtree(workspace.root / "data")
    shutil.copytree(SHIPPED_DATA, workspace.root / "data")
    site = workspace.build()
    faults = []
    with serve_with_prefix(site, "/") as address:
        for display, addresses in displays_of(visits(site, "attention", "zzzqqq")):
            faults += find_faults_of_pages(browser, axe_source, address, addresses, display)
    assert not faults, "\n".join(faults[:40])
