"""Requests a page of a preview until it shows an edit."""

from __future__ import annotations

import time
import urllib.request


def read_until(address: str, text: str) -> str:
    """Request a page until it contains a text, for a minute at most."""
    end, page = time.monotonic() + 60, ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                page = response.read().decode()
        except OSError:
            page = ""
        if text in page:
            return page
        time.sleep(0.2)
    raise AssertionError(f"{text!r} is not on {address} after a minute: {page[:500]}")
