"""Shared fixtures for tests of services."""

from __future__ import annotations

import pytest

from tests.services.server import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
