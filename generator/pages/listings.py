"""Listings: the papers of one value, newest first, at most a page's worth at one address.

A `Listing` comes in, its pages go out, each with the way to the previous, the next and any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from generator.addresses import numbered_address
from generator.model import Paper
from generator.page import Page
from generator.pages.context import PageUnit, Site
from generator.pages.frame import Crumb, export_links, feed_links, page_of
from generator.pages.templates import mark_safe
from generator.pages.words import format_count

PAGE_BYTES = 120_000
"""Of entries on one page; a listing of very long entries gets more pages instead of larger ones."""

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
    facts = (
        *(listing.kind, listing.title, listing.lead, listing.crumbs, listing.more, listing.order),
        feed_links(site, listing.feeds_address),
        export_links(site, listing.address),
    )
    return PageUnit(
        name=listing.address,
        papers=listing.papers,
        facts=facts,
        render=partial(_render_all, site, listing, facts),
        cut=partial(_cut, site, listing, facts),
    )


def _render_all(site: Site, listing: Listing, facts: tuple[object, ...]) -> Iterator[Page]:
    for unit in _cut(site, listing, facts):
        yield from unit.render()


def _cut(site: Site, listing: Listing, facts: tuple[object, ...]) -> Iterator[PageUnit]:
    """The pages of a listing, one at least."""
    chunks = _split(site, listing.papers)
    for number, chunk in enumerate(chunks, start=1):
        yield PageUnit(
            name=numbered_address(listing.address, number),
            papers=chunk,
            facts=(*facts, number, len(chunks), len(listing.papers)),
            render=partial(_render_page, site, listing, chunk, number, len(chunks)),
        )


def _render_page(
    site: Site, listing: Listing, chunk: Sequence[Paper], number: int, last: int
) -> Iterator[Page]:
    where = f"page {number} of {last}" if last > 1 else ""
    yield page_of(
        site,
        "listing.html.j2",
        address=numbered_address(listing.address, number),
        title=f"{listing.title}, {where}" if number > 1 else listing.title,
        description=listing.lead,
        crumbs=(*listing.crumbs, Crumb(listing.title, listing.address)),
        previous=numbered_address(listing.address, number - 1) if number > 1 else "",
        following=numbered_address(listing.address, number + 1) if number < last else "",
        feeds_of=listing.feeds_address,
        values={
            "kind": listing.kind,
            "heading": listing.title,
            "lead": listing.lead,
            "more": mark_safe(listing.more if number == 1 else ""),
            "count": format_count(len(listing.papers), "paper"),
            "order": ", ".join(filter(None, (listing.order, where))),
            "feeds": feed_links(site, listing.feeds_address),
            "exports": export_links(site, listing.address) if number == 1 else [],
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


def _split(site: Site, papers: Sequence[Paper]) -> list[list[Paper]]:
    if len(papers) < 2:  # most persons have one, and no length has to be known
        return [list(papers)]
    chunks: list[list[Paper]] = [[]]
    size = 0
    for paper in papers:
        length = site.length(paper)
        full = len(chunks[-1]) == site.settings.page_size or size + length > PAGE_BYTES
        if full and chunks[-1]:
            chunks.append([])
            size = 0
        chunks[-1].append(paper)
        size += length
    return chunks
