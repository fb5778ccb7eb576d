"""Lists of the papers that have no value of an axis, such as no year, so that the numbers add up.

Takes an axis whose messages name the list (`none`), and the papers; yields nothing if all have values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from papershelf.catalogue.axes import Axis
from papershelf.pages.indexes import IndexEntry, IndexSection
from papershelf.pages.layout import axis_crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.model import Paper


def missing_value_sections(
    site: SiteContext, axis: Axis, address: str, papers: Sequence[Paper]
) -> Iterator[IndexSection]:
    """Yield the section of the index that leads to the list."""
    if papers:
        title = axis.text(site.messages, "none")
        entry = IndexEntry(site.messages.text("list.papers"), address, len(papers))
        yield IndexSection(title=title, entries=(entry,), anchor="none")


def plan_missing_values(
    site: SiteContext, axis: Axis, address: str, papers: Sequence[Paper]
) -> Iterator[PageTask]:
    """Yield the list."""
    if papers:
        listing = Listing(
            address=address,
            kind=axis.text(site.messages, "label"),
            title=axis.text(site.messages, "none"),
            lead=axis.text(site.messages, "none_lead"),
            papers=papers,
            crumbs=(axis_crumb(site, axis),),
        )
        yield plan_listing(site, listing)
