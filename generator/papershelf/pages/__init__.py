"""All pages of the site, with one module for each kind of page. Planning renders nothing.

Takes the catalogue; returns page tasks that render on demand. Has no side effects. Templates
receive final values and fail on an unknown name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from papershelf.catalogue.axes import AXES
from papershelf.pages.axis_pages import plan_axis
from papershelf.pages.curation.health import plan_health
from papershelf.pages.daily import plan_daily
from papershelf.pages.home import plan_home
from papershelf.pages.newest import plan_newest
from papershelf.pages.paper.page import plan_paper_tasks
from papershelf.pages.people.authors import plan_authors, plan_shared_names
from papershelf.pages.people.members import plan_members
from papershelf.pages.people.submitters import plan_submitters
from papershelf.pages.reading_lists import plan_reading_lists
from papershelf.pages.redirects import plan_redirects, plan_removed, render_redirect
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.statistics import plan_statistics
from papershelf.pages.tags.tag_pages import plan_tags
from papershelf.pages.venues import plan_venues
from papershelf.pages.years import plan_years

__all__ = [
    "PageTask",
    "SiteContext",
    "plan_pages_except_papers",
    "plan_paper_tasks",
    "render_redirect",
]

_PLAN_BY_KIND: Mapping[str, Callable[[SiteContext], Iterator[PageTask]]] = {
    "reading_list": plan_reading_lists,
    "tag": plan_tags,
    "venue": plan_venues,
    "author": plan_authors,
    "year": plan_years,
    "day": plan_daily,
    "submitter": plan_submitters,
}
"""The axes whose pages have their own module."""


def plan_pages_except_papers(
    site: SiteContext, redirects: Mapping[str, str], removed: Iterable[str] = ()
) -> Iterator[PageTask]:
    """Yield all page tasks except those of papers; none of them depends on related papers."""
    yield from plan_newest(site)
    for axis in AXES:
        plan = _PLAN_BY_KIND.get(axis.kind, partial(plan_axis, axis))
        yield from plan(site)
    yield from plan_shared_names(site, redirects)
    yield from plan_members(site)
    yield from plan_statistics(site)
    yield from plan_health(site)
    yield from plan_home(site)
    yield from plan_redirects(site, redirects)
    yield from plan_removed(site, removed)
