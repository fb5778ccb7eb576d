"""The papers before and after a paper in the list that readers most likely came from.

That is its newest daily list, else the papers of its venue and year, either of which may be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import sort_by_upvotes
from papershelf.core.identifiers import IsoDate
from papershelf.records.model import Paper, PaperId, VenueId


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The papers next to a paper, `None` at an end of the list, and what the list is of."""

    previous: Paper | None
    following: Paper | None
    day: IsoDate | None = None
    venue: VenueId | None = None
    year: int | None = None


def neighbors_of(catalogue: Catalogue, paper: Paper) -> Neighbors | None:
    """Return the neighbors of a paper; `None` if it is alone in its list."""
    return _neighbor_index(catalogue).get(paper.id)


def _neighbor_index(catalogue: Catalogue) -> Mapping[PaperId, Neighbors]:
    return catalogue.cached_index("neighbors", lambda: dict(_find_neighbors(catalogue)))


def _find_neighbors(catalogue: Catalogue) -> Iterator[tuple[PaperId, Neighbors]]:
    for day, papers in catalogue.by_day.items():
        of_day = [paper for paper in sort_by_upvotes(papers) if max(paper.featured) == day]
        yield from _pair_up(of_day, day=day)
    lists: dict[tuple[VenueId | None, int | None], list[Paper]] = {}
    for paper in catalogue.papers:
        venue = paper.venue if isinstance(paper.venue, str) else None
        if not paper.featured:
            lists.setdefault((venue, paper.year), []).append(paper)
    for (venue, year), of_list in lists.items():
        yield from _pair_up(of_list, venue=venue, year=year)


def _pair_up(
    papers: Sequence[Paper],
    day: IsoDate | None = None,
    venue: VenueId | None = None,
    year: int | None = None,
) -> Iterator[tuple[PaperId, Neighbors]]:
    if len(papers) > 1:
        for before, paper, after in zip((None, *papers), papers, (*papers[1:], None), strict=False):
            yield paper.id, Neighbors(before, after, day, venue, year)
