"""Fixtures of tests of whole sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.small_sites import configure
from tests.workspaces import Workspace


@pytest.fixture
def small_site(tmp_path: Path) -> Workspace:
    """A project with two papers and one page of its own."""
    workspace = Workspace(tmp_path)
    for path in (tmp_path / "docs").rglob("*.md"):
        path.unlink()
    (tmp_path / "docs/lab.md").write_text("# The lab\n\n[A paper](papers/one.md)\n")
    workspace.write([{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}])
    configure(workspace, "")
    return workspace
