"""Indexes: all values of an axis with their counts, in sections.

An `Index` comes in, its page goes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from papershelf.core.page import Page
from papershelf.pages.layout import Crumb, page_of
from papershelf.pages.listings import page_links
from papershelf.pages.site_context import PageUnit, Site
from papershelf.pages.templates import mark_safe

NOTES_UP_TO = 300
"""Entries; a longer index leaves their descriptions out to stay a page that loads at once."""


class Entry(NamedTuple):
    """One value of an axis, with the number of its papers."""

    label: str
    address: str
    papers: int
    note: str = ""

    @property
    def shown_count(self) -> str:
        """The count as readers see it."""
        return f"{self.papers:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Values that belong together; `address` is where the section has a page of its own."""

    title: str
    entries: tuple[Entry, ...]
    lead: str = ""
    anchor: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One page of values; `more` is HTML above the sections.

    `number` and `last` place the page where the index has several, `first` is the address of the
    first of them. `feeds_of` is the address beside which its feeds stand, if it has some.
    """

    address: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    crumbs: tuple[Crumb, ...] = ()
    more: str = ""
    first: str = ""
    number: int = 1
    last: int = 1
    feeds_of: str | None = None


def plan_index(site: Site, index: Index) -> PageUnit:
    """The unit of an index page."""
    return PageUnit(
        name=index.address, papers=(), facts=(index,), render=partial(render_index, site, index)
    )


def plan_empty(site: Site, address: str, title: str, what: str) -> Iterator[PageUnit]:
    """An index without values: the navigation leads there, so it says why it is empty."""
    lead = f"No paper of this collection has {what} yet."
    yield plan_index(site, Index(address=address, title=title, lead=lead, sections=()))


def render_index(site: Site, index: Index) -> Iterator[Page]:
    """The page of an index."""
    steps = page_links(index.first, index.number, index.last)
    addresses = {step.label: step.address for step in steps}
    yield page_of(
        site,
        "index.html.j2",
        address=index.address,
        title=f"{index.title}, page {index.number}" if index.number > 1 else index.title,
        description=index.lead,
        crumbs=(*index.crumbs, Crumb(index.title, index.first or index.address)),
        previous=addresses.get(f"{index.number - 1}", ""),
        following=addresses.get(f"{index.number + 1}", ""),
        feeds_of=index.feeds_of,
        values={
            "heading": index.title,
            "lead": index.lead,
            "more": mark_safe(index.more),
            "sections": index.sections,
            "with_notes": sum(len(s.entries) for s in index.sections) <= NOTES_UP_TO,
            "pages": steps,
        },
    )
