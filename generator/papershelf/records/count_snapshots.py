"""Snapshots of counts: what each service counted on which day, and the newest of it for each paper.

Raw lines of `data/counts/<day>.jsonl` come in, `Snapshot`s and problems go out. Days are only ever
added to, so the past stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from papershelf.core.errors import Problem
from papershelf.core.identifiers import COUNT_LIMIT, IsoDate, parse_day
from papershelf.core.suggestions import Suggester
from papershelf.records.model import Count, Paper, PaperId
from papershelf.records.scalar_fields import Reporter, show
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.cleaning import clean_line

KINDS = ("upvotes", "comments", "stars", "citations")
KEYS = ("paper", "source", *KINDS)
_HINTS = Suggester(KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What one source counted of one paper on one day; `None` is what it did not tell."""

    day: IsoDate
    paper: PaperId
    source: str
    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None
    citations: int | None = None


def load_counts(
    records: Iterable[RawRecord], papers: Iterable[Paper], problems: list[Problem]
) -> tuple[Snapshot, ...]:
    """Check the lines of counts; the later of two lines on one thing comes later."""
    known: dict[str, PaperId] = {
        name: paper.id for paper in papers for name in (*paper.aliases, paper.id)
    }
    made = (_load_line(record, known, Reporter(record, problems)) for record in records)
    return tuple(sorted(filter(None, made), key=lambda snapshot: snapshot.day))


def _load_line(
    record: RawRecord, known: Mapping[str, PaperId], report: Reporter
) -> Snapshot | None:
    fields = record.fields
    for name in fields:
        if name not in KEYS:
            report.field = name
            report.error(f"is not a key of a count{_HINTS.hint(name)}")
            return None
    values: dict[str, Any] = {}
    for name in KINDS:
        if name in fields:
            report.field, value = name, fields[name]
            if type(value) is not int or not 0 <= value < COUNT_LIMIT:
                report.error(f"{show(value)} is not a count: a whole number from 0 to 10^15")
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
    if paper not in known:
        report.warn(f"{show(paper)} is not in the collection")
        return None
    day = _day_of(record, report)
    if day is None or not values:
        return None
    return Snapshot(day=day, paper=known[paper], source=clean_line(source), **values)


def _day_of(record: RawRecord, report: Reporter) -> IsoDate | None:
    try:
        return parse_day(record.day)
    except ValueError:
        report.field = ""
        report.error("stands in a file whose name is no day: counts/YYYY-MM-DD.jsonl")
        return None


def add_latest_counts(papers: Iterable[Paper], snapshots: Iterable[Snapshot]) -> tuple[Paper, ...]:
    """The papers with the newest of each count, be it of a snapshot or of the record itself."""
    # Of the newest day of each kind, what each source said last.
    newest: dict[PaperId, dict[str, tuple[IsoDate, dict[str, int]]]] = {}
    for snapshot in snapshots:
        kinds = newest.setdefault(snapshot.paper, {})
        for kind in KINDS:
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


def unite_sources(values: Iterable[int]) -> int:
    """One number from what several sources counted of the same things: the largest.

    Each source misses some, none invents any, and most count the same votes: a sum would count one
    vote several times.
    """
    return max(values)


def _with_counts(paper: Paper, kinds: Mapping[str, tuple[IsoDate, Mapping[str, int]]]) -> Paper:
    changes: dict[str, Any] = {
        kind: _newer(getattr(paper, kind), Count(value=unite_sources(by.values()), day=day))
        for kind, (day, by) in kinds.items()
    }
    return replace(paper, **changes)


def _newer(one: Count | None, other: Count) -> Count:
    if one is None:
        return other
    return max(one, other, key=lambda count: (count.day or "", count.value))


def render_count(paper: str, source: str, counts: Mapping[str, int]) -> dict[str, object]:
    """A line of counts as a mapping, its keys in their order."""
    return {"paper": paper, "source": source, **{k: counts[k] for k in KINDS if k in counts}}
