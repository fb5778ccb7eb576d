"""Trending: what gained upvotes lately, today and on each past day, with the formula and its sums.

A `Site` comes in, units of pages go out; none where no upvotes were ever counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from papershelf.catalogue.trending import Day, Ranked
from papershelf.core.formatting import format_count, format_date
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT, Page
from papershelf.exports.trending_feed import ranked_papers
from papershelf.pages.indexes import Entry, Index, Section, plan_index
from papershelf.pages.layout import Crumb, feed_links, page_of
from papershelf.pages.site_context import PageUnit, Site
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.text.latex_render import render_rich

CRUMB = Crumb("Trending", site_paths.TRENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLine:
    """A rising tag as readers see it."""

    label: str
    address: str
    gain: str


def plan_trending(site: Site) -> Iterator[PageUnit]:
    """The newest ranking, that of every day, and the index of them."""
    days = list(site.trending.days)  # newest first
    if not days:
        return
    yield _plan_day(site, days[0], site_paths.TRENDING, ("", ""))
    for place, day in enumerate(days):
        later = days[place - 1] if place else ""
        earlier = days[place + 1] if place + 1 < len(days) else ""
        yield _plan_day(site, day, site_paths.trending_address(day), (earlier, later))
    yield plan_index(site, _index(site))


def _plan_day(site: Site, day: IsoDate, address: str, beside: tuple[str, str]) -> PageUnit:
    ranking = site.trending.days[day]
    tags = tuple(repr(site.catalogue.tags[tag.tag]) for tag in ranking.tags)
    feeds = feed_links(site, site_paths.TRENDING)
    return PageUnit(
        name=address,
        papers=ranked_papers(site.catalogue, ranking),
        facts=(day, ranking, beside, tags, feeds),
        render=partial(_render_day, site, day, address, beside),
    )


def _render_day(site: Site, day: IsoDate, address: str, beside: tuple[str, str]) -> Iterator[Page]:
    ranking = site.trending.days[day]
    is_newest = address == site_paths.TRENDING
    title = "Trending" if is_newest else f"Trending on {format_date(day)}"
    last = Crumb(format_date(day), address)
    yield page_of(
        site,
        "trending.html.j2",
        address=address,
        title=title,
        description=f"Papers that gained most upvotes up to {format_date(day)}.",
        crumbs=(CRUMB,) if is_newest else (CRUMB, last),
        feeds_of=site_paths.TRENDING,
        values={
            "heading": title,
            "lead": f"The papers that gained most upvotes up to {format_date(day)}.",
            "count": format_count(len(ranking.ranked), "paper"),
            "feeds": feed_links(site, site_paths.TRENDING),
            "steps": _steps(beside),
            "items": mark_safe("\n".join(_item(site, one) for one in ranking.ranked)),
            "tags": _tag_lines(site, ranking),
            "days": site.settings.trending_window,
            "formula": _formula(site),
            "example": _example(site, ranking.ranked[0]),
        },
    )


def _steps(beside: tuple[str, str]) -> list[tuple[str, str]]:
    """Links to the days before and after, and to all of them."""
    near = [
        (f"{sign} {format_date(day)}", site_paths.trending_address(IsoDate(day)))
        for sign, day in zip("←→", beside, strict=True)
        if day
    ]
    return [*near, ("All days", site_paths.TRENDING_DAYS)]


def _item(site: Site, one: Ranked) -> str:
    """A paper's entry, with what it gained as its last line."""
    entry = site.item(site.catalogue.by_id[one.paper]).removesuffix("</li>")
    total = format_count(one.upvotes, "upvote")
    return f'{entry}<p class="by">+{one.gain:,} · {total} · score {one.score:.3g}</p></li>'


def _tag_lines(site: Site, ranking: Day) -> list[TagLine]:
    return [
        TagLine(
            label=site.catalogue.tags[tag.tag].name,
            address=site_paths.tag_address(tag.tag),
            gain=f"+{tag.gain:,} after +{tag.before:,}",
        )
        for tag in ranking.tags
    ]


def _formula(site: Site) -> Markup:
    """The formula with the parameters of this site."""
    settings = site.settings
    source = (
        rf"$\text{{score}} = \frac{{\text{{gain}}^{{{settings.trending_exponent:g}}}}}"
        rf"{{(\text{{age}} + {settings.trending_offset:g})^{{{settings.trending_gravity:g}}}}}$"
    )
    return mark_safe(render_rich(source).html)


def _example(site: Site, one: Ranked) -> Markup:
    """The formula, worked for one paper of the ranking."""
    settings = site.settings
    paper = site.catalogue.by_id[one.paper]
    source = (
        rf"$\frac{{{one.gain}^{{{settings.trending_exponent:g}}}}}"
        rf"{{({one.age} + {settings.trending_offset:g})^{{{settings.trending_gravity:g}}}}}"
        rf" = {one.score:.3g}$"
    )
    title = site.short_title(paper)
    link = f'<a href="{ROOT}{site_paths.paper_address(paper.id)}">{title}</a>'
    gained = format_count(one.gain, "upvote")
    age = format_count(one.age, "day")
    return mark_safe(f"{link} gained {gained} and is {age} old: {render_rich(source).html}")


def _index(site: Site) -> Index:
    months: dict[str, list[Entry]] = {}
    for day, ranking in site.trending.days.items():
        entry = Entry(format_date(day), site_paths.trending_address(day), len(ranking.ranked))
        months.setdefault(day[:7], []).append(entry)
    return Index(
        address=site_paths.TRENDING_DAYS,
        title="All days",
        lead=f"What was trending on {format_count(len(site.trending.days), 'day')}.",
        sections=tuple(
            Section(title=format_date(month), entries=tuple(entries))
            for month, entries in months.items()
        ),
        crumbs=(CRUMB,),
    )
