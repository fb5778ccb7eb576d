"""All papers, newest first. A `SiteContext` comes in, a unit of pages goes out."""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths


def plan_newest(site: SiteContext) -> Iterator[PageTask]:
    """The listing of all papers; it stands even where there is none yet."""
    listing = Listing(
        address=site_paths.PAPERS_ADDRESS,
        kind="All",
        title="Papers",
        lead=f"Every paper of {site.settings.site_name}.",
        papers=site.catalogue.papers,
        crumbs=(),
        feeds_of=site_paths.HOME_ADDRESS,
    )
    yield plan_listing(site, listing)
