"""Pages of an axis without its own module: an index by letter and a listing for each value.

Takes an `Axis` and a `SiteContext`; yields page tasks, none if no paper has a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from papershelf.catalogue.axes import Axis
from papershelf.core.chunking import split_evenly
from papershelf.core.identifiers import Slug
from papershelf.pages.indexes import (
    IndexEntry,
    IndexPage,
    IndexSection,
    plan_empty_index,
    plan_index_page,
)
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.value_listings import NAME_LENGTH, make_value_listing, plan_value_listings
from papershelf.records.model import Paper
from papershelf.records.site_paths import listing_page_address
from papershelf.text.cleaning import truncate

VALUES_PER_PAGE = 200
_LARGEST_SHOWN = 60
_DIGITS = "0-9"


class _AxisValue(NamedTuple):
    """A value as shown in its listing."""

    slug: Slug
    title: str
    papers: tuple[Paper, ...]


def plan_axis(axis: Axis, site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of an axis and a listing for each value."""
    values = [
        _AxisValue(Slug(str(value)), axis.title_of(site.catalogue, value), papers)
        for value, papers in axis.papers_of(site.catalogue).items()
    ]
    if not values:
        if axis.has_empty_index:
            yield plan_empty_index(site, axis)
        return
    for index in _make_index_pages(site, axis, values):
        yield plan_index_page(site, index)
    shown: Mapping[Slug, str] = {
        value.slug: f"{value.slug}\t{value.title}\t{len(value.papers)}" for value in values
    }
    yield from plan_value_listings(
        site, axis, values, lambda value: make_value_listing(site, axis, value.title, value), shown
    )


def _make_index_pages(
    site: SiteContext, axis: Axis, values: Sequence[_AxisValue]
) -> Iterator[IndexPage]:
    """Yield the pages of the index from A to Z; the first of several begins with the largest values."""
    messages = site.messages
    ordered = sorted(values, key=lambda value: (value.slug[0].isdigit(), value.slug))
    chunks = split_evenly([value.slug for value in ordered], VALUES_PER_PAGE)
    for number, chunk in enumerate(chunks, 1):
        sections = _letter_sections(axis, ordered[chunk])
        if number == 1 and len(chunks) > 1:
            most = nlargest(_LARGEST_SHOWN, ordered, key=lambda value: len(value.papers))
            entries = tuple(_index_entry(axis, value) for value in most)
            title = messages.text("list.most_papers")
            sections = [IndexSection(title=title, entries=entries), *sections]
        # Only the first page shows the total, so a new value changes few pages.
        if number == 1:
            lead = axis.text(messages, "index_lead", count=axis.count(messages, len(values)))
        else:
            lead = axis.text(messages, "index_lead_continued")
        yield IndexPage(
            address=listing_page_address(axis.address, number),
            title=axis.text(messages, "title"),
            lead=lead,
            sections=tuple(sections),
            first_address=axis.address,
            page_number=number,
            page_count=len(chunks),
        )


def _letter_sections(axis: Axis, values: Sequence[_AxisValue]) -> list[IndexSection]:
    letters: dict[str, list[IndexEntry]] = {}
    for value in values:
        first = value.slug[0]
        letter = _DIGITS if first.isdigit() else first.upper()
        letters.setdefault(letter, []).append(_index_entry(axis, value))
    return [
        IndexSection(title=letter, entries=tuple(entries)) for letter, entries in letters.items()
    ]


def _index_entry(axis: Axis, value: _AxisValue) -> IndexEntry:
    title = truncate(value.title, NAME_LENGTH)
    return IndexEntry(title, axis.address_of(value.slug), len(value.papers))
