"""Fixtures of the tests of the search in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.conftest import serve_with_prefix
from tests.search.search_site import records
from tests.workspaces import Workspace


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(tmp_path_factory.mktemp("search"))
    workspace.write([*records()])
    return workspace.build()


@pytest.fixture(scope="module")
def served_site(site: Path) -> Iterator[str]:
    """The site served under a path, like project pages."""
    with serve_with_prefix(site, "/repo/") as address:
        yield address


@pytest.fixture
def page(context: BrowserContext, served_site: str) -> Iterator[Page]:
    """A page whose test fails on errors, violations of the policy, and foreign requests."""
    faults: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: faults.append(message.text))
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("dialog", lambda dialog: faults.append(dialog.message))
    made.on(
        "request",
        lambda requests: (
            None if requests.url.startswith(served_site) else faults.append(requests.url)
        ),
    )
    yield made
    assert not faults, "\n".join(faults)
