"""All papers, newest first. A `Site` comes in, a unit of pages goes out."""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageUnit, Site
from papershelf.records import site_paths


def plan_newest(site: Site) -> Iterator[PageUnit]:
    """The listing of all papers; it stands even where there is none yet."""
    listing = Listing(
        address=site_paths.PAPERS,
        kind="All",
        title="Papers",
        lead=f"Every paper of {site.settings.site_name}.",
        papers=site.catalogue.papers,
        crumbs=(),
        feeds_of=site_paths.HOME,
    )
    yield plan_listing(site, listing)
