"""All pages of the site: the catalogue comes in, units of pages go out, nothing is rendered.

The pages of papers (`plan_papers`), which show related papers, are planned apart from all others
(`plan_other_pages`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.pages.authors import plan_authors
from generator.pages.context import PageUnit, Site
from generator.pages.days import plan_days
from generator.pages.digests import plan_digests
from generator.pages.home import plan_home
from generator.pages.moved import plan_redirects, plan_removed, render_redirect
from generator.pages.newest import plan_newest
from generator.pages.paper import plan_papers
from generator.pages.statistics import plan_statistics
from generator.pages.tags import plan_tags
from generator.pages.trending import plan_trending
from generator.pages.venues import plan_venues
from generator.pages.years import plan_years

__all__ = [
    "PageUnit",
    "Site",
    "plan_other_pages",
    "plan_papers",
    "render_redirect",
]


def plan_other_pages(
    site: Site, redirects: Mapping[str, str], removed: Iterable[str] = ()
) -> Iterator[PageUnit]:
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
