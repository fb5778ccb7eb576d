"""Listings: the papers of one value, newest first, split into pages of limited size.

Takes a `Listing`; returns its pages, each with links to the previous, next and other pages. A new
paper changes only the page that contains it and the first page, which shows the total.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from markupsafe import Markup

from papershelf.core.chunking import min_chunk_size, split_at_boundaries
from papershelf.core.page import Page
from papershelf.pages.entry.list_filters import list_filters
from papershelf.pages.entry.list_item import add_note, omit_tag
from papershelf.pages.layout import Crumb, list_export_links, list_feed_links, make_page
from papershelf.pages.site_context import MAX_ABSTRACTS, PageTask, SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records.model import Paper, PaperId, TagId
from papershelf.records.site_paths import SEARCH_ADDRESS, listing_page_address

PAGE_BYTES = 120_000
"""Maximum size of the entries on a page in bytes; very long entries give more pages, not larger ones."""

_MAX_SHORT_PAPERS = 8
"""Number of papers that fit on a page however long their entries are."""
_NEIGHBOR_PAGES = 2


class ListingGroup(NamedTuple):
    """Consecutive papers of a listing under a heading, which links to `address` if it has one."""

    title: str
    address: str
    paper_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """HTML below the list on the first page; it depends only on the papers and the facts."""

    papers: Sequence[Paper]
    facts: tuple[object, ...]
    render: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The content of a listing: `kind` and `title` name its value, `lead` describes it in one line.

    `extra_html` is HTML below the lead on the first page, such as links to parts of the listing.
    `order` describes an order other than newest first, and `sort` is its name in filters, "" if they
    do not offer it. `feeds_of` is the address of the page whose
    feeds are linked, if it is not the listing itself. `search_query` is the query string of the
    search for the same papers, `None` if there is none. `groups` divide the papers, if given.
    `notes` are HTML below the titles of papers. `page_title` is the title of the page, if not
    `title`. `tag` is the tag that all papers have, if any; their entries do not repeat it.
    """

    address: str
    kind: str
    title: str
    lead: str
    papers: Sequence[Paper]
    crumbs: tuple[Crumb, ...]
    extra_html: str = ""
    order: str = ""
    sort: str = "date"
    feeds_of: str | None = None
    search_query: str | None = None
    groups: tuple[ListingGroup, ...] = ()
    appendix: Appendix | None = None
    notes: Mapping[PaperId, str] = field(default_factory=dict)
    page_title: str = ""
    tag: TagId | None = None

    @property
    def has_filters(self) -> bool:
        """Whether readers can filter it; it has enough papers, in a single list."""
        return len(self.papers) > _MAX_SHORT_PAPERS and not self.groups

    @property
    def feeds_address(self) -> str:
        """The address of the page whose feeds are linked."""
        return self.address if self.feeds_of is None else self.feeds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A page number link; without `address`, it is a gap or the current page."""

    label: str
    address: str = ""
    current: bool = False


def plan_listing(site: SiteContext, listing: Listing) -> PageTask:
    """Return the task of a listing, which can be split into its pages."""
    return PageTask(
        name=listing.address,
        papers=(*listing.papers, *_appended_papers(listing, 1)),
        facts=(
            *_page_facts(site, listing, 1),
            *_notes(listing, slice(None)),
            _newest_ranks(site, listing),
        ),
        render=partial(_render_all_pages, site, listing),
        needs_all_entries=True,
        split=partial(_split_pages, site, listing),
    )


def fits_one_page(site: SiteContext, papers: Sequence[Paper]) -> bool:
    """Whether papers are sure to fit on one page, before the lengths of their entries are known."""
    return len(papers) <= min(_MAX_SHORT_PAPERS, site.settings.page_size)


def render_short_listing(site: SiteContext, listing: Listing) -> Iterator[Page]:
    """Render the single page of a listing with few papers."""
    return _render_page(site, listing, slice(0, len(listing.papers)), 1, 1)


def _notes(listing: Listing, chunk: slice) -> Iterator[str]:
    """Yield the notes of the papers of a page, if the listing has notes."""
    if listing.notes:
        yield from (listing.notes.get(paper.id, "") for paper in listing.papers[chunk])


def _appended_papers(listing: Listing, number: int) -> Sequence[Paper]:
    return listing.appendix.papers if listing.appendix and number == 1 else ()


def _page_facts(site: SiteContext, listing: Listing, number: int) -> tuple[object, ...]:
    """Return the inputs of one page of a listing besides the papers and page numbers."""
    facts: tuple[object, ...] = (
        listing.kind, listing.title, listing.lead, listing.crumbs, listing.order,
        listing.search_query, listing.has_filters and list_filters(site.catalogue, site.messages),
        listing.groups, listing.page_title,
    )  # fmt: skip
    if number > 1:
        return (*facts, list_feed_links(site, listing.feeds_address))
    files = listed_files(site, listing.address, listing.feeds_of)
    appended = listing.appendix.facts if listing.appendix else ()
    return (*facts, listing.extra_html, len(listing.papers), *files, *appended)


def listed_files(
    site: SiteContext, address: str, feeds_of: str | None = None
) -> tuple[object, ...]:
    """Return the feeds and exports linked from the first page of a listing."""
    feeds = list_feed_links(site, address if feeds_of is None else feeds_of)
    return feeds, list_export_links(site, address)


def _render_all_pages(site: SiteContext, listing: Listing) -> Iterator[Page]:
    for unit in _split_pages(site, listing):
        yield from unit.render()


def _split_pages(site: SiteContext, listing: Listing) -> Iterator[PageTask]:
    """Yield the tasks of the pages of a listing, at least one."""
    chunks = _split_papers(site, listing.papers)
    for number, chunk in enumerate(chunks, start=1):
        yield PageTask(
            name=listing_page_address(listing.address, number),
            papers=(*listing.papers[chunk], *_appended_papers(listing, number)),
            facts=(
                *_page_facts(site, listing, number),
                number,
                len(chunks),
                *_notes(listing, chunk),
                _newest_ranks(site, listing)[chunk],
            ),
            render=partial(_render_page, site, listing, chunk, number, len(chunks)),
        )


def _render_page(
    site: SiteContext, listing: Listing, chunk: slice, number: int, last: int
) -> Iterator[Page]:
    is_first = number == 1
    text = site.messages.text
    order = listing.order or text("list.newest_first")
    title = listing.page_title or listing.title
    if len(listing.papers) < 2:
        order = ""
    if is_first and last > 1:
        order = text("list.order_and_page", order=order, page=number, pages=last)
    elif not is_first:
        title = text("list.title_and_page_of", title=title, page=number, pages=last)
    yield make_page(
        site,
        "listing.html.j2",
        address=listing_page_address(listing.address, number),
        title=title,
        description=listing.lead,
        crumbs=(*listing.crumbs, Crumb(listing.title, listing.address)),
        previous_address="" if is_first else listing_page_address(listing.address, number - 1),
        next_address=listing_page_address(listing.address, number + 1) if number < last else "",
        feeds_of=listing.feeds_address,
        values={
            "kind": listing.kind,
            "heading": listing.title,
            "lead": listing.lead,
            "more": mark_safe(listing.extra_html if is_first else ""),
            # Only the first page shows the total, since a new paper changes it anyway.
            "count": site.messages.count("count.papers", len(listing.papers))
            if is_first
            else text("list.page", page=number, pages=last),
            "order": order,
            "feeds": list_feed_links(site, listing.feeds_address),
            "exports": list_export_links(site, listing.address) if is_first else [],
            "ranks": " ".join(map(str, _newest_ranks(site, listing)[chunk])),
            "groups": list(_render_groups(site, listing, chunk)),
            "pages": page_links(listing.address, number, last),
            **_filter_values(site, listing, last),
            "appendix": mark_safe(listing.appendix.render())
            if listing.appendix and is_first
            else "",
        },
    )


def _filter_values(site: SiteContext, listing: Listing, last: int) -> dict[str, object]:
    """Return the values of the form that filters and orders a listing."""
    if not listing.has_filters:
        return {"filters": None}
    filters = list_filters(site.catalogue, site.messages)
    first_order = listing.order or site.messages.text("list.newest_first")
    return {
        "filters": filters,
        "orders": [order for order in filters.orders if order[0] != listing.sort],
        "search": SEARCH_ADDRESS,
        "query": listing.search_query,
        "first": listing.address,
        "page_count": last,
        "first_order": first_order,
    }


def _newest_ranks(site: SiteContext, listing: Listing) -> tuple[int, ...]:
    """Return the places of the papers in the order "newest first", if filters offer it."""
    if listing.sort == "date" or not listing.has_filters:
        return ()
    places = site.catalogue.cached_index(
        "places", lambda: {paper.id: place for place, paper in enumerate(site.catalogue.papers)}
    )
    ranks = {place: rank for rank, place in enumerate(sorted(places[p.id] for p in listing.papers))}
    return tuple(ranks[places[paper.id]] for paper in listing.papers)


def _render_groups(
    site: SiteContext, listing: Listing, chunk: slice
) -> Iterator[tuple[ListingGroup | None, Markup]]:
    """Yield the parts of a page with their groups, if the listing has groups."""
    papers, end = listing.papers, 0
    chunk_length = chunk.stop - chunk.start
    for group in listing.groups or (None,):
        start, end = end, end + (group.paper_count if group else len(papers))
        part = papers[max(start, chunk.start) : min(end, chunk.stop)]
        if part:
            # A page has abstracts in all of its groups or in none.
            is_brief = chunk_length > MAX_ABSTRACTS
            yield group, mark_safe(_render_items(site, listing, part, is_brief=is_brief))


def _render_items(
    site: SiteContext, listing: Listing, papers: Sequence[Paper], *, is_brief: bool
) -> str:
    """Render papers as list items, with their notes, and without the tag of the listing."""
    if not listing.notes and not listing.tag:
        return site.list_items(papers, brief=is_brief)
    items = []
    for paper in papers:
        item = site.list_items([paper], brief=is_brief)
        if listing.tag:
            item = omit_tag(item, paper, listing.tag, site.catalogue, site.messages)
        items.append(add_note(item, listing.notes.get(paper.id, "")))
    return "\n".join(items)


def page_links(first: str, number: int, last: int) -> list[PageLink]:
    """Return the page number links: the first, the last and the pages around this one, with gaps."""
    if last == 1:
        return []
    near = range(number - _NEIGHBOR_PAGES, number + _NEIGHBOR_PAGES + 1)
    shown = [n for n in range(1, last + 1) if n in (1, last) or n in near]
    links: list[PageLink] = []
    before = 0
    for n in shown:
        if n == before + 2:  # A gap of one page is replaced by that page.
            links.append(PageLink(label=f"{n - 1}", address=listing_page_address(first, n - 1)))
        elif n > before + 1:
            links.append(PageLink(label="…"))
        links.append(
            PageLink(label=f"{n}", address=listing_page_address(first, n), current=n == number)
        )
        before = n
    return links


def _split_papers(site: SiteContext, papers: Sequence[Paper]) -> list[slice]:
    if len(papers) < 2:  # Most persons have a single page, and then no lengths are needed.
        return [slice(0, len(papers))]
    ends = [0, *accumulate(map(site.list_item_length, papers))]
    abstracts = [place for place, paper in enumerate(papers) if site.has_abstract(paper)]

    def reach(start: int) -> tuple[int, int]:
        size = _page_size(site, start, abstracts)
        by_bytes = bisect_left(ends, ends[start] + min_chunk_size(PAGE_BYTES))
        first = min(start + min_chunk_size(size), by_bytes)
        last = min(start + size, bisect_right(ends, ends[start] + PAGE_BYTES) - 1)
        return first, last

    names = [paper.id for paper in papers]
    return list(split_at_boundaries(names, reach))


def _page_size(site: SiteContext, start: int, abstracts: Sequence[int]) -> int:
    """Return the maximum size of the page that starts at a place, given the places of abstracts.

    A page without abstracts ends before the next one.
    """
    size, most = site.settings.page_size, min(MAX_ABSTRACTS, site.settings.page_size)
    place = bisect_left(abstracts, start)
    until_next = abstracts[place] - start if place < len(abstracts) else size
    return min(size, max(most, until_next))
