"""Fixtures of walks through the example with daily lists, as readers take them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import serve_with_prefix
from tests.workspaces import Workspace

PREFIX = "/examples/daily/"
"""The path in the `site_url` of the example, which its page for missing addresses needs."""


@pytest.fixture(scope="session")
def daily_folder(daily_site: Workspace) -> Path:
    """The folder of the built example."""
    return daily_site.root / "site"


@pytest.fixture(scope="session")
def daily(daily_folder: Path) -> Iterator[str]:
    """The example, served under its path."""
    with serve_with_prefix(daily_folder, PREFIX) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose test fails on errors and violations of the policy."""
    faults: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    assert not faults, "\n".join(faults)


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
