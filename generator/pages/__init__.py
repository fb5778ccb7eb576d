"""All pages of the site: the catalogue comes in, `Page` objects go out, nothing is written.

`plan_pages` says what there is to make, `render_pages` makes all of it. The pages of papers, which
show related papers, can be planned apart (`plan_papers`) from all others (`plan_other_pages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.page import Page
from generator.pages.authors import plan_authors
from generator.pages.context import PageUnit, Site
from generator.pages.days import plan_days
from generator.pages.digests import plan_digests
from generator.pages.home import plan_home
from generator.pages.moved import plan_redirects, render_redirect
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
    "plan_pages",
    "plan_papers",
    "render_pages",
    "render_redirect",
]


def plan_pages(site: Site, redirects: Mapping[str, str] | None = None) -> Iterator[PageUnit]:
    """Every unit of pages that the site has; `redirects` maps old addresses to new ones."""
    yield from plan_papers(site)
    yield from plan_other_pages(site, redirects or {})


def plan_other_pages(site: Site, redirects: Mapping[str, str]) -> Iterator[PageUnit]:
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


def render_pages(site: Site, redirects: Mapping[str, str] | None = None) -> Iterator[Page]:
    """Every page of the site."""
    for unit in plan_pages(site, redirects):
        yield from unit.render()
