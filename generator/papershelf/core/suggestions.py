"""A word that nobody knows in, the known word that was probably meant out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MAX_LENGTH = 60
_CACHE_LIMIT = 500
"""How many distinct words one suggester ponders: ten thousand bad records must not take minutes."""


class Suggester:
    """Finds the nearest of some names; remembers its answers."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.lower(): name for name in sorted(names)}
        self._hints: dict[str, str] = {}

    def suggest(self, word: str) -> str:
        """`; did you mean x?`, or "" where no name is near."""
        if word not in self._hints:
            if len(self._hints) >= _CACHE_LIMIT or len(word) > _MAX_LENGTH:
                return ""
            near = difflib.get_close_matches(word.lower(), self._names, n=1, cutoff=0.65)
            self._hints[word] = f"; did you mean {self._names[near[0]]}?" if near else ""
        return self._hints[word]
