"""Trends of tags: takes the catalogue, returns the share of each tag over time.

The share in a year is the number of papers with the tag, divided by the number of papers with any
tag. A trend compares the last three years of the collection with the three years before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.model import TagId

WINDOW = 3
_YEARS_SHOWN = 12
_PAPERS_NEEDED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTrend:
    """The shares of one tag, by year from the oldest, and in the two periods."""

    tag: TagId
    shares: tuple[float, ...]
    previous_share: float
    recent_share: float

    @property
    def change(self) -> float:
        """The increase of the share."""
        return self.recent_share - self.previous_share


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTrends:
    """All tags, largest increase first; `previous_window` and `recent_window` name the periods."""

    tags: tuple[TagTrend, ...]
    previous_window: str
    recent_window: str


def compute_tag_trends(catalogue: Catalogue) -> TagTrends:
    """Return the trends of all tags with enough papers; none if there are fewer than six years of data."""
    tagged = Counter(
        paper.year for paper in catalogue.papers if paper.year is not None and paper.tags
    )
    if not tagged:
        return TagTrends(tags=(), previous_window="", recent_window="")
    last = max(year for year in tagged if year is not None)
    now, before = _window_years(last), _window_years(last - WINDOW)
    if not _sum_counts(tagged, before):
        return TagTrends(tags=(), previous_window="", recent_window="")
    trends = []
    for tag, papers in catalogue.by_tag.items():
        years = Counter(paper.year for paper in papers if paper.year is not None)
        if _sum_counts(years, now) + _sum_counts(years, before) >= _PAPERS_NEEDED:
            shares = tuple(
                years[year] / max(tagged[year], 1)
                for year in range(last - _YEARS_SHOWN + 1, last + 1)
            )
            trends.append(
                TagTrend(
                    tag=tag,
                    shares=shares,
                    previous_share=_sum_counts(years, before) / _sum_counts(tagged, before),
                    recent_share=_sum_counts(years, now) / _sum_counts(tagged, now),
                )
            )
    trends.sort(key=lambda trend: (-trend.change, trend.tag))
    return TagTrends(
        tags=tuple(trends), previous_window=_window_name(before), recent_window=_window_name(now)
    )


def _window_years(last: int) -> range:
    return range(last - WINDOW + 1, last + 1)


def _sum_counts(counts: Counter[int | None] | Counter[int], years: range) -> int:
    return sum(counts[year] for year in years)


def _window_name(years: range) -> str:
    return f"{years[0]}–{years[-1]}"
