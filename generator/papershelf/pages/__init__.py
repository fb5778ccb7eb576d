"""All pages of the site, one module for each kind of page. Nothing is rendered while planning.

The catalogue comes in, page units that render on demand go out. Pure.
Templates get finished values and fail for an unknown name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from papershelf.pages.authors import plan_authors
from papershelf.pages.days import plan_days
from papershelf.pages.digests import plan_digests
from papershelf.pages.home import plan_home
from papershelf.pages.newest import plan_newest
from papershelf.pages.paper.page import plan_paper_tasks
from papershelf.pages.redirects import plan_redirects, plan_removed, render_redirect
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.statistics import plan_statistics
from papershelf.pages.tags import plan_tags
from papershelf.pages.trending import plan_trending
from papershelf.pages.venues import plan_venues
from papershelf.pages.years import plan_years

__all__ = [
    "PageTask",
    "SiteContext",
    "plan_pages_except_papers",
    "plan_paper_tasks",
    "render_redirect",
]


def plan_pages_except_papers(
    site: SiteContext, redirects: Mapping[str, str], removed: Iterable[str] = ()
) -> Iterator[PageTask]:
    """Every unit but those of papers: nothing in them depends on which papers are related."""
    yield from plan_newest(site)
    yield from plan_tags(site)
    yield from plan_venues(site)
    yield from plan_authors(site)
    yield from plan_years(site)
    yield from plan_days(site)
    yield from plan_digests(site)
    yield from plan_trending(site)
    yield from plan_statistics(site)
    yield from plan_home(site)
    yield from plan_redirects(site, redirects)
    yield from plan_removed(removed)
