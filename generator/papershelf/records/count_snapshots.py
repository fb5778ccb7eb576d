"""Loads daily snapshots of counts and adds the latest count of each kind to the papers.

Input: raw lines of `data/counts/<day>.jsonl`. Output: `CountSnapshot` objects and problems. Files
are only ever added for new days, so earlier counts stay as they were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.errors import Problem
from papershelf.core.identifiers import COUNT_LIMIT, IsoDate, parse_day
from papershelf.core.suggestions import Suggester
from papershelf.records.model import Count, CountSnapshot, Paper, PaperId
from papershelf.records.scalar_fields import FieldReporter, quote_value
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.cleaning import clean_line

COUNT_LINE_KEYS = ("paper", "source", *COUNT_KINDS)
_KEY_SUGGESTER = Suggester(COUNT_LINE_KEYS)


def load_counts(
    records: Iterable[RawRecord], papers: Iterable[Paper], problems: list[Problem]
) -> tuple[CountSnapshot, ...]:
    """Validate the lines of counts and sort them by day; lines of one day keep their order."""
    known: dict[str, PaperId] = {
        name: paper.id for paper in papers for name in (*paper.aliases, paper.id)
    }
    made = (_load_line(record, known, FieldReporter(record, problems)) for record in records)
    return tuple(sorted(filter(None, made), key=lambda snapshot: snapshot.day))


def _load_line(
    record: RawRecord, paper_ids: Mapping[str, PaperId], report: FieldReporter
) -> CountSnapshot | None:
    fields = record.fields
    for name in fields:
        if name not in COUNT_LINE_KEYS:
            report.field = name
            report.error(f"is not a key of a count{_KEY_SUGGESTER.suggest(name)}")
            return None
    values: dict[str, Any] = {}
    for name in COUNT_KINDS:
        if name in fields:
            report.field, value = name, fields[name]
            if type(value) is not int or not 0 <= value < COUNT_LIMIT:
                report.error(
                    f"{quote_value(value)} is not a count; use a whole number from 0 to 10^15"
                )
                return None
            values[name] = value
    source = fields.get("source")
    if not isinstance(source, str) or not clean_line(source):
        report.field = "source"
        report.error("is missing")
        return None
    paper = fields.get("paper")
    report.field = "paper"
    if not isinstance(paper, str) or not paper:
        report.error("is missing")
        return None
    if paper not in paper_ids:
        report.warn(f"{quote_value(paper)} is not in the collection")
        return None
    day = _load_day(record, report)
    if day is None or not values:
        return None
    return CountSnapshot(day=day, paper=paper_ids[paper], source=clean_line(source), **values)


def _load_day(record: RawRecord, report: FieldReporter) -> IsoDate | None:
    try:
        return parse_day(record.source_day)
    except ValueError:
        report.field = ""
        report.error("is in a file that is not named after a day, such as counts/2026-11-20.jsonl")
        return None


def add_latest_counts(
    papers: Iterable[Paper], snapshots: Iterable[CountSnapshot]
) -> tuple[Paper, ...]:
    """Return the papers with the latest count of each kind, from snapshots or the record itself."""
    # For each kind: the latest day, and the last value of each source on that day.
    newest: dict[PaperId, dict[str, tuple[IsoDate, dict[str, int]]]] = {}
    for snapshot in snapshots:
        kinds = newest.setdefault(snapshot.paper, {})
        for kind in COUNT_KINDS:
            value = getattr(snapshot, kind)
            if value is None:
                continue
            if kind not in kinds or kinds[kind][0] < snapshot.day:
                kinds[kind] = (snapshot.day, {})
            if kinds[kind][0] == snapshot.day:
                kinds[kind][1][snapshot.source] = value
    return tuple(
        _with_counts(paper, newest[paper.id]) if paper.id in newest else paper for paper in papers
    )


def merge_sources(values: Iterable[int]) -> int:
    """Combine the counts of several sources: the largest.

    Each source misses some items but invents none, and most count the same votes, so a sum would
    count a vote several times.
    """
    return max(values)


def _with_counts(paper: Paper, kinds: Mapping[str, tuple[IsoDate, Mapping[str, int]]]) -> Paper:
    changes: dict[str, Any] = {
        kind: _newer_count(getattr(paper, kind), Count(value=merge_sources(by.values()), day=day))
        for kind, (day, by) in kinds.items()
    }
    return replace(paper, **changes)


def _newer_count(one: Count | None, other: Count) -> Count:
    if one is None:
        return other
    return max(one, other, key=lambda count: (count.day or "", count.value))


def count_line_record(paper: str, source: str, values: Mapping[str, int]) -> dict[str, object]:
    """Build the mapping of a counts line, with its keys in order."""
    return {"paper": paper, "source": source, **{k: values[k] for k in COUNT_KINDS if k in values}}
