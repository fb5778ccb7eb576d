"""Parses responses of services into raw records, using the readers of their formats.

Counts (citations, stars) are kept apart from metadata because they are stored by day. Abstracts are
dropped if the license of the service does not allow a collection to store them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.errors import Problem
from papershelf.core.identifiers import COUNT_LIMIT, IsoDate
from papershelf.services.endpoints import Service
from papershelf.sources.format_detection import format_by_name
from papershelf.sources.parsing.raw_record import RawRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPaper:
    """A paper as returned by a service, and the counts that came with it."""

    record: RawRecord
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPapers:
    """The papers of one or more responses."""

    papers: tuple[FetchedPaper, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: FetchedPapers) -> FetchedPapers:
        """Concatenate two results."""
        return FetchedPapers(
            papers=self.papers + other.papers, problems=self.problems + other.problems
        )


def parse_response(
    service: Service, content: bytes, request_address: str, today: IsoDate
) -> FetchedPapers:
    """Parse a response in the format of its service; `request_address` is its public address."""
    reading = format_by_name(service.format or service.name).parse(content, request_address)
    source = {"format": service.name, "from": request_address, "day": today}
    found = tuple(_make_fetched_paper(record, service, source) for record in reading.records)
    return FetchedPapers(papers=found, problems=reading.problems)


def _make_fetched_paper(
    record: RawRecord, service: Service, source: Mapping[str, str]
) -> FetchedPaper:
    fields = dict(record.fields)
    counts: dict[str, int] = {}
    for name in COUNT_KINDS:
        value = fields.pop(name, None)
        number = value.get("value") if isinstance(value, dict) else value
        if type(number) is int and 0 <= number < COUNT_LIMIT:
            counts[name] = number
    if not service.may_keep_abstracts:
        fields.pop("abstract", None)
    fields["source"] = dict(source)
    return FetchedPaper(record=replace(record, fields=fields), counts=counts)


def set_fields(fetched: FetchedPaper, **fields: object) -> FetchedPaper:
    """A copy of a fetched paper with some fields replaced."""
    record = replace(fetched.record, fields={**fetched.record.fields, **fields})
    return replace(fetched, record=record)


def render_json_array(items: Iterable[object]) -> bytes:
    """Render values as a JSON array, the input of readers that expect a list."""
    return json.dumps(list(items)).encode()
