r"""Trending papers of each day, ranked by a formula that the trending page explains.

Takes papers, snapshots of counts and parameters; returns a ranking for each day. For day D,

    score = gain ** exponent / (age + offset) ** gravity

- gain: upvotes gained in the `window` days that end with D, from the source that counted most of
  them; sources count the same votes, so they are not added up;
- age: days from the day on which the paper was first featured to D.

The form is that of Hacker News, (points - 1) ** 0.8 / (hours + 2) ** 1.8 (as described at
amix.dk/blog/post/19574). This formula uses days because snapshots are daily, and upvotes gained
instead of total upvotes, so an old paper can trend again. A ranking uses no later data, so the
ranking of any past day can be reproduced.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from papershelf.core.identifiers import IsoDate, add_days
from papershelf.core.settings import Settings
from papershelf.records.count_snapshots import merge_sources
from papershelf.records.model import CountSnapshot, Paper, PaperId, TagId

_MIN_TAG_PAPERS = 2
_MAX_TAGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPaper:
    """The rank of a paper: its score and the values that it was computed from."""

    paper: PaperId
    score: float
    gain: int
    upvotes: int
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingTag:
    """A tag whose papers gained more upvotes in this window than in the previous one."""

    tag: TagId
    gain: int
    before: int
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRanking:
    """The ranking of one day, best first, and the tags that rose most."""

    ranked: tuple[RankedPaper, ...]
    tags: tuple[RisingTag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendingRankings:
    """The rankings of all days that have one, newest first."""

    days: Mapping[IsoDate, DayRanking] = field(default_factory=dict)

    @property
    def newest(self) -> DayRanking | None:
        """The ranking of the newest day."""
        return next(iter(self.days.values()), None)


def score_gain(gain: int, age: int, settings: Settings) -> float:
    """Compute the score, rounded to nine digits so that it is the same on all machines."""
    raised = float(gain) ** settings.trending_exponent
    decay = float((age + settings.trending_offset) ** settings.trending_gravity)
    return float(f"{raised / decay:.9g}")


def rank_all_days(
    papers: Sequence[Paper], snapshots: Iterable[CountSnapshot], settings: Settings
) -> TrendingRankings:
    """Rank every day with upvote counts; retracted and withdrawn papers are excluded."""
    gone = {paper.id for paper in papers if paper.status}
    upvotes = [one for one in snapshots if one.upvotes is not None and one.paper not in gone]
    if not upvotes:
        return TrendingRankings()
    history = _UpvoteHistory(papers, upvotes)
    days: dict[IsoDate, DayRanking] = {}
    for day in sorted({snapshot.day for snapshot in upvotes}, reverse=True):
        ranked = history.rank(day, settings)
        if ranked:
            before = history.gained_upvotes(add_days(day, -settings.trending_window), settings)
            gains = {one.paper: one.gain for one in ranked}
            days[day] = DayRanking(
                ranked=ranked[: settings.trending_length],
                tags=_rising_tags(history.papers, gains, before),
            )
    return TrendingRankings(days=days)


_Series = tuple[list[IsoDate], list[int]]
"""Days with upvote counts, and the counts."""


class _UpvoteHistory:
    """The upvotes of each paper by source and day."""

    def __init__(self, papers: Iterable[Paper], snapshots: Iterable[CountSnapshot]) -> None:
        self.papers = {paper.id: paper for paper in papers}
        seen: dict[PaperId, dict[str, dict[IsoDate, int]]] = {}
        self._days_read: dict[IsoDate, set[PaperId]] = {}
        for one in snapshots:
            # If a day has several counts, the last one is used.
            seen.setdefault(one.paper, {}).setdefault(one.source, {})[one.day] = one.upvotes or 0
            self._days_read.setdefault(one.day, set()).add(one.paper)
        self._days = sorted(self._days_read)
        self._series: dict[PaperId, list[_Series]] = {}
        self._merged_series: dict[PaperId, _Series] = {}
        for name, sources in seen.items():
            series = [_make_series(by_day) for by_day in sources.values()]
            self._series[name] = series
            self._merged_series[name] = (
                series[0] if len(series) == 1 else _merge_series(sources.values())
            )

    def rank(self, day: IsoDate, settings: Settings) -> tuple[RankedPaper, ...]:
        ranked = []
        for paper, gain in self.gained_upvotes(day, settings).items():
            age = self._age(paper, day)
            score = score_gain(gain, age, settings)
            upvotes = _value_on(day, *self._merged_series[paper]) or 0
            ranked.append(
                RankedPaper(paper=paper, score=score, gain=gain, upvotes=upvotes, age=age)
            )
        return tuple(sorted(ranked, key=lambda one: (-one.score, -one.gain, one.paper)))

    def gained_upvotes(self, day: IsoDate, settings: Settings) -> dict[PaperId, int]:
        """Return the upvotes gained by each paper in the window that ends on a day, without zeros."""
        start = add_days(day, -settings.trending_window)
        gains: dict[PaperId, int] = {}
        # A paper with a gain has a count in the window.
        days = self._days[bisect_right(self._days, start) : bisect_right(self._days, day)]
        for paper in set().union(*(self._days_read[one] for one in days)):
            sources = self._series[paper]
            is_new = start < min(self.papers[paper].featured, default=start) <= day
            gain = merge_sources(_gain_in_window(start, day, is_new, *series) for series in sources)
            if gain > 0:
                gains[paper] = gain
        return gains

    def _age(self, paper: PaperId, day: IsoDate) -> int:
        """Return the days since a paper was first featured, else published, else counted."""
        known_paper = self.papers[paper]
        first = min(known_paper.featured, default=known_paper.published or "")
        if len(first) < 10:
            first = self._merged_series[paper][0][0]
        return max(0, (date.fromisoformat(day) - date.fromisoformat(first)).days)


def _make_series(by_day: Mapping[IsoDate, int]) -> _Series:
    days = sorted(by_day)
    return days, [by_day[day] for day in days]


def _merge_series(sources: Collection[Mapping[IsoDate, int]]) -> _Series:
    """Merge the series of several sources into one, by the same rule as on paper pages."""
    days = set[IsoDate]().union(*sources)
    return _make_series(
        {day: merge_sources(by[day] for by in sources if day in by) for day in days}
    )


def _value_on(day: IsoDate, days: list[IsoDate], values: list[int]) -> int | None:
    """Return the last count up to a day."""
    at = bisect_right(days, day)
    return values[at - 1] if at else None


def _gain_in_window(
    start: IsoDate, day: IsoDate, is_new: bool, days: list[IsoDate], values: list[int]
) -> int:
    """Return the upvotes gained after `start` and up to `day`.

    Without a count up to `start`, a paper that was not yet featured counts from zero; for any
    other, only the gain since its first count is known.
    """
    now = _value_on(day, days, values)
    if now is None:
        return 0
    before = _value_on(start, days, values)
    if before is None:
        before = 0 if is_new else values[0]
    return max(0, now - before)


def _rising_tags(
    papers: Mapping[PaperId, Paper], gains: Mapping[PaperId, int], before: Mapping[PaperId, int]
) -> tuple[RisingTag, ...]:
    now_by, before_by = _by_tag(papers, gains), _by_tag(papers, before)
    rising = [
        RisingTag(tag=tag, gain=gain, before=before_by.get(tag, (0, 0))[0], papers=count)
        for tag, (gain, count) in now_by.items()
        if count >= _MIN_TAG_PAPERS and gain > before_by.get(tag, (0, 0))[0]
    ]
    rising.sort(key=lambda one: (one.before - one.gain, one.tag))
    return tuple(rising[:_MAX_TAGS])


def _by_tag(
    papers: Mapping[PaperId, Paper], gains: Mapping[PaperId, int]
) -> dict[TagId, tuple[int, int]]:
    """Return the total gain of the papers of each tag, and the number of these papers."""
    sums: dict[TagId, tuple[int, int]] = {}
    for paper, gain in gains.items():
        for tag in papers[paper].tags:
            total, count = sums.get(tag, (0, 0))
            sums[tag] = (total + gain, count + 1)
    return sums
