"""Retry policy: rate limits, exponential backoff with jitter, and `Retry-After`.

Clock and random generator are arguments, so tests run without waiting and are deterministic.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import Protocol

FIRST_DELAY = 1.0
MAX_DELAY = 60.0
MAX_RETRY_AFTER = 900.0
"""If a service requests a longer pause than this many seconds, the request fails."""


class Clock(Protocol):
    """Clock interface: `time`, `monotonic`, `sleep`."""

    def time(self) -> float:
        """Seconds since the Unix epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that never goes backward."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for the given number of seconds."""
        ...


class SystemClock:
    """The system clock."""

    def time(self) -> float:
        """Seconds since the Unix epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds of a clock that never goes backward."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for the given number of seconds."""
        time.sleep(seconds)


class RateLimiter:
    """Enforces a minimum interval between the end of a request and the start of the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def wait(self, service: str, min_interval: float) -> None:
        """Wait until the next request to the service is allowed."""
        if service in self._last:
            left = self._last[service] + min_interval - self._clock.monotonic()
            if left > 0:
                self._clock.sleep(left)

    def mark_request_end(self, service: str, extra_pause: float = 0.0) -> None:
        """Record the end of a request and any longer pause that the service requested."""
        self._last[service] = self._clock.monotonic() + min(extra_pause, MAX_DELAY)


def backoff_delay(attempt: int, rng: Random) -> float:
    """Seconds before the next attempt; `attempt` counts failed attempts from 0.

    Exponential, with half of the delay random so that clients do not retry in step: "equal jitter"
    (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
    """
    longest = min(MAX_DELAY, FIRST_DELAY * 2.0 ** min(attempt, 10))
    return longest / 2 + rng.random() * longest / 2


def parse_retry_after(value: str, now: float) -> float:
    """Seconds requested by a `Retry-After` header: a number or a date (RFC 9110, 10.2.3).

    Returns 0 if the value is missing or invalid.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())
