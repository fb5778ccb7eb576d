"""Dates of a paper: when it was added, when its record was edited, when it last had news.

Takes papers; returns dates. The current date is never used.
"""

from __future__ import annotations

from collections.abc import Iterable

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate
from papershelf.records.model import Count, Paper

UNKNOWN_DAY = IsoDate("1970-01-01")
"""Date used for papers without any date; feeds require one."""


def last_change_day(paper: Paper) -> IsoDate | None:
    """Return the last date on which a paper was added, featured, counted or edited."""
    counts: Iterable[Count | None] = (getattr(paper, kind) for kind in COUNT_KINDS)
    days = [paper.added, paper.changed, *paper.featured, *(count.day for count in counts if count)]
    return max((day for day in days if day), default=None)


def last_change_day_of(papers: Iterable[Paper]) -> IsoDate | None:
    """Return the last date on which any of the papers was added, featured, counted or edited."""
    days = map(last_change_day, papers)
    return max((day for day in days if day), default=None)


def arrival_day(paper: Paper) -> IsoDate:
    """Return the date on which a paper appeared here: added, else first featured, else published."""
    day = paper.added or min(paper.featured, default=None) or paper.published
    if not day:
        day = IsoDate(f"{paper.year:04d}") if paper.year else UNKNOWN_DAY
    return IsoDate(day + "-01-01"[len(day) - 4 :]) if len(day) < 10 else day


def last_edit_day(paper: Paper) -> IsoDate:
    """Return the date on which a paper was added or last edited, whichever is later."""
    return max(arrival_day(paper), paper.changed or UNKNOWN_DAY)
