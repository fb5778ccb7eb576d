"""Answers of services in, raw records out, as the readers of their formats make them.

What a service counts travels apart from what it says, for counts are kept by day. Abstracts whose
licence does not let a collection keep them end here.
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
    """A paper as a service tells it, and the numbers that it gave with it."""

    record: RawRecord
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPapers:
    """What one or several answers held."""

    papers: tuple[FetchedPaper, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: FetchedPapers) -> FetchedPapers:
        """Both, one after the other."""
        return FetchedPapers(
            papers=self.papers + other.papers, problems=self.problems + other.problems
        )


def parse_response(
    service: Service, content: bytes, request_address: str, today: IsoDate
) -> FetchedPapers:
    """Parse an answer in the format of its service; `request_address` is its public address."""
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
    """A finding with some fields set."""
    record = replace(fetched.record, fields={**fetched.record.fields, **fields})
    return replace(fetched, record=record)


def render_json_array(items: Iterable[object]) -> bytes:
    """Some values as a JSON array: what the readers of lists take."""
    return json.dumps(list(items)).encode()
