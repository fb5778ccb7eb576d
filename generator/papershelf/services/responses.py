"""Answers of services in, raw records out, as the readers of their formats make them.

What a service counts travels apart from what it says, for counts are kept by day. Abstracts whose
licence does not let a collection keep them end here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from papershelf.core.errors import Problem
from papershelf.core.identifiers import COUNT_LIMIT, IsoDate
from papershelf.services.endpoints import Service
from papershelf.sources.format_detection import by_name
from papershelf.sources.parsing.raw_record import RawRecord

COUNTS = ("upvotes", "comments", "stars", "citations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A paper as a service tells it, and the numbers that it gave with it."""

    record: RawRecord
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one or several answers held."""

    found: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        """Both, one after the other."""
        return Findings(found=self.found + other.found, problems=self.problems + other.problems)


def parse_answer(service: Service, content: bytes, origin: str, today: IsoDate) -> Findings:
    """Read an answer in the format of its service; `origin` is the public name of the question."""
    reading = by_name(service.format or service.name).parse(content, origin)
    source = {"format": service.name, "from": origin, "day": today}
    found = tuple(_finding(record, service, source) for record in reading.records)
    return Findings(found=found, problems=reading.problems)


def _finding(record: RawRecord, service: Service, source: Mapping[str, str]) -> Finding:
    fields = dict(record.fields)
    counts: dict[str, int] = {}
    for name in COUNTS:
        value = fields.pop(name, None)
        number = value.get("value") if isinstance(value, dict) else value
        if type(number) is int and 0 <= number < COUNT_LIMIT:
            counts[name] = number
    if not service.abstracts:
        fields.pop("abstract", None)
    fields["source"] = dict(source)
    return Finding(record=replace(record, fields=fields), counts=counts)


def with_fields(finding: Finding, **fields: object) -> Finding:
    """A finding with some fields set."""
    record = replace(finding.record, fields={**finding.record.fields, **fields})
    return replace(finding, record=record)


def render_list(items: Iterable[object]) -> bytes:
    """Some values as a JSON array: what the readers of lists take."""
    return json.dumps(list(items)).encode()
