"""Checks the records that an import compares: raw records in, values of the collection out.

A field that is wrong is left out, and noted where an import brings it; venues and tags get their
ids.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from papershelf.core.errors import Problem
from papershelf.merging.import_decisions import hash_record
from papershelf.merging.import_plan import Plan
from papershelf.merging.match import Entry
from papershelf.merging.provenance import read_origins
from papershelf.merging.source_priority import origin_of, rank
from papershelf.records.identity_facts import Facts
from papershelf.records.loader import FIELD_SUGGESTER, load_values
from papershelf.records.model import Source, UnlistedVenue
from papershelf.records.person_names import simplify_author
from papershelf.records.resolver import Resolver
from papershelf.records.scalar_fields import Reporter
from papershelf.sources.parsing.raw_record import RawRecord

_PEOPLE = frozenset({"authors", "editors"})


@dataclass(slots=True)
class Incoming:
    """A record on its way in, with its checked values and what identifies it."""

    record: RawRecord
    values: dict[str, Any]
    facts: Facts
    known_hash: str = ""

    @property
    def place(self) -> tuple[str, int]:
        """The file and the line of the record."""
        return self.record.path, self.record.line

    @property
    def at(self) -> str:
        """The file and line as a message names them."""
        return f"{self.record.path}:{self.record.line}"

    @property
    def rank(self) -> int:
        """How trusted the source of the record is, 0 for the most."""
        source = self.values.get("source")
        return rank(origin_of(source)) if isinstance(source, Source) else 0

    @property
    def content_hash(self) -> str:
        """The name of the record among the decisions, made of what the source said."""
        if not self.known_hash:
            self.known_hash = hash_record(self.facts, _venue_words(self.record))
        return self.known_hash


def load_standing(record: RawRecord, resolver: Resolver) -> Entry:
    """A record of the collection; what is wrong with it is for `check` to tell."""
    values = load_values(record, [], FIELD_SUGGESTER)
    entry = Entry(values, Facts(values, resolver.preprint_venues), record)
    if "venue" not in values:
        return entry
    named = values["venue"]
    venue = resolver.find_listed(named) or named
    if isinstance(named, UnlistedVenue) and isinstance(venue, str):
        entry.origins = read_origins(values)
        entry.listed = venue if "venue" in entry.origins else ""
    values["venue"] = venue
    return entry


def _venue_words(record: RawRecord) -> str:
    """The name of the venue in the words of the source."""
    venue = record.fields.get("venue")
    return str((venue.get("name") if isinstance(venue, dict) else venue) or "")


def load_incoming(record: RawRecord, resolver: Resolver, plan: Plan) -> Incoming | None:
    """The values of an incoming record; a field that is wrong is left out, and noted."""
    problems: list[Problem] = []
    values = load_values(record, problems, FIELD_SUGGESTER)
    resolver.resolve(values, Reporter(record, problems), keep_venues=True)
    resolver.add_keywords(values, record.keywords)
    if record.foreign:
        for name in _PEOPLE & values.keys():
            values[name] = tuple(map(simplify_author, values[name]))
    plan.notes += [
        problem
        if problem.severity == "warning"
        else replace(problem, message=f"left out: {problem.message}", severity="warning")
        for problem in problems
    ]
    if "title" not in values:
        told = (problem.message for problem in problems if problem.field == "title")
        message = next(told, "is missing")
        plan.refused.append(Problem(record.path, record.line, "title", message))
        return None
    if record.foreign:
        _correct_type(values)
    if isinstance(values.get("venue"), UnlistedVenue):
        plan.unlisted.append((values["venue"], f"{record.path}:{record.line}"))
    return Incoming(record, values, Facts(values, resolver.preprint_venues))


def _correct_type(values: dict[str, Any]) -> None:
    """Call a preprint what it is, though reference managers make it an article of a journal."""
    if getattr(values.get("venue"), "kind", "") == "preprint":
        values.pop("type", None)
        return
    elsewhere = ("venue", "doi", "acl", "pmlr", "dblp", "volume", "pages")
    if (
        values.get("type") == "article-journal"
        and values.get("arxiv")
        and not any(name in values for name in elsewhere)
    ):
        del values["type"]
