"""Result types of readers: raw records with line numbers, and problems.

Readers never raise on bad content: they report by line what they could not use and read the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.core.errors import Problem
from papershelf.sources.parsing.submission_status import SubmissionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """The unvalidated statements of a source about one paper.

    `fields` has the keys of our own format (`docs/reference/records.md`); readers translate names of fields,
    not their meaning, and values may still be invalid. `line` is the first line of the record,
    `lines` the line of each key (counted from 1), if known. `listed_day` is the month and day of a
    daily list (`09-11`) that omits the year; the curator supplies it. `source_day` is the date of
    the statement, if known. `keywords` are words of the source that become tags if the vocabulary
    contains them. `headings` are the section headings above the record in a list, outermost first.
    `is_foreign` is true for records translated from another format; `key` is the name of the entry,
    if the format has names chosen by people. `outcome` says why a submission is not a paper of the
    conference for which it is listed.
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
        """The line of a key or part of it (`authors[2].orcid`), or of its parent."""
        while field_path not in self.lines:
            field_path = field_path[: max(field_path.rfind("."), field_path.rfind("["), 0)]
            if not field_path:
                return self.line
        return self.lines[field_path]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """The records and problems of one file."""

    records: tuple[RawRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
