"""Suggests the known word that a misspelled word was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_MAX_LENGTH = 60
_CACHE_LIMIT = 500
"""Maximum number of distinct words checked.

That ten thousand bad records do not take minutes.
"""


class Suggester:
    """Finds the closest of several names; caches the results.

    `synonyms` has suggestions for words that are not similar to what they mean.
    """

    def __init__(
        self, names: Iterable[str], synonyms: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._names = {name.lower(): name for name in sorted(names)}
        self._synonyms = synonyms
        self._hints: dict[str, str] = {}

    def suggest(self, word: str) -> str:
        """Return `; did you mean x?`, or "" if no name is close."""
        if word not in self._hints:
            if len(self._hints) >= _CACHE_LIMIT or len(word) > _MAX_LENGTH:
                return ""
            near = difflib.get_close_matches(word.lower(), self._names, n=1, cutoff=0.65)
            meant = self._synonyms.get(word.lower()) or (self._names[near[0]] if near else "")
            self._hints[word] = f"; did you mean {meant}?" if meant else ""
        return self._hints[word]
