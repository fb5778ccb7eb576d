"""The plan of an import: the records it adds and changes, and everything it reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from papershelf.core.errors import Problem
from papershelf.merging.import_decisions import Decision
from papershelf.merging.match import MergeEntry
from papershelf.records.model import UnlistedVenue


@dataclass(frozen=True, slots=True, order=True)
class TitleMerge:
    """A merge by title: the incoming record, the id and location of its match, and the reason."""

    path: str
    line: int
    id: str
    at: str
    why: str

    def __str__(self) -> str:
        """Format as one line that also says how to reject the merge."""
        place = f" at {self.at}" if self.at else ""
        return (
            f"{self.path}:{self.line}: title: merged into {self.id!r}{place} ({self.why}); "
            f"if it is a different paper, use --as-new {self.path}:{self.line}"
        )


@dataclass(slots=True)
class ImportPlan:
    """What an import would do.

    - `new`: entries for new papers
    - `edited_entries`: entries of the collection to edit in their files
    - `merges`, `unchanged`: number of records merged, and of records that add nothing
    - `refused`: incoming records that are not used at all
    - `notes`: all other messages, each with its line in the incoming file
    - `title_merges`: the merges by title
    - `unlisted`: venues without a vocabulary entry, with the locations of their records
    - `decisions`: decisions of this import and of earlier ones
    - `decided_new`: content hashes of records that this import turned into separate papers
    - `citation_keys`: the citation keys in use
    - `existing`: the entries of the collection
    """

    new: list[MergeEntry] = field(default_factory=list)
    next_id_numbers: dict[str, int] = field(default_factory=dict)
    edited_entries: dict[int, MergeEntry] = field(default_factory=dict)
    merges: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    title_merges: list[TitleMerge] = field(default_factory=list)
    unlisted: list[tuple[UnlistedVenue, str]] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    decided_new: set[str] = field(default_factory=set)
    citation_keys: set[str] = field(default_factory=set)
    existing: list[MergeEntry] = field(default_factory=list)

    def add_note(self, location: tuple[str, int], name: str, message: str) -> None:
        """Add a warning about a field of the incoming record at a file and line."""
        self.notes.append(Problem(*location, name, message, "warning"))


def ids_of(entries: Sequence[MergeEntry]) -> tuple[str, ...]:
    """Return the ids of entries, in order."""
    return tuple(str(entry.values["id"]) for entry in entries)
