"""Checks the records that an import brings: raw records in, values as the collection has them out.

A field that is wrong is left out and noted; venues and tags get their ids.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from generator.decisions import hash_record
from generator.errors import Problem
from generator.facts import Facts
from generator.loading import FIELD_SUGGESTER, load_values
from generator.model import Source
from generator.names import simplify_author
from generator.plans import Plan
from generator.preprints import is_preprint_server
from generator.resolving import Resolver
from generator.sources.record import RawRecord
from generator.trust import origin_of, rank
from generator.values import Reporter

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
            self.known_hash = hash_record(self.facts, str(self.record.fields.get("venue") or ""))
        return self.known_hash


def load_incoming(record: RawRecord, resolver: Resolver, plan: Plan) -> Incoming | None:
    """The values of an incoming record; a field that is wrong is left out, and noted."""
    problems: list[Problem] = []
    values = load_values(record, problems, FIELD_SUGGESTER)
    named = values.get("venue", "")
    resolver.resolve(values, Reporter(record, problems))
    resolver.add_keywords(values, record.keywords)
    if record.foreign:
        resolver.drop_what_the_venue_says(values)
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
    container = "" if "venue" in values else str(named)
    if record.foreign:
        _correct_type(values, container)
    return Incoming(record, values, Facts(values, container, resolver.preprint_venues))


def _correct_type(values: dict[str, Any], container: str) -> None:
    """Call a preprint what it is, though reference managers make it an article of a journal."""
    if container:
        if is_preprint_server(container):
            values["type"] = "article"
        return
    elsewhere = ("venue", "doi", "acl", "pmlr", "dblp", "volume", "pages")
    if (
        values.get("type") == "article-journal"
        and values.get("arxiv")
        and not any(name in values for name in elsewhere)
    ):
        del values["type"]
