"""The home page and the search page.

Takes a `SiteContext`; yields page tasks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TypeVar

from papershelf.catalogue.axes import AXES, Axis
from papershelf.catalogue.axes.reading_lists import READING_LISTS
from papershelf.catalogue.axes.tags import TAGS
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.daily import daily_papers
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.catalogue.trending import RankedPaper
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.core.page import Page
from papershelf.pages.daily.day_links import order_by_upvotes
from papershelf.pages.daily.ranking import render_short_ranking
from papershelf.pages.indexes import IndexEntry, IndexSection
from papershelf.pages.layout import list_feed_links, make_page
from papershelf.pages.site_context import HOME_TASK_NAME, PageTask, SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.model import Paper, TagId
from papershelf.text.urls import normalize_url, quote_query

TODAY_SHOWN = 12
NEWEST_SHOWN = 12
NEWEST_BELOW_TODAY = 5
TRENDING_SHOWN = 10
NEWEST_TAGS_SHOWN = 16
FEED_LIST_PATH = "feeds.opml"
_PHRASE = re.compile(r"[^\W\d_]{4,} [^\W\d_]{4,}(?= |$)")

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class AxisCount:
    """The number of values of an axis, and the address of their index."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A query that finds papers of the collection, what it shows, and the address of its results."""

    text: str
    kind: str
    address: str


def plan_home(site: SiteContext) -> Iterator[PageTask]:
    """Yield the home page and the search page."""
    feeds = (list_feed_links(site, site_paths.HOME_ADDRESS), FEED_LIST_PATH in site.files)
    counts = count_axes(site)
    today, trending = _today(site), _trending_papers(site)
    facts = (
        counts,
        _home_sections(site),
        feeds,
        _days_address(site),
        today and (today.day, today.earlier, len(today.papers)),
        trending,
        _trending_day(site),
    )
    papers = (site.catalogue.by_id[ranked.paper] for ranked in trending)
    shown = (*(today.papers[:TODAY_SHOWN] if today else ()), *papers, *_newest_papers(site))
    yield PageTask(
        name=HOME_TASK_NAME, papers=shown, facts=facts, render=partial(_render_home, site)
    )
    yield PageTask(
        name=site_paths.SEARCH_ADDRESS,
        papers=(),
        facts=(counts, _search_sections(site), list_example_queries(site.catalogue)),
        render=partial(_render_search, site),
    )


def count_axes(site: SiteContext) -> tuple[AxisCount, ...]:
    """Return every axis that has values, with their number."""
    catalogue = site.catalogue
    counts = [("count.papers", len(catalogue.papers), site_paths.PAPERS_ADDRESS)]
    counts += [
        (f"axes.{axis.kind}.count", len(axis.papers_of(catalogue)), axis.address) for axis in AXES
    ]
    return tuple(
        AxisCount(site.messages.count(key, number), address)
        for key, number, address in counts
        if number
    )


def _render_home(site: SiteContext) -> Iterator[Page]:
    settings = site.settings
    welcome = settings.welcome or settings.site_description
    papers = site.catalogue.papers
    yield make_page(
        site,
        "home.html.j2" if papers else "home_empty.html.j2",
        address=site_paths.HOME_ADDRESS,
        title=settings.site_name,
        description=settings.site_description or settings.welcome,
        crumbs=(),
        feeds_of=site_paths.HOME_ADDRESS,
        values={
            "heading": settings.site_name,
            "welcome": [part for part in welcome.split("\n\n") if part.strip()],
            "search": site_paths.SEARCH_ADDRESS,
            "sums": count_axes(site),
            "today": _today_values(site),
            "newest": site_paths.PAPERS_ADDRESS,
            "count": site.messages.count("count.papers", len(papers)),
            "items": mark_safe(site.list_items(_newest_papers(site))),
            "trending": render_short_ranking(site, _trending_papers(site)),
            "trending_day": _trending_day(site),
            "trending_address": site_paths.TRENDING_ADDRESS,
            "sections": _home_sections(site),
            "feeds": list_feed_links(site, site_paths.HOME_ADDRESS),
            "days": _days_address(site),
            "all_feeds": FEED_LIST_PATH if FEED_LIST_PATH in site.files else "",
            "mail": normalize_url(settings.mail, mailto=True) or "",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Today:
    """The newest daily list, and the day of the one before it, "" if there is none."""

    day: IsoDate
    earlier: str
    papers: tuple[Paper, ...]


def _today(site: SiteContext) -> _Today | None:
    """Return the newest daily list: the same data give the same page on any day."""
    days = [*islice(site.catalogue.by_day, 2)]
    if not days:
        return None
    papers = daily_papers(site.catalogue)[days[0]].listed
    return _Today(day=days[0], earlier="".join(days[1:]), papers=papers)


def _today_values(site: SiteContext) -> dict[str, object]:
    """Return the values of the newest daily list for the template; none without one."""
    today, messages = _today(site), site.messages
    if today is None:
        return {}
    shown = today.papers[:TODAY_SHOWN]
    earlier = IsoDate(today.earlier)
    return {
        "title": messages.full_day(today.day),
        "address": site_paths.day_address(today.day),
        "count": messages.count("count.papers", len(today.papers)),
        "order": order_by_upvotes(site, today.papers),
        "earlier": messages.date(earlier) if earlier else "",
        "earlier_address": site_paths.day_address(earlier),
        "latest": site_paths.LATEST_DAY_ADDRESS,
        "days": site_paths.DAYS_ADDRESS,
        "entries": mark_safe(site.list_items(shown)),
        "has_more": len(shown) < len(today.papers),
    }


def _days_address(site: SiteContext) -> str:
    """Return the address of the index of days, or "" if there are none."""
    return site_paths.DAYS_ADDRESS if daily_papers(site.catalogue) else ""


def _newest_papers(site: SiteContext) -> tuple[Paper, ...]:
    """Return the newest papers; fewer of them below a daily list."""
    return site.catalogue.papers[: NEWEST_BELOW_TODAY if _today(site) else NEWEST_SHOWN]


def _trending_papers(site: SiteContext) -> tuple[RankedPaper, ...]:
    """Return the first papers of the newest ranking."""
    newest = site.trending.newest
    return newest.ranked[:TRENDING_SHOWN] if newest else ()


def _trending_day(site: SiteContext) -> str:
    """Return the date of the newest ranking, unless it is that of the daily list above it."""
    day, today = next(iter(site.trending.days), None), _today(site)
    return site.messages.date(day) if day and not (today and today.day == day) else ""


def _home_sections(site: SiteContext) -> tuple[IndexSection, ...]:
    """Return the reading lists, in their order, and the largest tags and venues."""
    return tuple(_largest_section(site, axis) for axis in _home_axes(site))


def _search_sections(site: SiteContext) -> tuple[IndexSection, ...]:
    """Return the newest tags and the largest venues."""
    return tuple(
        _newest_tags_section(site) if axis is TAGS else _largest_section(site, axis)
        for axis in _home_axes(site)
    )


def _home_axes(site: SiteContext) -> Iterator[Axis]:
    return (axis for axis in AXES if axis.home_entries and axis.has_values(site.catalogue))


def _newest_tags_section(site: SiteContext) -> IndexSection:
    entries = tuple(_index_entry(site, TAGS, tag) for tag in list_newest_tags(site.catalogue))
    return IndexSection(
        title=site.messages.text("tags.newest"), address=TAGS.address, entries=entries
    )


def list_newest_tags(catalogue: Catalogue) -> tuple[TagId, ...]:
    """Return the tags of the newest papers, in the order of the papers."""
    found = dict.fromkeys(chain.from_iterable(paper.tags for paper in catalogue.papers))
    return tuple(islice(found, NEWEST_TAGS_SHOWN))


def _index_entry(site: SiteContext, axis: Axis, value: str) -> IndexEntry:
    catalogue = site.catalogue
    count = len(axis.papers_of(catalogue)[value])
    hue = tag_hue(catalogue, TagId(Slug(value))) if axis is TAGS else 0
    return IndexEntry(axis.title_of(catalogue, value), axis.address_of(value), count, hue=hue)


def _largest_section(site: SiteContext, axis: Axis) -> IndexSection:
    entries = [_index_entry(site, axis, value) for value in axis.papers_of(site.catalogue)]
    return IndexSection(
        title=axis.text(site.messages, "title"),
        address=axis.address,
        entries=tuple(entries[: axis.home_entries])
        if axis is READING_LISTS
        else _largest_entries(entries, axis.home_entries),
        lead=site.messages.text("list.all", count=site.messages.number(len(entries))),
    )


def _largest_entries(entries: list[IndexEntry], limit: int) -> tuple[IndexEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: (-entry.paper_count, entry.label))[:limit])


def list_example_queries(catalogue: Catalogue) -> tuple[ExampleQuery, ...]:
    """Return a query of each kind, with values of the collection that many papers have."""
    tags, venues = _most_used(catalogue.by_tag), _most_used(catalogue.by_venue)
    names = [catalogue.tags[tag].name for tag in tags]
    named = {
        person.name: person.papers
        for person in catalogue.persons.values()
        if '"' not in person.name
    }
    newest = next((paper for paper in catalogue.papers if paper.arxiv or paper.doi), None)
    year = next(iter(catalogue.by_year), None)
    examples = [
        ("topic", names[0] if names else ""),
        ("author", "".join(_most_used(named)[:1])),
        ("phrase", _find_phrase(catalogue, names)),
        ("id", (newest.arxiv or newest.doi) if newest else ""),
        ("without", f"tag:{tags[0]} -tag:{tags[1]}" if len(tags) > 1 else ""),
        (
            "field",
            " ".join(
                [
                    *(f"venue:{v}" for v in venues[:1]),
                    *([f"year:{year - 1}..{year}"] if year else []),
                ]
            ),
        ),
    ]
    return tuple(
        ExampleQuery(query, kind, f"{site_paths.SEARCH_ADDRESS}?q={quote_query(query)}")
        for kind, query in examples
        if query
    )


def _find_phrase(catalogue: Catalogue, names: Iterable[str]) -> str:
    """Return several words of a title in quotation marks: the name of a tag, or else its beginning."""
    titles = [paper.title.casefold() for paper in catalogue.papers]
    for name in names:
        phrase = name.casefold()
        if " " in phrase and '"' not in phrase and any(phrase in title for title in titles):
            return f'"{phrase}"'
    begins = filter(None, map(_PHRASE.match, titles))
    return next((f'"{begin[0]}"' for begin in begins), "")


def _most_used(papers_of: Mapping[Name, tuple[Paper, ...]]) -> list[Name]:
    """Return the values with the most papers first; in their order if they have as many."""
    return sorted(papers_of, key=lambda value: -len(papers_of[value]))


def _render_search(site: SiteContext) -> Iterator[Page]:
    count = site.messages.count("count.papers", len(site.catalogue.papers))
    yield make_page(
        site,
        "search.html.j2",
        address=site_paths.SEARCH_ADDRESS,
        title=site.messages.text("search.title"),
        description=site.messages.text("search.description", papers=count),
        crumbs=(),
        values={
            "search": site_paths.SEARCH_ADDRESS,
            "sums": count_axes(site),
            "sections": _search_sections(site),
            "examples": [
                {
                    "text": example.text,
                    "address": example.address,
                    "label": site.messages.text(f"examples.{example.kind}"),
                }
                for example in list_example_queries(site.catalogue)
            ],
            "count": count,
        },
        page_template="search.html",
    )
