"""Test the shipped collection inside Material: pages without errors, on phones and in both palettes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.conftest import SHIPPED_DATA, serve_with_prefix
from tests.site.test_material import write_config
from tests.workspaces import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.site]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    space = Workspace(tmp_path_factory.mktemp("inside"))
    shutil.rmtree(space.root / "docs")
    (space.root / "docs").mkdir()
    shutil.rmtree(space.root / "data")
    shutil.copytree(SHIPPED_DATA, space.root / "data")
    # They lead to hand-written pages, which this site does not have.
    (space.root / "data/redirects.yaml").unlink()
    write_config(space, features="navigation.tabs", plugins="search")
    site = space.build()
    assert [p for p in space.problems() if ": warning: " not in p] == []
    with serve_with_prefix(site, "/repo/") as address:
        yield address


@pytest.fixture(scope="module")
def paper(server: str, browser: Browser) -> str:
    page = browser.new_page()
    page.goto(f"{server}papers/")
    link = page.locator(".items h3 a").first.get_attribute("href") or ""
    page.close()
    return f"papers/{link.rstrip('/').rpartition('/')[2]}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_and_log_nothing(
    browser: Browser, server: str, paper: str, scheme: Literal["light", "dark"], width: int
) -> None:
    faults: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for address in (paper, "tags/transformers/", "tags/", "statistics/", "search/?q=attention"):
        page.goto(f"{server}{address}", wait_until="networkidle")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{address} is wider than the window")
    context.close()
    assert faults == []
