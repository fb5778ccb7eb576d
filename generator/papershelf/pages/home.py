"""The home page and the search page: where readers begin.

A `Site` comes in, units of pages go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from papershelf.catalogue.news import news_day
from papershelf.core.asset_names import SEARCH_SCRIPT, SEARCH_STYLES
from papershelf.core.formatting import format_count
from papershelf.core.page import Page
from papershelf.exports.trending_feed import ranked_papers
from papershelf.pages.indexes import Entry, Section
from papershelf.pages.layout import feed_links, page_of
from papershelf.pages.site_context import HOME_NAME, PageUnit, Site
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.model import Paper
from papershelf.text.urls import safe_url

NEWEST_SHOWN = 12
TRENDING_SHOWN = 5
FEED_LIST = "feeds.opml"
_TAGS_SHOWN = 24
_VENUES_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Sum:
    """How many there are of something, and where they are listed."""

    text: str
    address: str


def plan_home(site: Site) -> Iterator[PageUnit]:
    """The home page and the search page."""
    feeds = (feed_links(site, site_paths.HOME), FEED_LIST in site.files)
    facts = (axis_sums(site), _sections(site), feeds, _digests(site))
    shown = (*site.catalogue.papers[:NEWEST_SHOWN], *_trending(site))
    yield PageUnit(name=HOME_NAME, papers=shown, facts=facts, render=partial(_render_home, site))
    yield PageUnit(
        name=site_paths.SEARCH, papers=(), facts=facts, render=partial(_render_search, site)
    )


def axis_sums(site: Site) -> tuple[Sum, ...]:
    """Every axis that has values, with their number."""
    catalogue = site.catalogue
    sums = (
        (len(catalogue.papers), "paper", site_paths.PAPERS),
        (len(catalogue.by_tag), "tag", site_paths.TAGS),
        (len(catalogue.by_venue), "venue", site_paths.VENUES),
        (len(catalogue.persons), "author", site_paths.AUTHORS),
        (len(catalogue.by_year), "year", site_paths.YEARS),
        (len(catalogue.by_day), "daily list", site_paths.DAYS),
    )
    return tuple(
        Sum(format_count(number, noun), address) for number, noun, address in sums if number
    )


def _render_home(site: Site) -> Iterator[Page]:
    settings = site.settings
    welcome = settings.welcome or settings.site_description
    papers = site.catalogue.papers
    yield page_of(
        site,
        "home.html.j2",
        address=site_paths.HOME,
        title=settings.site_name,
        description=settings.site_description or settings.welcome,
        crumbs=(),
        feeds_of=site_paths.HOME,
        values={
            "heading": settings.site_name,
            "welcome": [part for part in welcome.split("\n\n") if part.strip()],
            "search": site_paths.SEARCH,
            "sums": axis_sums(site),
            "newest": site_paths.PAPERS,
            "count": format_count(len(papers), "paper"),
            "items": mark_safe("\n".join(map(site.item, papers[:NEWEST_SHOWN]))),
            "trending": mark_safe("\n".join(map(site.item, _trending(site)))),
            "trending_address": site_paths.TRENDING,
            "sections": _sections(site),
            "feeds": feed_links(site, site_paths.HOME),
            "digests": _digests(site),
            "all_feeds": FEED_LIST if FEED_LIST in site.files else "",
            "mail": safe_url(settings.mail, mailto=True) or "",
        },
    )


def _digests(site: Site) -> str:
    """Where the digests stand, if there are any."""
    return site_paths.DIGESTS if any(map(news_day, site.catalogue.papers)) else ""


def _trending(site: Site) -> tuple[Paper, ...]:
    """The first papers of the newest ranking."""
    newest = site.trending.newest
    return ranked_papers(site.catalogue, newest)[:TRENDING_SHOWN] if newest else ()


def _sections(site: Site) -> tuple[Section, ...]:
    """The tags and the venues with most papers."""
    catalogue = site.catalogue
    tags = [
        Entry(catalogue.tags[tag].name, site_paths.tag_address(tag), len(papers))
        for tag, papers in catalogue.by_tag.items()
    ]
    venues = [
        Entry(catalogue.venues[venue].name, site_paths.venue_address(venue), len(papers))
        for venue, papers in catalogue.by_venue.items()
    ]
    return tuple(
        Section(title=title, address=address, entries=_largest(entries, limit), lead=lead)
        for title, address, entries, limit, lead in (
            ("Tags", site_paths.TAGS, tags, _TAGS_SHOWN, f"All {len(tags):,}"),
            ("Venues", site_paths.VENUES, venues, _VENUES_SHOWN, f"All {len(venues):,}"),
        )
        if entries
    )


def _largest(entries: list[Entry], limit: int) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (-entry.papers, entry.label))[:limit])


def _render_search(site: Site) -> Iterator[Page]:
    count = format_count(len(site.catalogue.papers), "paper")
    yield page_of(
        site,
        "search.html.j2",
        address=site_paths.SEARCH,
        title="Search",
        description=f"Search {count} by title, author, topic or identifier.",
        crumbs=(),
        values={
            "search": site_paths.SEARCH,
            "script": SEARCH_SCRIPT,
            "styles": SEARCH_STYLES,
            "sums": axis_sums(site),
            "count": count,
        },
    )
