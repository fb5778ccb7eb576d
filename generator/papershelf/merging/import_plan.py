"""What an import would do: the records it adds and changes, and all that it has to report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from papershelf.core.errors import Problem
from papershelf.merging.import_decisions import Decision
from papershelf.merging.match import Entry
from papershelf.records.model import UnlistedVenue


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """A merge by title: the incoming record, the id and place of the record it joined, and why."""

    path: str
    line: int
    id: str
    at: str
    why: str

    def __str__(self) -> str:
        """One line that also says how to refuse the merge."""
        place = f" at {self.at}" if self.at else ""
        return (
            f"{self.path}:{self.line}: title: taken for {self.id!r}{place} ({self.why}); "
            f"if it is another paper: --as-new {self.path}:{self.line}"
        )


@dataclass(slots=True)
class Plan:
    """What an import would do; the entries of `merged` are to be edited in their files.

    `refused` are incoming records of which nothing is used, `notes` everything else that a
    person should know, each with its line in the incoming file. `taken` are the merges by title,
    `unlisted` the venues without an entry, with the places of their records,
    `decisions` those of this import and of earlier ones, `decided_new` the content hashes of
    records that this import made papers of their own. `keys` are citation keys in use, `standing`
    the entries of the collection.
    """

    new: list[Entry] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    merged: dict[int, Entry] = field(default_factory=dict)
    merges: int = 0
    unchanged: int = 0
    refused: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    unlisted: list[tuple[UnlistedVenue, str]] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    decided_new: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    standing: list[Entry] = field(default_factory=list)

    def note(self, place: tuple[str, int], name: str, message: str) -> None:
        """Add a warning about a field of the incoming record at a file and line."""
        self.notes.append(Problem(*place, name, message, "warning"))


def ids_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The ids of entries, in their order."""
    return tuple(str(entry.values["id"]) for entry in entries)
