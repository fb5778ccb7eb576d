"""How tags rise and fall: the catalogue comes in, each tag's share over time goes out.

The share of a year is the part of its papers that carry the tag, among papers that carry any tag.
A trend holds the last three years of the collection against the three before them.
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
class Trend:
    """The shares of one tag, oldest year first, and over the two windows."""

    tag: TagId
    shares: tuple[float, ...]
    before: float
    now: float

    @property
    def change(self) -> float:
        """What the share gained."""
        return self.now - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """All tags, the one that gained most first; `before` and `now` name the windows."""

    tags: tuple[Trend, ...]
    before: str
    now: str


def tag_trends(catalogue: Catalogue) -> Trends:
    """The trend of every tag with enough papers to speak of one; none without six years of data."""
    tagged = Counter(
        paper.year for paper in catalogue.papers if paper.year is not None and paper.tags
    )
    if not tagged:
        return Trends(tags=(), before="", now="")
    last = max(year for year in tagged if year is not None)
    now, before = _window(last), _window(last - WINDOW)
    if not _sum(tagged, before):
        return Trends(tags=(), before="", now="")
    trends = []
    for tag, papers in catalogue.by_tag.items():
        years = Counter(paper.year for paper in papers if paper.year is not None)
        if _sum(years, now) + _sum(years, before) >= _PAPERS_NEEDED:
            shares = tuple(
                years[year] / max(tagged[year], 1)
                for year in range(last - _YEARS_SHOWN + 1, last + 1)
            )
            trends.append(
                Trend(
                    tag=tag,
                    shares=shares,
                    before=_sum(years, before) / _sum(tagged, before),
                    now=_sum(years, now) / _sum(tagged, now),
                )
            )
    trends.sort(key=lambda trend: (-trend.change, trend.tag))
    return Trends(tags=tuple(trends), before=_name(before), now=_name(now))


def _window(last: int) -> range:
    return range(last - WINDOW + 1, last + 1)


def _sum(counts: Counter[int | None] | Counter[int], years: range) -> int:
    return sum(counts[year] for year in years)


def _name(years: range) -> str:
    return f"{years[0]}–{years[-1]}"
