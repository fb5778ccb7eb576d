"""The days of a paper: when it arrived, when its record was edited, when there was news on it.

Papers come in, days go out; nothing here asks a clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate
from papershelf.records.model import Count, Paper

UNKNOWN_DAY = IsoDate("1970-01-01")
"""Stands for the day of what tells none: a feed must have one, and no paper is that old news."""


def last_change_day(paper: Paper) -> IsoDate | None:
    """The day of the last news on a paper: added, featured, counted, or the record changed."""
    counts: Iterable[Count | None] = (getattr(paper, kind) for kind in COUNT_KINDS)
    days = [paper.added, paper.changed, *paper.featured, *(count.day for count in counts if count)]
    return max((day for day in days if day), default=None)


def last_change_day_of(papers: Iterable[Paper]) -> IsoDate | None:
    """The day of the last news on any of some papers."""
    days = map(last_change_day, papers)
    return max((day for day in days if day), default=None)


def arrival_day(paper: Paper) -> IsoDate:
    """The day on which a paper became news here: added, else first featured, else published."""
    day = paper.added or min(paper.featured, default=None) or paper.published
    if not day:
        day = IsoDate(f"{paper.year:04d}") if paper.year else UNKNOWN_DAY
    return IsoDate(day + "-01-01"[len(day) - 4 :]) if len(day) < 10 else day


def last_edit_day(paper: Paper) -> IsoDate:
    """The day on which a paper arrived or, if that is later, its record changed last."""
    return max(arrival_day(paper), paper.changed or UNKNOWN_DAY)
