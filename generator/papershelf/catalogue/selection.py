"""Selects papers by the filters of `papershelf export`.

Takes a catalogue and the values typed by the user; returns papers in catalogue order. Values of
one kind are combined with OR, different kinds with AND: two tags and a year select the papers of
that year with either tag.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.slugs import make_name_slug
from papershelf.records.model import Paper, PaperId
from papershelf.text.folding import fold_text


def select_papers(  # noqa: PLR0913  # one filter for each axis, passed by keyword
    catalogue: Catalogue,
    *,
    tags: Sequence[str] = (),
    venues: Sequence[str] = (),
    years: str = "",
    authors: Sequence[str] = (),
    ids: Sequence[str] = (),
) -> tuple[Paper, ...]:
    """Return the papers that have one of the values of every given kind.

    Tags and venues are matched by id, name or alias, authors by name or slug, papers by current or
    earlier id. `years` is "2020", "2019..2023", "..2020", or several separated by commas. Raises
    `ValueError` with the unknown value and similar ones.
    """
    chosen: list[set[PaperId]] = []
    finders = (_tag_lookup, _venue_lookup, _author_lookup, _id_lookup)
    for values, find in zip((tags, venues, authors, ids), finders, strict=True):
        if values:
            chosen.append({paper.id for paper in _papers_with_values(values, *find(catalogue))})
    if years.strip():
        spans = [parse_years(part) for part in years.split(",")]
        chosen.append({p.id for p in catalogue.papers if _is_in_any_span(p.year, spans)})
    return tuple(p for p in catalogue.papers if all(p.id in papers for papers in chosen))


def parse_years(text: str) -> tuple[int, int]:
    """Parse the first and last year of "2020", "2019..2023" or "2019..". Raises `ValueError`."""
    first, dots, last = text.strip().partition("..")
    if not (first or last) or not all(part.isdecimal() for part in (first, last) if part):
        raise ValueError(f"{text.strip()!r} is not a year or a range of years such as 2019..2023")
    start = int(first) if first else 0
    end = int(last) if last else (9999 if dots else start)
    if start > end:
        raise ValueError(f"{text.strip()!r} ends before it starts")
    return start, end


def _is_in_any_span(year: int | None, spans: Iterable[tuple[int, int]]) -> bool:
    return year is not None and any(first <= year <= last for first, last in spans)


_PapersByValue = Mapping[str, tuple[Paper, ...]]
_AxisLookup = tuple[str, _PapersByValue, Callable[[str], str]]


def _papers_with_values(
    values: Iterable[str], kind: str, index: _PapersByValue, normalize: Callable[[str], str]
) -> list[Paper]:
    papers: list[Paper] = []
    for value in values:
        found = index.get(normalize(value))
        if found is None:
            near = difflib.get_close_matches(normalize(value), index, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"no paper has the {kind} {value!r}{hint}")
        papers += found
    return papers


def _tag_lookup(catalogue: Catalogue) -> _AxisLookup:
    index: dict[str, tuple[Paper, ...]] = {}
    for tag, papers in catalogue.by_tag.items():
        known = catalogue.tags[tag]
        for name in (tag, known.name, *known.aliases):
            index.setdefault(fold_text(name), papers)
    return "tag", index, fold_text


def _venue_lookup(catalogue: Catalogue) -> _AxisLookup:
    index: dict[str, tuple[Paper, ...]] = {}
    for venue, papers in catalogue.by_venue.items():
        known = catalogue.venues[venue]
        for name in (venue, known.name, known.full_name, *known.aliases):
            index.setdefault(fold_text(name), papers)
    return "venue", index, fold_text


def _author_lookup(catalogue: Catalogue) -> _AxisLookup:
    index = {str(slug): person.papers for slug, person in catalogue.persons.items()}
    return "author", index, lambda name: make_name_slug(name) or name


def _id_lookup(catalogue: Catalogue) -> _AxisLookup:
    index = {str(alias): (paper,) for paper in catalogue.papers for alias in paper.aliases}
    index |= {str(paper.id): (paper,) for paper in catalogue.papers}
    return "id", index, str
