"""Facet columns: one value for each paper, used to count facets and to sort lists.

Takes papers in numbered order; returns files of numbers. Only values that have papers get a
number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.chunking import split_evenly
from papershelf.core.identifiers import Slug
from papershelf.core.own_fields import OwnField
from papershelf.records.model import Paper, TagId, UnlistedVenue
from papershelf.records.own_values import own_texts
from papershelf.records.unlisted_venues import unlisted_venue_key
from papershelf.search.encoding import deflate, dump_deflated_json, encode_array, encode_lists
from papershelf.search.index_state import FileCache
from papershelf.search.markers import AUTHOR_PREFIX
from papershelf.search.shards import TermIndex
from papershelf.text.folding import fold_text
from papershelf.text.latex_render import render_plain

_NAMES_PER_FILE = 1200

FacetField = Literal["decision", "track", "session"]
FACET_FIELDS: Final[tuple[FacetField, ...]] = ("decision", "track", "session")
"""The free-text fields that the search can filter by, in column order."""


class OwnFacet(NamedTuple):
    """A field that the collection declares as a facet, and its values by id: `grant:riv-12`."""

    field: OwnField
    values: dict[str, str]


class FacetNumbers(NamedTuple):
    """The numbers of tags (from 0) and venues (from 1), in catalogue order.

    Venues without an entry in `venues.yaml` come last. The values of each of `FACET_FIELDS` are
    numbered from 1 in alphabetical order, ignoring case.
    """

    tags: dict[TagId, int]
    venues: dict[str, int]
    fields: dict[FacetField, dict[str, int]]

    def venue_number(self, paper: Paper) -> int:
        """Return the number of a paper's venue, 0 for none."""
        venue = paper.venue
        if isinstance(venue, UnlistedVenue):
            return self.venues[unlisted_venue_key(venue)]
        return self.venues[venue] if venue else 0


def number_facet_values(catalogue: Catalogue) -> FacetNumbers:
    """Number the values that have papers."""
    return FacetNumbers(
        {tag: number for number, tag in enumerate(catalogue.by_tag)},
        {
            venue: number
            for number, venue in enumerate((*catalogue.by_venue, *catalogue.by_unlisted_venue), 1)
        },
        {
            label: {key: number for number, key in enumerate(facet_values(catalogue, label), 1)}
            for label in FACET_FIELDS
        },
    )


def facet_values(catalogue: Catalogue, field: FacetField) -> dict[str, str]:
    """Map the lowercased values of a field to their most common spelling."""
    spellings = Counter(filter(None, map(attrgetter(field), catalogue.papers)))
    names: dict[str, str] = {}
    for name in sorted(spellings, key=lambda name: (-spellings[name], name)):
        names.setdefault(name.casefold(), name[:1].upper() + name[1:])
    return dict(sorted(names.items()))


def own_facets(catalogue: Catalogue, own_fields: Iterable[OwnField]) -> list[OwnFacet]:
    """Return the declared facets that have values, each in its most common spelling."""
    facets = []
    for field in own_fields:
        if not field.is_facet:
            continue
        spellings = Counter(
            chain.from_iterable(own_texts(p.extra, field) for p in catalogue.papers)
        )
        values: dict[str, str] = {}
        for text in sorted(spellings, key=lambda text: (-spellings[text], text)):
            values.setdefault(_own_value_id(field, text), text)
        if values:
            facets.append(OwnFacet(field, dict(sorted(values.items()))))
    return facets


def _own_value_id(field: OwnField, text: str) -> str:
    return f"{field.name}:{text.casefold()}"


def render_facets(
    papers: Sequence[Paper], catalogue: Catalogue, facets: Sequence[OwnFacet], files: FileCache
) -> bytes:
    """Encode the columns of all papers: year, venue, each of `FACET_FIELDS`, tags, own facets.

    A missing year, venue or field value is 0. Tags are encoded as their count and their numbers. So
    are the values of own facets, numbered from 0 over all of them; without any there is no column.
    """
    numbers = number_facet_values(catalogue)
    tags = [sorted(map(numbers.tags.__getitem__, paper.tags)) for paper in papers]
    content = (
        encode_array(_to_array([paper.year or 0 for paper in papers]))
        + encode_array(_to_array([*map(numbers.venue_number, papers)]))
        + b"".join(
            encode_array(_to_array([known.get(getattr(p, label).casefold(), 0) for p in papers]))
            for label, known in numbers.fields.items()
        )
        + encode_lists(_to_array([*map(len, tags)]), _to_array([*chain.from_iterable(tags)]))
        + _encode_own_values(papers, facets)
    )
    return files.get_or_make("facets", [content], partial(deflate, content))


def _encode_own_values(papers: Sequence[Paper], facets: Sequence[OwnFacet]) -> bytes:
    if not facets:
        return b""
    ids = chain.from_iterable(facet.values for facet in facets)
    known = {value: number for number, value in enumerate(ids)}
    numbers = [
        sorted(
            {
                known[_own_value_id(facet.field, text)]
                for facet in facets
                for text in own_texts(paper.extra, facet.field)
            }
        )
        for paper in papers
    ]
    counts = _to_array([*map(len, numbers)])
    return encode_lists(counts, _to_array([*chain.from_iterable(numbers)]))


def render_orders(papers: Sequence[Paper], files: FileCache) -> dict[str, bytes]:
    """Encode what results can be sorted by: counts, which are 0 if unknown, and the order of titles.

    Counts that no paper has are left out.
    """
    columns = {kind: _count_column(papers, kind) for kind in ("upvotes", "citations")}
    columns = {kind: counts for kind, counts in columns.items() if any(counts)}
    columns["titles"] = _title_places(papers)
    return {f"{kind}.bin": _render_column(kind, column, files) for kind, column in columns.items()}


def _count_column(papers: Sequence[Paper], kind: str) -> list[int]:
    counts = (getattr(paper, kind) for paper in papers)
    return [max(0, count.value) if count else 0 for count in counts]


def _title_places(papers: Sequence[Paper]) -> list[int]:
    """Return the place of each title in alphabetical order, ignoring case, accents and markup."""
    names = [fold_text(render_plain(paper.title)) for paper in papers]
    places = [0] * len(names)
    for place, number in enumerate(sorted(range(len(names)), key=names.__getitem__)):
        places[number] = place
    return places


def _render_column(kind: str, column: Sequence[int], files: FileCache) -> bytes:
    content = encode_array(_to_array(column))
    return files.get_or_make(kind, [content], partial(deflate, content))


def render_persons(
    terms: TermIndex, catalogue: Catalogue, files: FileCache
) -> tuple[bytes, list[int], list[bytes]]:
    """Encode the persons of every paper; also return where each file of names begins, and these files.

    Persons with the most papers come first, so the first files hold the names that a facet shows.
    The persons of a paper are taken from its terms, which include author slugs.
    """
    slugs_of_terms = terms.find_prefix(AUTHOR_PREFIX)
    first = slugs_of_terms.start
    starts = terms.starts[first : slugs_of_terms.stop + 1]
    counts = np.diff(starts)
    order = np.argsort(-counts, kind="stable")
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(len(order))
    owners = (terms.postings[starts[0] : starts[-1]] >> 8).astype(np.int64)
    found = np.sort(owners << 32 | np.repeat(numbers, counts))
    content = encode_lists(
        np.bincount(found >> 32, minlength=len(catalogue.papers)), found & 0xFFFFFFFF
    )
    slugs = [Slug(terms.names[first + place][len(AUTHOR_PREFIX) :]) for place in order.tolist()]
    persons = files.get_or_make("persons", [content], partial(deflate, content))
    return persons, *_render_names(slugs, catalogue, files)


def _render_names(
    slugs: Sequence[Slug], catalogue: Catalogue, files: FileCache
) -> tuple[list[int], list[bytes]]:
    """Encode a list for each person: the last part of the address, the name."""
    names = [(slug, catalogue.persons[slug].name) for slug in slugs]
    return files.get_or_make_chunks(
        "names",
        split_evenly(slugs, _NAMES_PER_FILE),
        lambda piece: ["\n".join(chain.from_iterable(names[piece])).encode()],
        lambda piece: dump_deflated_json(names[piece]),
    )


def _to_array(numbers: Sequence[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)
