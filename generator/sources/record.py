"""What a reader gives back: raw records with the lines they stand on, and problems.

A reader never raises on bad content; it says by line what it could not use, and reads the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator.errors import Problem

_NO_LINES: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """What a source said of one paper, before checking.

    `fields` has the keys of our own format (`docs/format.md`); readers of foreign formats
    translate names, not meaning, and values may still be wrong in any way.
    `line` is where the record begins, `lines` where each key stands (counted from 1), where known.
    """

    fields: Mapping[str, object]
    path: str
    line: int
    lines: Mapping[str, int] = _NO_LINES

    def line_of(self, key: str) -> int:
        """The line of a key; of the record where the key's own is not known."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that a reader made of one file."""

    records: tuple[RawRecord, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
