"""Shared fixtures for tests of imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fabricated import ORDINARY
from tests.workspaces import Workspace


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace with fabricated papers."""
    made = Workspace(tmp_path)
    made.write(ORDINARY)
    return made
