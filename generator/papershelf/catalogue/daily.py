"""The papers of each day: those on its daily list, and the others that were new on it.

Takes a catalogue; returns the days that have papers, newest first. Both groups of a day have the
most upvotes first, so the order of a day does not depend on when other papers were added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import group_by_news, sort_by_upvotes
from papershelf.catalogue.trending import TrendingRankings
from papershelf.core.identifiers import IsoDate
from papershelf.records.model import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyPapers:
    """The papers of one day: `listed` on its daily list, and `added`, the other new ones."""

    listed: tuple[Paper, ...] = ()
    added: tuple[Paper, ...] = ()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """All papers of the day, those of the daily list first."""
        return self.listed + self.added


def daily_papers(catalogue: Catalogue) -> Mapping[IsoDate, DailyPapers]:
    """Return the papers of each day that has some, newest day first."""
    return catalogue.cached_index("daily papers", lambda: _group_by_day(catalogue))


def list_days(catalogue: Catalogue, trending: TrendingRankings) -> list[IsoDate]:
    """Return the days that have papers or a ranking, newest first."""
    return sorted(daily_papers(catalogue).keys() | trending.days.keys(), reverse=True)


def latest_list_day(catalogue: Catalogue) -> IsoDate | None:
    """Return the newest day with a daily list."""
    return next(iter(catalogue.by_day), None)


def _group_by_day(catalogue: Catalogue) -> dict[IsoDate, DailyPapers]:
    new = group_by_news(catalogue.papers)
    return {
        day: DailyPapers(
            listed=sort_by_upvotes(catalogue.by_day.get(day, ())),
            added=tuple(paper for paper in new.get(day, ()) if day not in paper.featured),
        )
        for day in sorted(catalogue.by_day.keys() | new.keys(), reverse=True)
    }


def latest_count_day(papers: Iterable[Paper]) -> IsoDate | None:
    """Return the newest day on which upvotes of any of the papers were counted."""
    days = (paper.upvotes.day for paper in papers if paper.upvotes)
    return max((day for day in days if day), default=None)
