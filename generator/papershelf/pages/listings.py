"""Listings: the papers of one value, newest first, at most a page's worth at one address.

A `Listing` comes in, its pages go out, each with the way to the previous, the next and any other.
One paper more changes the page on which it stands and the first, which tells how many there are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

from papershelf.core.chunking import cut_row, least_of
from papershelf.core.formatting import format_count
from papershelf.core.page import Page
from papershelf.pages.layout import Crumb, export_links, feed_links, page_of
from papershelf.pages.site_context import PageUnit, Site
from papershelf.pages.templates import mark_safe
from papershelf.records.model import Paper
from papershelf.records.site_paths import numbered_address

PAGE_BYTES = 120_000
"""Of entries on one page; a listing of very long entries gets more pages instead of larger ones."""

_SHORT = 8
"""Papers that fit on one page, however long each entry is."""
_AROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one listing says: `kind` and `title` name its value, `lead` describes it in a line.

    `more` is HTML that stands below the lead on the first page: links to parts of the listing.
    `feeds_of` is the address beside which its feeds stand, where that is not its own.
    """

    address: str
    kind: str
    title: str
    lead: str
    papers: Sequence[Paper]
    crumbs: tuple[Crumb, ...]
    more: str = ""
    order: str = "newest first"
    feeds_of: str | None = None

    @property
    def feeds_address(self) -> str:
        """Beside which page the feeds stand."""
        return self.address if self.feeds_of is None else self.feeds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A step in the row of page numbers; without `address` it is a gap or where the reader is."""

    label: str
    address: str = ""
    current: bool = False


def plan_listing(site: Site, listing: Listing) -> PageUnit:
    """The unit of a listing, which can be cut into its pages."""
    return PageUnit(
        name=listing.address,
        papers=listing.papers,
        facts=_facts(site, listing, 1),
        render=partial(_render_all, site, listing),
        of_entries=True,
        cut=partial(_cut, site, listing),
    )


def is_short(site: Site, papers: Sequence[Paper]) -> bool:
    """Whether papers fit on one page for certain, before it is known how long entries are."""
    return len(papers) <= min(_SHORT, site.settings.page_size)


def render_short(site: Site, listing: Listing) -> Iterator[Page]:
    """The only page of a listing whose papers are few."""
    return _render_page(site, listing, listing.papers, 1, 1)


def _facts(site: Site, listing: Listing, number: int) -> tuple[object, ...]:
    """What one page of a listing says beside its papers and the numbers of pages."""
    facts = (listing.kind, listing.title, listing.lead, listing.crumbs, listing.order)
    if number > 1:
        return (*facts, feed_links(site, listing.feeds_address))
    beside = files_beside(site, listing.address, listing.feeds_of)
    return (*facts, listing.more, len(listing.papers), *beside)


def files_beside(site: Site, address: str, feeds_of: str | None = None) -> tuple[object, ...]:
    """The feeds and exports to which the first page of a listing links."""
    feeds = feed_links(site, address if feeds_of is None else feeds_of)
    return feeds, export_links(site, address)


def _render_all(site: Site, listing: Listing) -> Iterator[Page]:
    for unit in _cut(site, listing):
        yield from unit.render()


def _cut(site: Site, listing: Listing) -> Iterator[PageUnit]:
    """The pages of a listing, one at least."""
    chunks = _split(site, listing.papers)
    for number, chunk in enumerate(chunks, start=1):
        yield PageUnit(
            name=numbered_address(listing.address, number),
            papers=chunk,
            facts=(*_facts(site, listing, number), number, len(chunks)),
            render=partial(_render_page, site, listing, chunk, number, len(chunks)),
        )


def _render_page(
    site: Site, listing: Listing, chunk: Sequence[Paper], number: int, last: int
) -> Iterator[Page]:
    is_first = number == 1
    where = f"page {number} of {last}" if last > 1 else ""
    yield page_of(
        site,
        "listing.html.j2",
        address=numbered_address(listing.address, number),
        title=listing.title if is_first else f"{listing.title}, {where}",
        description=listing.lead,
        crumbs=(*listing.crumbs, Crumb(listing.title, listing.address)),
        previous="" if is_first else numbered_address(listing.address, number - 1),
        following=numbered_address(listing.address, number + 1) if number < last else "",
        feeds_of=listing.feeds_address,
        values={
            "kind": listing.kind,
            "heading": listing.title,
            "lead": listing.lead,
            "more": mark_safe(listing.more if is_first else ""),
            # Only the first page tells how many there are: it is the one that changes anyway.
            "count": format_count(len(listing.papers), "paper") if is_first else f"P{where[1:]}",
            "order": ", ".join(filter(None, (listing.order, where if is_first else ""))),
            "feeds": feed_links(site, listing.feeds_address),
            "exports": export_links(site, listing.address) if is_first else [],
            "items": mark_safe("\n".join(map(site.item, chunk))),
            "pages": page_links(listing.address, number, last),
        },
    )


def page_links(first: str, number: int, last: int) -> list[PageLink]:
    """The row of page numbers: the first, the last, those around this one, gaps between."""
    if last == 1:
        return []
    near = range(number - _AROUND, number + _AROUND + 1)
    shown = [n for n in range(1, last + 1) if n in (1, last) or n in near]
    links: list[PageLink] = []
    before = 0
    for n in shown:
        if n == before + 2:  # a gap of one page is better filled by that page
            links.append(PageLink(label=f"{n - 1}", address=numbered_address(first, n - 1)))
        elif n > before + 1:
            links.append(PageLink(label="…"))
        links.append(
            PageLink(label=f"{n}", address=numbered_address(first, n), current=n == number)
        )
        before = n
    return links


def _split(site: Site, papers: Sequence[Paper]) -> list[Sequence[Paper]]:
    if len(papers) < 2:  # most persons have one, and no length has to be known
        return [papers]
    size = site.settings.page_size
    ends = [0, *accumulate(map(site.length, papers))]

    def reach(start: int) -> tuple[int, int]:
        by_bytes = bisect_left(ends, ends[start] + least_of(PAGE_BYTES))
        first = min(start + least_of(size), by_bytes)
        last = min(start + size, bisect_right(ends, ends[start] + PAGE_BYTES) - 1)
        return first, last

    names = [paper.id for paper in papers]
    return [papers[piece] for piece in cut_row(names, reach)]
