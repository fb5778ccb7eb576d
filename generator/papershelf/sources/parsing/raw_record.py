"""What a reader gives back: raw records with the lines they stand on, and problems.

A reader never raises on bad content; it says by line what it could not use, and reads the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.core.errors import Problem
from papershelf.sources.parsing.submission_status import SubmissionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """What a source said of one paper, before checking.

    `fields` has the keys of our own format (`docs/format.md`); readers of foreign formats
    translate names, not meaning, and values may still be wrong in any way.
    `line` is where the record begins, `lines` where each key stands (counted from 1), where known.
    `listed_day` is the month and day of the daily list it was read from, `09-11`, where the list
    leaves out the year: too little for a date, enough once a curator says which year.
    `source_day` is when the source said this, where it tells; `keywords` are words of the source that may
    be tags, if the vocabulary knows them. `headings` are those of the sections of a list that it
    stands in, the outermost first. `is_foreign` records were translated from another format,
    in which `key` is the name of the entry, where its format has one that people choose. `outcome`
    says why a submission is no paper of the conference that it is listed for.
    """

    fields: Mapping[str, object]
    path: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    listed_day: str = ""
    source_day: str = ""
    keywords: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    is_foreign: bool = False
    citation_key: str = ""
    outcome: SubmissionOutcome | None = None

    def line_of(self, field_path: str) -> int:
        """The line of a key or of a part of it (`authors[2].orcid`), or of what it stands in."""
        while field_path not in self.lines:
            field_path = field_path[: max(field_path.rfind("."), field_path.rfind("["), 0)]
            if not field_path:
                return self.line
        return self.lines[field_path]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """All that a reader made of one file."""

    records: tuple[RawRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
