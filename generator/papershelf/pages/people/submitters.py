"""Pages of submitters: an index of who put papers on daily lists, and a listing for each with enough.

Takes a `SiteContext`; yields page tasks, none if no record names a submitter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from papershelf.catalogue.axes.submitters import (
    SUBMITTERS,
    Submitter,
    submitter_anchor,
    submitter_index,
)
from papershelf.core.page import Page
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, render_index_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.value_listings import (
    NAME_LENGTH,
    count_and_years,
    make_value_listing,
    plan_value_listings,
)
from papershelf.records.site_paths import SUBMITTERS_ADDRESS, listing_page_address
from papershelf.text.cleaning import truncate


def plan_submitters(site: SiteContext) -> Iterator[PageTask]:
    """Yield the pages of the index, and a listing for each submitter who has a page."""
    index = submitter_index(site.catalogue, site.settings.outputs.author_pages)
    for number, submitters in enumerate(index.pages, 1):
        shown = [p for one in submitters if not index.has_page(one) for p in one.papers]
        yield PageTask(
            name=listing_page_address(SUBMITTERS_ADDRESS, number),
            papers=shown,
            facts=(_lead(site, number), *map(_serialize, submitters), number, len(index.pages)),
            render=partial(_render_index_page, site, number),
            needs_all_entries=bool(shown),
        )
    serialized = {one.slug: _serialize(one) for one in index.submitters}
    listed = filter(index.has_page, index.submitters)
    yield from plan_value_listings(
        site,
        SUBMITTERS,
        listed,
        lambda one: make_value_listing(site, SUBMITTERS, one.name, one),
        serialized,
    )


def _serialize(submitter: Submitter) -> str:
    return f"{submitter.slug}\t{submitter.name}\t{len(submitter.papers)}"


def _lead(site: SiteContext, number: int) -> str:
    """Return the lead of a page; only the first shows the total, so a new name changes few pages."""
    if number > 1:
        return SUBMITTERS.text(site.messages, "index_lead_continued")
    count = SUBMITTERS.count(site.messages, len(SUBMITTERS.papers_of(site.catalogue)))
    return SUBMITTERS.text(site.messages, "index_lead", count=count)


def _render_index_page(site: SiteContext, number: int) -> Iterator[Page]:
    index = submitter_index(site.catalogue, site.settings.outputs.author_pages)
    submitters = index.pages[number - 1]
    title = SUBMITTERS.text(site.messages, "title")
    entries = tuple(
        IndexEntry(truncate(one.name, NAME_LENGTH), index.address_of(one.name), len(one.papers))
        for one in submitters
    )
    others = [one for one in submitters if not index.has_page(one)]
    return render_index_page(
        site,
        IndexPage(
            address=listing_page_address(SUBMITTERS_ADDRESS, number),
            title=title,
            lead=_lead(site, number),
            sections=(
                IndexSection(title=_describe_span(submitters), entries=entries),
                *(_make_section(site, one) for one in others),
            ),
            first_address=SUBMITTERS_ADDRESS,
            page_number=number,
            page_count=len(index.pages),
        ),
    )


def _describe_span(submitters: Sequence[Submitter]) -> str:
    """Return the initial letters of the first and the last name: "A–K"."""
    first, last = (submitters[place].slug[0].upper() for place in (0, -1))
    return first if first == last else f"{first}–{last}"


def _make_section(site: SiteContext, submitter: Submitter) -> IndexSection:
    """Return what the page of a submitter would show."""
    return IndexSection(
        title=truncate(submitter.name, NAME_LENGTH),
        lead=count_and_years(site, submitter.papers),
        anchor=submitter_anchor(submitter.slug),
        items_html=site.list_items(submitter.papers, brief=True),
    )
