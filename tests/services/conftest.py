"""A local service for each test that needs one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.server import FakeClock, Service, serve


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
