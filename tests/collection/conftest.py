"""Shared fixtures for tests of the shipped collection."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A temporary project with a copy of the shipped settings and hand-written pages."""
    return Workspace(tmp_path)
