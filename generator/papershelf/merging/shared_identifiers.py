"""Identifiers that an incoming record shares with another paper: which of the two keeps them.

A plan is changed: two chapters that were cited by the DOI of their book get it as `container_doi`;
any other identifier stays with the paper that has it, and the report says so.
"""

from __future__ import annotations

from typing import Any

from papershelf.merging.field_updates import origins_of, seal
from papershelf.merging.import_plan import Plan
from papershelf.merging.incoming_records import Incoming
from papershelf.merging.match import UNRELATED, Entry, Index, Match


class Sharing:
    """Settles shared identifiers for one plan."""

    def __init__(self, plan: Plan, index: Index) -> None:
        self._plan = plan
        self._index = index

    def share(self, found: Incoming, match: Match, own: Entry | None = None) -> None:
        """Take an identifier from a record that is another paper than the one which has it.

        `own` is the entry that the record is about, whatever its identifiers say.
        """
        for scheme, entry, reason in match.sharing:
            if entry is own:
                continue
            value = found.facts.identifiers.get(scheme)
            if not value or scheme not in found.values:
                continue
            if scheme == "doi" and reason == UNRELATED:
                self._share_container(found, entry, value)
            else:
                message = f"left out: {value!r} is that of {entry}, another paper ({reason})"
                self._plan.note(found.place, scheme, message)
                self._change(found, {scheme: None})

    def _share_container(self, found: Incoming, entry: Entry, doi: str) -> None:
        """Make the DOI of a book, by which two of its chapters were cited, that of the book."""
        told = f"{doi!r} is also the DOI of {entry} ({UNRELATED})"
        if found.values.get("type") != "book":
            self.use_as_container(found)
        if entry.values.get("doi") != doi or entry.values.get("type") == "book":
            self._plan.note(found.place, "doi", f"{told}; kept as container_doi")
        elif "doi" in origins_of(entry):
            self._plan.note(found.place, "doi", f"{told}; kept as container_doi of both")
            self._move_doi(entry)
        else:
            self._plan.note(found.place, "doi", f"{told}; write it there as container_doi, too")

    def use_as_container(self, found: Incoming) -> None:
        """Make the DOI of a record that of its book, unless it is a book itself."""
        doi = found.values["doi"]
        if found.values.get("type") != "book":
            self._change(found, {"doi": None, "container_doi": doi})

    def _change(self, found: Incoming, changes: dict[str, Any]) -> None:
        """Set values of an incoming record, or drop those that are `None`."""
        found.known_hash = found.content_hash  # of what the source said
        for name, value in changes.items():
            found.values.pop(name, None)
            if value is not None:
                found.values[name] = value
        found.facts = self._index.facts(found.values)

    def _move_doi(self, entry: Entry) -> None:
        owned = origins_of(entry)
        doi = entry.values.pop("doi")
        owned["container_doi"] = owned.pop("doi")
        entry.values["container_doi"] = entry.gains["container_doi"] = doi
        entry.gains.pop("doi", None)
        entry.dropped.add("doi")
        entry.facts = entry.facts.with_values(entry.values)
        seal(entry)
        self._index.add(entry)
        if entry.record is not None:
            self._plan.merged[id(entry)] = entry
