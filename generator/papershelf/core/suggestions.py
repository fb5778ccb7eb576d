"""A word that nobody knows in, the known word that was probably meant out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST = 60
_BUDGET = 500
"""How many distinct words one suggester ponders: ten thousand bad records must not take minutes."""


class Suggester:
    """Finds the nearest of some names; remembers its answers."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.lower(): name for name in sorted(names)}
        self._hints: dict[str, str] = {}

    def hint(self, word: str) -> str:
        """`; did you mean x?`, or "" where no name is near."""
        if word not in self._hints:
            if len(self._hints) >= _BUDGET or len(word) > _LONGEST:
                return ""
            near = difflib.get_close_matches(word.lower(), self._names, n=1, cutoff=0.65)
            self._hints[word] = f"; did you mean {self._names[near[0]]}?" if near else ""
        return self._hints[word]
