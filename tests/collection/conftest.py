"""What tests of the shipped collection share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A project of its own, with a copy of our settings and hand-written pages."""
    return Workspace(tmp_path)
