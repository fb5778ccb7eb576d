"""Resolves identifiers that an incoming record shares with a different paper.

Changes the plan: if two chapters were cited by the DOI of their book, the DOI becomes their
`container_doi`. Any other identifier stays with the paper that already has it, and the conflict is
reported.
"""

from __future__ import annotations

from typing import Any

from papershelf.merging.field_updates import field_sources_of, record_field_sources
from papershelf.merging.import_plan import ImportPlan
from papershelf.merging.incoming_records import IncomingRecord
from papershelf.merging.match import UNRELATED_REASON, MatchResult, MergeEntry, RecordIndex


class SharedIdentifierResolver:
    """Resolves shared identifiers for one plan."""

    def __init__(self, plan: ImportPlan, index: RecordIndex) -> None:
        self._plan = plan
        self._index = index

    def resolve(
        self, incoming: IncomingRecord, match: MatchResult, own_entry: MergeEntry | None = None
    ) -> None:
        """Remove an identifier from a record if a different paper already has it.

        `own_entry` is the entry the record belongs to, whatever its identifiers say.
        """
        for scheme, entry, reason in match.sharing_identifiers:
            if entry is own_entry:
                continue
            value = incoming.facts.identifiers.get(scheme)
            if not value or scheme not in incoming.values:
                continue
            if scheme == "doi" and reason == UNRELATED_REASON:
                self._move_container_doi(incoming, entry, value)
            else:
                message = f"left out: {value!r} belongs to {entry}, a different paper ({reason})"
                self._plan.add_note(incoming.location, scheme, message)
                self._set_values(incoming, {scheme: None})

    def _move_container_doi(self, incoming: IncomingRecord, entry: MergeEntry, doi: str) -> None:
        """Turn a DOI shared by two chapters into the DOI of their book."""
        shared = f"{doi!r} is also the DOI of {entry} ({UNRELATED_REASON})"
        if incoming.values.get("type") != "book":
            self.use_as_container(incoming)
        if entry.values.get("doi") != doi or entry.values.get("type") == "book":
            self._plan.add_note(incoming.location, "doi", f"{shared}; stored as container_doi")
        elif "doi" in field_sources_of(entry):
            self._plan.add_note(
                incoming.location, "doi", f"{shared}; stored as container_doi of both"
            )
            self._move_doi_to_container(entry)
        else:
            self._plan.add_note(
                incoming.location, "doi", f"{shared}; change it to container_doi there, too"
            )

    def use_as_container(self, incoming: IncomingRecord) -> None:
        """Turn the record's DOI into the DOI of its book, unless the record is a book."""
        doi = incoming.values["doi"]
        if incoming.values.get("type") != "book":
            self._set_values(incoming, {"doi": None, "container_doi": doi})

    def _set_values(self, incoming: IncomingRecord, changes: dict[str, Any]) -> None:
        """Set values of an incoming record; `None` drops a value."""
        incoming.cached_hash = incoming.content_hash  # keep the hash of the original source values
        for name, value in changes.items():
            incoming.values.pop(name, None)
            if value is not None:
                incoming.values[name] = value
        incoming.facts = self._index.identity_facts(incoming.values)

    def _move_doi_to_container(self, entry: MergeEntry) -> None:
        owned = field_sources_of(entry)
        doi = entry.values.pop("doi")
        owned["container_doi"] = owned.pop("doi")
        entry.values["container_doi"] = entry.gains["container_doi"] = doi
        entry.gains.pop("doi", None)
        entry.dropped_fields.add("doi")
        entry.facts = entry.facts.with_values(entry.values)
        record_field_sources(entry)
        self._index.add(entry)
        if entry.record is not None:
            self._plan.edited_entries[id(entry)] = entry
