"""When to ask again: the pace of a service, back-off with jitter, and `Retry-After`.

Clock and chance are arguments, so that tests wait for nothing and meet the same chance.
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
"""A service that asks us to stay away for longer is left for another day."""


class Clock(Protocol):
    """What tells the time, and passes it."""

    def time(self) -> float:
        """Seconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Seconds of a clock that only goes forward."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The clock of the machine."""

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds of a clock that only goes forward."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class RateLimiter:
    """Keeps the least time between the end of one request and the start of the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[str, float] = {}

    def wait(self, service: str, min_interval: float) -> None:
        """Wait until the service may be asked again."""
        if service in self._last:
            left = self._last[service] + min_interval - self._clock.monotonic()
            if left > 0:
                self._clock.sleep(left)

    def mark_request_end(self, service: str, extra_pause: float = 0.0) -> None:
        """Note that a request has just ended, and that the service asks for a longer pause."""
        self._last[service] = self._clock.monotonic() + min(extra_pause, MAX_DELAY)


def backoff_delay(attempt: int, rng: Random) -> float:
    """Seconds before the next attempt; `attempt` counts the failed ones from 0.

    Exponential with half of it left to chance, so that many clients do not come back at once:
    Amazon's "equal jitter" (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter).
    """
    longest = min(MAX_DELAY, FIRST_DELAY * 2.0 ** min(attempt, 10))
    return longest / 2 + rng.random() * longest / 2


def parse_retry_after(value: str, now: float) -> float:
    """Seconds that a `Retry-After` asks for, given as seconds or as a date (RFC 9110, 10.2.3).

    0 where it says nothing that we understand.
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
