"""The groups of papers that have feeds and exports of their own: the collection, and each value.

A catalogue comes in, `Group`s go out, in the order in which pages list them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate
from papershelf.records.model import Count, Paper
from papershelf.records.site_paths import (
    PAPERS_ADDRESS,
    author_address,
    day_address,
    tag_address,
    venue_address,
    year_address,
)

GroupKind = Literal["collection", "tag", "venue", "author", "year", "day"]

MIN_AUTHOR_PAPERS = 3
"""An author has feeds and exports from this many papers on."""
UNKNOWN_DAY = IsoDate("1970-01-01")
"""Stands for the day of what tells none: a feed must have one, and no paper is that old news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Papers that belong together, newest first; `address` is that of their listing."""

    kind: GroupKind
    name: str
    title: str
    address: str
    papers: tuple[Paper, ...]


def list_groups(catalogue: Catalogue, *kinds: GroupKind) -> Iterator[Group]:
    """The groups of some kinds, or of all."""
    for kind, find in _GROUPS_BY_KIND.items():
        # Only what is wanted: to look at all persons takes long, above all in a forked process.
        if not kinds or kind in kinds:
            yield from find(catalogue)


def _collection_groups(catalogue: Catalogue) -> Iterator[Group]:
    yield Group(
        kind="collection", name="papers", title="All papers", address=PAPERS_ADDRESS,
        papers=catalogue.papers,
    )  # fmt: skip


def _tag_groups(catalogue: Catalogue) -> Iterator[Group]:
    for tag, papers in catalogue.by_tag.items():
        title, address = catalogue.tags[tag].name, tag_address(tag)
        yield Group(kind="tag", name=tag, title=title, address=address, papers=papers)


def _venue_groups(catalogue: Catalogue) -> Iterator[Group]:
    for venue, papers in catalogue.by_venue.items():
        title, address = catalogue.venues[venue].name, venue_address(venue)
        yield Group(kind="venue", name=venue, title=title, address=address, papers=papers)


def _author_groups(catalogue: Catalogue) -> Iterator[Group]:
    for slug, person in catalogue.persons.items():
        if len(person.papers) >= MIN_AUTHOR_PAPERS:
            yield Group(
                kind="author", name=slug, title=person.name, address=author_address(slug),
                papers=person.papers,
            )  # fmt: skip


def _year_groups(catalogue: Catalogue) -> Iterator[Group]:
    for year, papers in catalogue.by_year.items():
        address = year_address(year)
        yield Group(kind="year", name=str(year), title=str(year), address=address, papers=papers)


def _day_groups(catalogue: Catalogue) -> Iterator[Group]:
    for day, papers in catalogue.by_day.items():
        yield Group(kind="day", name=day, title=day, address=day_address(day), papers=papers)


_GROUPS_BY_KIND: Mapping[GroupKind, Callable[[Catalogue], Iterator[Group]]] = {
    "collection": _collection_groups,
    "tag": _tag_groups,
    "venue": _venue_groups,
    "author": _author_groups,
    "year": _year_groups,
    "day": _day_groups,
}


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
