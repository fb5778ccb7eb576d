"""Finds the paper of a collection that a raw record is about.

Takes a project with its data folder; returns ids of papers.
"""

from __future__ import annotations

from typing import Any

from papershelf.core.project import Project
from papershelf.merging.incoming_records import load_existing
from papershelf.merging.match import RecordIndex
from papershelf.records.resolver import Resolver
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.own.data_folder import read_data
from papershelf.sources.parsing.raw_record import RawRecord


class PaperLookup:
    """Index of all records of a collection that have an id and a title."""

    def __init__(self, project: Project) -> None:
        self.values: list[dict[str, Any]] = []
        raw = read_data(project.data, project.fallback)
        self._resolver = Resolver(load_vocabulary(raw.venues, raw.groups, raw.tags, []))
        self._index = RecordIndex(self._resolver.preprint_venues)
        for record in raw.records:
            entry = load_existing(record, self._resolver)
            if "id" in entry.values and "title" in entry.values:
                self.values.append(entry.values)
                self._index.add(entry)

    def find(self, record: RawRecord) -> str | None:
        """The id of the paper that a record is about, if exactly one matches."""
        values = load_existing(record, self._resolver).values
        if "title" not in values:
            return None
        values.pop("id", None)
        same = self._index.match(self._index.identity_facts(values)).same_papers
        return str(same[0].values["id"]) if len(same) == 1 else None
