"""The pages that tests visit: one of each kind, the search with results, and open dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.accessibility import DISPLAYS, FORCED_COLORS, Display, addresses_of_all_kinds
from tests.forked import THOROUGH


def visits(site: Path, *searches: str) -> list[str]:
    """The addresses to check: pages of all kinds, searches, the dialog and open filters."""
    opened = ["#dialog", f"search/?q={searches[0]}#filters", "papers/#abstracts"]
    return [*addresses_of_all_kinds(site), *(f"search/?q={words}" for words in searches), *opened]


def displays_of(addresses: Sequence[str]) -> list[tuple[Display, Sequence[str]]]:
    """How to show which addresses: all in every way if tests are thorough, else each in one way."""
    if THOROUGH:
        return [(display, addresses) for display in (*DISPLAYS, *FORCED_COLORS)]
    shown = (*DISPLAYS, FORCED_COLORS[1])
    return [(display, addresses[n :: len(shown)]) for n, display in enumerate(shown)]
