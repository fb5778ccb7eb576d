"""The listing of all papers, newest first. Takes a `SiteContext`; yields a page task."""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths


def plan_newest(site: SiteContext) -> Iterator[PageTask]:
    """Yield the listing of all papers; it exists even if there are none yet."""
    listing = Listing(
        address=site_paths.PAPERS_ADDRESS,
        kind="",
        title=site.messages.text("list.papers"),
        lead=site.messages.text("list.all_papers"),
        papers=site.catalogue.papers,
        crumbs=(),
        feeds_of=site_paths.HOME_ADDRESS,
        search_query="",
    )
    yield plan_listing(site, listing)
