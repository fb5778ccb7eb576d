"""Papers by tag and year: takes the catalogue, returns the rows of a heat map.

The shade of a cell is the share of the tag among the tagged papers of its year, so that years with
many papers do not outshine others. A year with few tagged papers says little: its cells are light.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil

from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.model import TagId

_YEARS_SHOWN, _TAGS_SHOWN = 12, 20
_MIN_YEARS = 3
_PAPERS_NEEDED = 5
SHADES = 5


@dataclass(frozen=True, slots=True)
class TagYearRow:
    """A tag with its number of papers in each year, and the shade of each number, 0 without papers."""

    tag: TagId
    counts: tuple[int, ...]
    shades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TagYears:
    """The most used tags, the largest first, in consecutive years."""

    years: tuple[int, ...] = ()
    rows: tuple[TagYearRow, ...] = ()


def compute_tag_years(catalogue: Catalogue) -> TagYears:
    """Return the rows of the most used tags; none for papers of fewer than three years."""
    tagged = Counter(paper.year for paper in catalogue.papers if paper.year and paper.tags)
    known = [year for year in tagged if year]
    if not known or max(known) - min(known) < _MIN_YEARS - 1:
        return TagYears()
    years = range(max(min(known), max(known) - _YEARS_SHOWN + 1), max(known) + 1)
    largest = sorted(catalogue.by_tag, key=lambda tag: (-len(catalogue.by_tag[tag]), tag))
    counts = {
        tag: tuple(found[year] for year in years)
        for tag in largest[:_TAGS_SHOWN]
        if any((found := Counter(paper.year for paper in catalogue.by_tag[tag]))[y] for y in years)
    }
    totals = [tagged[year] for year in years]
    highest = max(
        (
            count / total
            for row in counts.values()
            for count, total in zip(row, totals, strict=True)
            if total >= _PAPERS_NEEDED
        ),
        default=0.0,
    )
    rows = (
        TagYearRow(tag, row, tuple(map(_shade, row, totals, [highest] * len(row))))
        for tag, row in counts.items()
    )
    return TagYears(tuple(years), tuple(rows))


def _shade(count: int, total: int, highest: float) -> int:
    if not count:
        return 0
    if total < _PAPERS_NEEDED or not highest:
        return 1
    return min(SHADES, max(1, ceil(SHADES * count / total / highest)))
