"""Listings: the papers of one value, newest first, split into pages of limited size.

Takes a `Listing`; returns its pages, each with links to the previous, next and other pages. A new
paper changes only the page that contains it and the first page, which shows the total.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from papershelf.core.chunking import min_chunk_size, split_at_boundaries
from papershelf.core.page import Page
from papershelf.pages.entry.list_filters import list_filters
from papershelf.pages.layout import Crumb, list_export_links, list_feed_links, make_page
from papershelf.pages.site_context import MAX_ABSTRACTS, PageTask, SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records.model import Paper
from papershelf.records.site_paths import SEARCH_ADDRESS, listing_page_address

PAGE_BYTES = 120_000
"""Maximum size of the entries on a page in bytes; very long entries give more pages, not larger ones."""

_MAX_SHORT_PAPERS = 8
"""Number of papers that fit on a page however long their entries are."""
_NEIGHBOR_PAGES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The content of a listing: `kind` and `title` name its value, `lead` describes it in one line.

    `extra_html` is HTML below the lead on the first page, such as links to parts of the listing.
    `order` names an order other than newest first. `feeds_of` is the address of the page whose
    feeds are linked, if it is not the listing itself. `search_query` is the query string of the
    search for the same papers, `None` if there is none.
    """

    address: str
    kind: str
    title: str
    lead: str
    papers: Sequence[Paper]
    crumbs: tuple[Crumb, ...]
    extra_html: str = ""
    order: str = ""
    feeds_of: str | None = None
    search_query: str | None = None

    @property
    def is_short(self) -> bool:
        """Whether it has too few papers to filter them."""
        return len(self.papers) <= _MAX_SHORT_PAPERS

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
        papers=listing.papers,
        facts=_page_facts(site, listing, 1),
        render=partial(_render_all_pages, site, listing),
        needs_all_entries=True,
        split=partial(_split_pages, site, listing),
    )


def fits_one_page(site: SiteContext, papers: Sequence[Paper]) -> bool:
    """Whether papers are sure to fit on one page, before the lengths of their entries are known."""
    return len(papers) <= min(_MAX_SHORT_PAPERS, site.settings.page_size)


def render_short_listing(site: SiteContext, listing: Listing) -> Iterator[Page]:
    """Render the single page of a listing with few papers."""
    return _render_page(site, listing, listing.papers, 1, 1)


def _page_facts(site: SiteContext, listing: Listing, number: int) -> tuple[object, ...]:
    """Return the inputs of one page of a listing besides the papers and page numbers."""
    facts: tuple[object, ...] = (
        listing.kind, listing.title, listing.lead, listing.crumbs, listing.order,
        listing.search_query, not listing.is_short and list_filters(site.catalogue, site.messages),
    )  # fmt: skip
    if number > 1:
        return (*facts, list_feed_links(site, listing.feeds_address))
    files = listed_files(site, listing.address, listing.feeds_of)
    return (*facts, listing.extra_html, len(listing.papers), *files)


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
            papers=chunk,
            facts=(*_page_facts(site, listing, number), number, len(chunks)),
            render=partial(_render_page, site, listing, chunk, number, len(chunks)),
        )


def _render_page(
    site: SiteContext, listing: Listing, chunk: Sequence[Paper], number: int, last: int
) -> Iterator[Page]:
    is_first = number == 1
    text = site.messages.text
    order, title = listing.order or text("list.newest_first"), listing.title
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
            "items": mark_safe(site.list_items(chunk)),
            "pages": page_links(listing.address, number, last),
            **_filter_values(site, listing, last),
        },
    )


def _filter_values(site: SiteContext, listing: Listing, last: int) -> dict[str, object]:
    """Return the values of the form that filters and orders a listing."""
    if listing.is_short:
        return {"filters": None}
    filters = list_filters(site.catalogue, site.messages)
    first_order = listing.order or site.messages.text("list.newest_first")
    return {
        "filters": filters,
        "orders": [order for order in filters.orders if order[1] != first_order],
        "search": SEARCH_ADDRESS,
        "query": listing.search_query,
        "first": listing.address,
        "page_count": last,
        "first_order": first_order,
    }


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


def _split_papers(site: SiteContext, papers: Sequence[Paper]) -> list[Sequence[Paper]]:
    if len(papers) < 2:  # Most persons have a single page, and then no lengths are needed.
        return [papers]
    ends = [0, *accumulate(map(site.list_item_length, papers))]
    abstracts = [place for place, paper in enumerate(papers) if site.has_abstract(paper)]

    def reach(start: int) -> tuple[int, int]:
        size = _page_size(site, start, abstracts)
        by_bytes = bisect_left(ends, ends[start] + min_chunk_size(PAGE_BYTES))
        first = min(start + min_chunk_size(size), by_bytes)
        last = min(start + size, bisect_right(ends, ends[start] + PAGE_BYTES) - 1)
        return first, last

    names = [paper.id for paper in papers]
    return [papers[piece] for piece in split_at_boundaries(names, reach)]


def _page_size(site: SiteContext, start: int, abstracts: Sequence[int]) -> int:
    """Return the maximum size of the page that starts at a place, given the places of abstracts.

    A page without abstracts ends before the next one.
    """
    size, most = site.settings.page_size, min(MAX_ABSTRACTS, site.settings.page_size)
    place = bisect_left(abstracts, start)
    until_next = abstracts[place] - start if place < len(abstracts) else size
    return min(size, max(most, until_next))
