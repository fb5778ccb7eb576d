"""Validates the records that an import compares, and resolves their venues and tags to ids.

Input: raw records. Output: validated values. An invalid field is left out; for incoming records it
is also reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from papershelf.core.errors import Problem
from papershelf.core.identifier_schemes import PUBLISHED_SCHEMES
from papershelf.merging.import_decisions import hash_incoming_record
from papershelf.merging.import_plan import ImportPlan
from papershelf.merging.match import MergeEntry
from papershelf.merging.provenance import parse_field_sources
from papershelf.merging.source_priority import main_field_source, source_rank
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.loader import FIELD_SUGGESTER, load_values
from papershelf.records.model import Source, UnlistedVenue
from papershelf.records.person_names import drop_inferable_parts
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import FieldReporter
from papershelf.sources.parsing.raw_record import RawRecord

_PEOPLE_FIELDS = frozenset({"authors", "editors"})


@dataclass(slots=True)
class IncomingRecord:
    """An incoming record with its validated values and the facts that identify its paper."""

    record: RawRecord
    values: dict[str, Any]
    facts: IdentityFacts
    cached_hash: str = ""

    @property
    def location(self) -> tuple[str, int]:
        """The file and line of the record."""
        return self.record.path, self.record.line

    @property
    def location_text(self) -> str:
        """The file and line as shown in messages."""
        return f"{self.record.path}:{self.record.line}"

    @property
    def source_rank(self) -> int:
        """Trust rank of the record's source; 0 is the most trusted."""
        source = self.values.get("source")
        return source_rank(main_field_source(source)) if isinstance(source, Source) else 0

    @property
    def content_hash(self) -> str:
        """Key of the record in the decisions file, computed from the original source values."""
        if not self.cached_hash:
            self.cached_hash = hash_incoming_record(self.facts, _source_venue_name(self.record))
        return self.cached_hash


def load_existing(record: RawRecord, resolver: Resolver) -> MergeEntry:
    """Load a record of the collection; its problems are reported by `check`, not here."""
    values = load_values(record, [], FIELD_SUGGESTER)
    entry = MergeEntry(values, IdentityFacts(values, resolver.preprint_venues), record)
    if "venue" not in values:
        return entry
    named = values["venue"]
    venue = resolver.find_listed(named) or named
    if isinstance(named, UnlistedVenue) and isinstance(venue, str):
        entry.field_sources = parse_field_sources(values)
        entry.listed_venue_id = venue if "venue" in entry.field_sources else ""
    values["venue"] = venue
    return entry


def _source_venue_name(record: RawRecord) -> str:
    """Return the venue name as the source spells it."""
    venue = record.fields.get("venue")
    return str((venue.get("name") if isinstance(venue, dict) else venue) or "")


def load_incoming(record: RawRecord, resolver: Resolver, plan: ImportPlan) -> IncomingRecord | None:
    """Load an incoming record; invalid fields are left out and reported in the plan."""
    problems: list[Problem] = []
    values = load_values(record, problems, FIELD_SUGGESTER)
    resolver.resolve(values, FieldReporter(record, problems), keep_venue_names=True)
    resolver.add_keywords(values, record.keywords)
    if record.is_foreign:
        for name in _PEOPLE_FIELDS & values.keys():
            values[name] = tuple(map(drop_inferable_parts, values[name]))
    plan.notes += [
        problem
        if problem.severity == "warning"
        else replace(problem, message=f"left out: {problem.message}", severity="warning")
        for problem in problems
    ]
    if "title" not in values:
        messages = (problem.message for problem in problems if problem.field == "title")
        message = next(messages, "is missing")
        plan.refused.append(Problem(record.path, record.line, "title", message))
        return None
    if record.is_foreign:
        _correct_preprint_type(values)
    if isinstance(values.get("venue"), UnlistedVenue):
        plan.unlisted.append((values["venue"], f"{record.path}:{record.line}"))
    return IncomingRecord(record, values, IdentityFacts(values, resolver.preprint_venues))


def _correct_preprint_type(values: dict[str, Any]) -> None:
    """Drop the type of a preprint; reference managers often export it as a journal article."""
    if getattr(values.get("venue"), "kind", "") == "preprint":
        values.pop("type", None)
        return
    elsewhere = ("venue", *PUBLISHED_SCHEMES, "volume", "pages")
    if (
        values.get("type") == "article-journal"
        and values.get("arxiv")
        and not any(name in values for name in elsewhere)
    ):
        del values["type"]
