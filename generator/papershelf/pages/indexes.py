"""Index pages: all values of an axis with their counts, in sections.

Takes an `IndexPage`; returns its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from papershelf.catalogue.axes import Axis
from papershelf.core.page import Page
from papershelf.pages.layout import Crumb, make_page
from papershelf.pages.listings import page_links
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.templates import mark_safe

MAX_ENTRIES_WITH_NOTES = 300
"""Maximum number of entries with descriptions; longer indexes omit them to keep the page small."""


class IndexEntry(NamedTuple):
    """One value of an axis, with the number of its papers; `hue` is that of a tag."""

    label: str
    address: str
    paper_count: int
    note: str = ""
    hue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSection:
    """A group of values, or the papers of one value; `address` is the section's own page, if any.

    `items_html` has the papers as list items, `extra_html` is HTML above them. `hue` is the color of
    the section, 0 without one.
    """

    title: str
    entries: tuple[IndexEntry, ...] = ()
    lead: str = ""
    anchor: str = ""
    address: str = ""
    items_html: str = ""
    extra_html: str = ""
    hue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """One page of values; `extra_html` is HTML above the sections.

    If the index has several pages, `page_number` and `page_count` give the position of this one,
    and `first_address` is the address of the first. `feeds_of` is the address of the page whose
    feeds are linked, if any.
    """

    address: str
    title: str
    lead: str
    sections: tuple[IndexSection, ...]
    crumbs: tuple[Crumb, ...] = ()
    extra_html: str = ""
    first_address: str = ""
    page_number: int = 1
    page_count: int = 1
    feeds_of: str | None = None


def plan_index_page(site: SiteContext, index: IndexPage) -> PageTask:
    """Return the task of an index page."""
    return PageTask(
        name=index.address,
        papers=(),
        facts=(index,),
        render=partial(render_index_page, site, index),
    )


def plan_empty_index(site: SiteContext, axis: Axis) -> PageTask:
    """Return an index without values. It exists because the navigation links to it, and says why it is empty."""
    title, lead = (axis.text(site.messages, name) for name in ("title", "empty"))
    return plan_index_page(
        site, IndexPage(address=axis.address, title=title, lead=lead, sections=())
    )


def render_index_page(site: SiteContext, index: IndexPage) -> Iterator[Page]:
    """Render an index page."""
    title, number = index.title, index.page_number
    if number > 1:
        title = site.messages.text("list.title_and_page", title=title, page=number)
    steps = page_links(index.first_address, number, index.page_count)
    addresses = {step.label: step.address for step in steps}
    yield make_page(
        site,
        "index.html.j2",
        address=index.address,
        title=title,
        description=index.lead,
        crumbs=(*index.crumbs, Crumb(index.title, index.first_address or index.address)),
        previous_address=addresses.get(f"{number - 1}", ""),
        next_address=addresses.get(f"{number + 1}", ""),
        feeds_of=index.feeds_of,
        values={
            "heading": index.title,
            "lead": index.lead,
            "more": mark_safe(index.extra_html),
            "sections": [
                (one, mark_safe(one.items_html), mark_safe(one.extra_html))
                for one in index.sections
            ],
            "has_items": any(one.items_html for one in index.sections),
            "with_notes": sum(len(s.entries) for s in index.sections) <= MAX_ENTRIES_WITH_NOTES,
            "pages": steps,
        },
    )
