"""Trending pages: rankings by recent upvotes for each day, with the formula and an example.

Takes a `SiteContext`; yields page tasks, none if upvotes were never counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from papershelf.catalogue.trending import DayRanking, RankedPaper
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.exports.trending_feed import papers_of_ranking
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, list_feed_links, make_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.text.latex_render import render_rich


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingTagLine:
    """A rising tag as shown on the page."""

    label: str
    address: str
    gain: str


def plan_trending(site: SiteContext) -> Iterator[PageTask]:
    """Yield the newest ranking, the ranking of every day, and the index of rankings."""
    days = list(site.trending.days)  # newest first
    if not days:
        return
    yield _plan_day(site, days[0], site_paths.TRENDING_ADDRESS, ("", ""))
    for place, day in enumerate(days):
        later = days[place - 1] if place else ""
        earlier = days[place + 1] if place + 1 < len(days) else ""
        yield _plan_day(site, day, site_paths.trending_address(day), (earlier, later))
    yield plan_index_page(site, _make_index(site))


def _plan_day(
    site: SiteContext, day: IsoDate, address: str, adjacent_days: tuple[str, str]
) -> PageTask:
    ranking = site.trending.days[day]
    tags = tuple(repr(site.catalogue.tags[tag.tag]) for tag in ranking.tags)
    feeds = list_feed_links(site, site_paths.TRENDING_ADDRESS)
    return PageTask(
        name=address,
        papers=papers_of_ranking(site.catalogue, ranking),
        facts=(day, ranking, adjacent_days, tags, feeds),
        render=partial(_render_day, site, day, address, adjacent_days),
    )


def _render_day(
    site: SiteContext, day: IsoDate, address: str, adjacent_days: tuple[str, str]
) -> Iterator[Page]:
    ranking = site.trending.days[day]
    messages = site.messages
    date = messages.date(day)
    lead = messages.text("trending.lead", date=date)
    is_newest = address == site_paths.TRENDING_ADDRESS
    title = _title(site) if is_newest else messages.text("trending.day_title", date=date)
    crumbs = (_crumb(site),) if is_newest else (_crumb(site), Crumb(date, address))
    yield make_page(
        site,
        "trending.html.j2",
        address=address,
        title=title,
        description=lead,
        crumbs=crumbs,
        feeds_of=site_paths.TRENDING_ADDRESS,
        values={
            "heading": title,
            "lead": lead,
            "count": messages.count("count.papers", len(ranking.ranked)),
            "feeds": list_feed_links(site, site_paths.TRENDING_ADDRESS),
            "steps": _step_links(site, adjacent_days),
            "items": mark_safe("\n".join(_ranked_item(site, one) for one in ranking.ranked)),
            "tags": _rising_tag_lines(site, ranking),
            "days": site.settings.trending_window,
            "formula": _render_formula(site),
            "example": _render_example(site, ranking.ranked[0]),
        },
    )


def _title(site: SiteContext) -> str:
    return site.messages.text("trending.title")


def _crumb(site: SiteContext) -> Crumb:
    return Crumb(_title(site), site_paths.TRENDING_ADDRESS)


def _step_links(site: SiteContext, adjacent_days: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the links to the previous and next day and to the index."""
    text = site.messages.text
    near = [
        (text(key, title=site.messages.date(day)), site_paths.trending_address(IsoDate(day)))
        for key, day in zip(("list.previous_link", "list.next_link"), adjacent_days, strict=True)
        if day
    ]
    return [*near, (text("trending.all_days"), site_paths.TRENDING_DAYS_ADDRESS)]


def _ranked_item(site: SiteContext, ranked: RankedPaper) -> str:
    """Render the list item of a paper, with its gain as the last line."""
    entry = site.list_item(site.catalogue.by_id[ranked.paper]).removesuffix("</li>")
    text = site.messages.html(
        "trending.item",
        gain=site.messages.number(ranked.gain),
        upvotes=site.messages.count("count.upvotes", ranked.upvotes),
        score=f"{ranked.score:.3g}",
    )
    return f'{entry}<p class="by">{text}</p></li>'


def _rising_tag_lines(site: SiteContext, ranking: DayRanking) -> list[RisingTagLine]:
    return [
        RisingTagLine(
            label=site.catalogue.tags[tag.tag].name,
            address=site_paths.tag_address(tag.tag),
            gain=site.messages.count(
                "trending.tag_gain",
                site.settings.trending_window,
                gain=site.messages.number(tag.gain),
                before=site.messages.number(tag.before),
            ),
        )
        for tag in ranking.tags
    ]


def _render_formula(site: SiteContext) -> Markup:
    """Render the formula with the parameters of this site."""
    settings = site.settings
    source = (
        rf"$\text{{score}} = \frac{{\text{{gain}}^{{{settings.trending_exponent:g}}}}}"
        rf"{{(\text{{age}} + {settings.trending_offset:g})^{{{settings.trending_gravity:g}}}}}$"
    )
    return mark_safe(render_rich(source).html)


def _render_example(site: SiteContext, ranked: RankedPaper) -> Markup:
    """Render the formula with the numbers of one paper in the ranking."""
    settings = site.settings
    paper = site.catalogue.by_id[ranked.paper]
    source = (
        rf"$\frac{{{ranked.gain}^{{{settings.trending_exponent:g}}}}}"
        rf"{{({ranked.age} + {settings.trending_offset:g})^{{{settings.trending_gravity:g}}}}}"
        rf" = {ranked.score:.3g}$"
    )
    title = site.short_title(paper)
    link = f'<a href="{ROOT_PLACEHOLDER}{site_paths.paper_address(paper.id)}">{title}</a>'
    return site.messages.html(
        "trending.example",
        paper=mark_safe(link),
        upvotes=site.messages.count("count.upvotes", ranked.gain),
        age=site.messages.count("trending.age", ranked.age),
        formula=mark_safe(render_rich(source).html),
    )


def _make_index(site: SiteContext) -> IndexPage:
    messages = site.messages
    months: dict[str, list[IndexEntry]] = {}
    for day, ranking in site.trending.days.items():
        entry = IndexEntry(
            messages.date(day), site_paths.trending_address(day), len(ranking.ranked)
        )
        months.setdefault(day[:7], []).append(entry)
    return IndexPage(
        address=site_paths.TRENDING_DAYS_ADDRESS,
        title=messages.text("trending.all_days"),
        lead=messages.count("trending.all_days_lead", len(site.trending.days)),
        sections=tuple(
            IndexSection(title=messages.date(month), entries=tuple(entries))
            for month, entries in months.items()
        ),
        crumbs=(_crumb(site),),
    )
