"""Listings for the values of an axis with many values, most of which have few papers.

Takes values and a function that makes the `Listing` of one; yields `PageTask`s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar
from zlib import crc32

from papershelf.catalogue.axes import Axis
from papershelf.core.identifiers import Slug
from papershelf.core.page import Page
from papershelf.pages.layout import axis_crumb
from papershelf.pages.listings import (
    Listing,
    fits_one_page,
    listed_files,
    plan_listing,
    render_short_listing,
)
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.model import Paper
from papershelf.text.cleaning import truncate

NAME_LENGTH = 100
_BATCH_COUNT = 4096


class ListedValue(Protocol):
    """A value with a listing: a slug and its papers, newest first."""

    @property
    def slug(self) -> Slug:
        """The last part of the address of the listing."""

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers of the listing."""


Value = TypeVar("Value", bound=ListedValue)


def make_value_listing(site: SiteContext, axis: Axis, name: str, value: ListedValue) -> Listing:
    """Return the listing of a value with some name, on an axis that names its listings."""
    return Listing(
        address=axis.address_of(value.slug),
        kind=axis.text(site.messages, "label"),
        # Titles must be unique: a group of authors and its institution may share their name.
        title=axis.text(site.messages, "listing_title", name=truncate(name, NAME_LENGTH)),
        lead=count_and_years(site, value.papers),
        papers=value.papers,
        crumbs=(axis_crumb(site, axis),),
    )


def plan_value_listings(
    site: SiteContext,
    axis: Axis,
    values: Iterable[Value],
    make_listing: Callable[[Value], Listing],
    serialized: Mapping[Slug, str],
) -> Iterator[PageTask]:
    """Yield a listing for each value; `serialized` returns what it shows of a value besides the papers.

    Values with few papers share tasks to reduce overhead, since most values have few.
    """
    batches: dict[int, list[Value]] = defaultdict(list)
    for value in values:
        if fits_one_page(site, value.papers):
            # Depends only on the slug, so other values do not move when one is added or removed.
            batches[crc32(value.slug.encode()) % _BATCH_COUNT].append(value)
        else:
            yield plan_listing(site, make_listing(value))
    for number, members in sorted(batches.items()):
        yield PageTask(
            name=f"{axis.address}short {number}",
            papers=[paper for value in members for paper in value.papers],
            facts=(
                "\n".join([serialized[value.slug] for value in members]),
                *_list_files(site, axis, members),
            ),
            render=partial(_render_short_listings, site, members, make_listing),
            needs_all_entries=True,
            papers_by_address={axis.address_of(value.slug): value.papers for value in members},
        )


def _list_files(site: SiteContext, axis: Axis, values: Iterable[ListedValue]) -> Iterator[object]:
    for value in values:
        if len(value.papers) >= axis.min_papers:
            yield listed_files(site, axis.address_of(value.slug))


def _render_short_listings(
    site: SiteContext, values: Iterable[Value], make_listing: Callable[[Value], Listing]
) -> Iterator[Page]:
    for value in values:
        yield from render_short_listing(site, make_listing(value))


def count_and_years(site: SiteContext, papers: Sequence[Paper]) -> str:
    """Return the number of papers and the years of a value, for the lead of its listing."""
    years = sorted({paper.year for paper in papers if paper.year})
    count = site.messages.count("count.papers", len(papers))
    if not years:
        return site.messages.text("list.count_only", papers=count)
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"
    return site.messages.text("list.count_and_years", papers=count, years=span)
