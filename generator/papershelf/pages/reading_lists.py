"""Pages of reading lists: papers that curators chose, in their order, with a word about each.

Takes a `SiteContext`; yields page tasks, none without reading lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes.reading_lists import READING_LISTS
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import axis_crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.model import ReadingList
from papershelf.text.cleaning import truncate
from papershelf.text.latex_render import render_plain, render_rich

_LEAD_LENGTH = 300


def plan_reading_lists(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of reading lists, and a page for each."""
    lists = site.catalogue.reading_lists
    if not lists:
        return
    yield plan_index_page(site, _make_index(site))
    for one in lists.values():
        yield plan_listing(site, _make_listing(site, one))


def _make_index(site: SiteContext) -> IndexPage:
    lists, messages = site.catalogue.reading_lists, site.messages
    entries = tuple(
        IndexEntry(
            render_plain(one.title),
            READING_LISTS.address_of(one.id),
            len(one.papers),
            truncate(_lead(one), _LEAD_LENGTH),
        )
        for one in lists.values()
    )
    return IndexPage(
        address=READING_LISTS.address,
        title=READING_LISTS.text(messages, "title"),
        lead=READING_LISTS.text(messages, "index_lead"),
        sections=(IndexSection(title=READING_LISTS.count(messages, len(lists)), entries=entries),),
    )


def _lead(one: ReadingList) -> str:
    """Return the first paragraph of the text."""
    return render_plain(one.text.partition("\n\n")[0])


def _make_listing(site: SiteContext, one: ReadingList) -> Listing:
    title = render_plain(one.title)
    rest = one.text.split("\n\n")[1:]
    papers = READING_LISTS.papers_of(site.catalogue)[one.id]
    return Listing(
        address=READING_LISTS.address_of(one.id),
        kind=READING_LISTS.text(site.messages, "label"),
        title=title,
        # Titles must be unique: a reading list may be named like a tag.
        page_title=READING_LISTS.text(site.messages, "listing_title", name=title),
        lead=_lead(one),
        papers=papers,
        crumbs=(axis_crumb(site, READING_LISTS),),
        extra_html="".join(
            f'<p class="lead" dir="auto">{render_rich(paragraph).html}</p>' for paragraph in rest
        ),
        order=site.messages.text("list.given_order"),
        sort="",
        notes={listed.paper: render_rich(listed.note).html for listed in one.papers if listed.note},
    )
