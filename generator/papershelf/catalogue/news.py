"""Selects the papers of digests.

Takes papers; returns days with their papers. The rule: a paper is new on one day, the first on
which it was added or featured. So digests of different days, or of different weeks, never share a
paper, even if a list features it repeatedly. The result depends only on the data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.records.model import Paper, TagId

_WEEK = re.compile(r"(\d{4})-?[Ww](\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """The days covered by a digest, both ends included; `name` identifies the range."""

    name: str
    first: IsoDate
    last: IsoDate


def parse_day_range(text: str) -> DateRange:
    """Parse a day, `2026-11-20`. Raises `ValueError`."""
    day = parse_day(text)
    return DateRange(name=day, first=day, last=day)


def parse_week_range(text: str) -> DateRange:
    """Parse an ISO 8601 week, `2026-W47`, from Monday to Sunday. Raises `ValueError`."""
    found = _WEEK.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a week such as 2026-W47")
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise ValueError(f"{text!r} is not a week of that year") from None
    sunday = monday + min(timedelta(days=6), date.max - monday)
    return DateRange(
        name=f"{found[1]}-W{found[2]}",
        first=IsoDate(monday.isoformat()),
        last=IsoDate(sunday.isoformat()),
    )


def week_range(day: IsoDate) -> DateRange:
    """Return the ISO 8601 week of a day."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return parse_week_range(f"{year}-W{week:02d}")


def parse_since_range(text: str, papers: Iterable[Paper]) -> DateRange:
    """Return the range from a day to the last one with new papers in the data. Raises `ValueError`."""
    first = parse_day(text)
    last = max([first, *(day for paper in papers if (day := first_news_day(paper)))])
    return DateRange(name=f"{first}-to-{last}", first=first, last=last)


def first_news_day(paper: Paper) -> IsoDate | None:
    """Return the first day on which a paper was added or featured, if any."""
    return min((day for day in (paper.added, *paper.featured) if day), default=None)


def group_by_news(papers: Iterable[Paper]) -> dict[IsoDate, tuple[Paper, ...]]:
    """Group papers by the day they were new, latest first; each day is sorted by upvotes, most first.

    Papers of a day with equal upvotes keep their order.
    """
    by_day: defaultdict[IsoDate, list[Paper]] = defaultdict(list)
    for paper in papers:
        if day := first_news_day(paper):
            by_day[day].append(paper)
    return {day: sort_by_upvotes(by_day[day]) for day in sorted(by_day, reverse=True)}


def group_by_week(days: Iterable[IsoDate]) -> dict[DateRange, list[IsoDate]]:
    """Group days by week; weeks and days keep the order of the input."""
    weeks: defaultdict[DateRange, list[IsoDate]] = defaultdict(list)
    for day in days:
        weeks[week_range(day)].append(day)
    return dict(weeks)


def select_new_papers(
    papers: Iterable[Paper], dates: DateRange, tags: Iterable[TagId] = ()
) -> tuple[Paper, ...]:
    """Return the new papers of a date range, limited to papers with one of the tags if any are given.

    The last day comes first, and each day has the order of `group_by_news`.
    """
    wanted = frozenset(tags)
    return tuple(
        paper
        for day, members in group_by_news(papers).items()
        if dates.first <= day <= dates.last
        for paper in members
        if not wanted or wanted & set(paper.tags)
    )


def sort_by_upvotes(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Sort papers by upvotes, most first; papers with as many keep their order."""
    return tuple(sorted(papers, key=lambda paper: -paper.upvotes.value if paper.upvotes else 0))
