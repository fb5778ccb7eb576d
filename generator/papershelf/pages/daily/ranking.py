"""Rankings by recent upvotes: the page of the newest one, and a short form for days and home.

Takes a `SiteContext`; yields a page task, none if upvotes were never counted, and returns HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from papershelf.catalogue.tag_hues import tag_hue
from papershelf.catalogue.trending import DayRanking, RankedPaper
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.exports.trending_feed import papers_of_ranking
from papershelf.pages.entry.list_item import add_to_rail
from papershelf.pages.layout import Crumb, list_feed_links, make_page, render_step
from papershelf.pages.listings import Appendix
from papershelf.pages.site_context import MAX_ABSTRACTS, PageTask, SiteContext
from papershelf.pages.templates import mark_safe, render_body
from papershelf.records import site_paths
from papershelf.records.author_list import format_authors
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import render_rich


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingTagLine:
    """A rising tag as shown on the page."""

    label: str
    address: str
    hue: int
    gain: str


def plan_trending(site: SiteContext) -> Iterator[PageTask]:
    """Yield the page of the newest ranking."""
    for day, ranking in [*site.trending.days.items()][:1]:
        yield PageTask(
            name=site_paths.TRENDING_ADDRESS,
            papers=papers_of_ranking(site.catalogue, ranking),
            facts=(*_facts(site, day), list_feed_links(site, site_paths.TRENDING_ADDRESS)),
            render=partial(_render_newest, site, day),
        )


def _facts(site: SiteContext, day: IsoDate) -> tuple[object, ...]:
    ranking = site.trending.days[day]
    return (
        day,
        ranking,
        tuple(
            (repr(site.catalogue.tags[tag.tag]), tag_hue(site.catalogue, tag.tag))
            for tag in ranking.tags
        ),
    )


def _render_newest(site: SiteContext, day: IsoDate) -> Iterator[Page]:
    ranking, messages = site.trending.days[day], site.messages
    lead = messages.text("trending.lead", date=messages.date(day))
    title = messages.text("trending.title")
    steps = [
        (messages.date(day), site_paths.day_address(day)),
        (messages.text("trending.all_days"), site_paths.DAYS_ADDRESS),
    ]
    yield make_page(
        site,
        "trending.html.j2",
        address=site_paths.TRENDING_ADDRESS,
        title=title,
        description=lead,
        crumbs=(Crumb(title, site_paths.TRENDING_ADDRESS),),
        feeds_of=site_paths.TRENDING_ADDRESS,
        values={
            "heading": title,
            "lead": lead,
            "count": messages.count("count.papers", len(ranking.ranked)),
            "feeds": list_feed_links(site, site_paths.TRENDING_ADDRESS),
            "steps": steps,
            "items": _ranked_items(site, ranking.ranked),
            "tags": _rising_tag_lines(site, ranking),
            "days": site.settings.trending_window,
            "formula": _render_formula(site),
            "example": _render_example(site, ranking.ranked[0]),
        },
    )


def _ranked_items(site: SiteContext, ranked: Sequence[RankedPaper]) -> Markup:
    """Render the list items of papers, each with its rank and gain."""
    is_long = len(ranked) > MAX_ABSTRACTS
    items = []
    for rank, one in enumerate(ranked, 1):
        item = site.list_items([site.catalogue.by_id[one.paper]], brief=is_long)
        # The list is ordered, so screen readers announce the rank already.
        number = f'<span class="rank" aria-hidden="true">{rank}</span>'
        gain = f'<p class="gain">{escape_html(_gain_text(site, one))}</p>'
        items.append(add_to_rail(item, number, gain))
    return mark_safe("\n".join(items))


def _gain_text(site: SiteContext, ranked: RankedPaper) -> str:
    return site.messages.count(
        "trending.gain",
        site.settings.trending_window,
        gain=site.messages.number(ranked.gain),
    )


def render_short_ranking(site: SiteContext, ranked: Sequence[RankedPaper]) -> Markup:
    """Render a ranking as list items with the title, authors and gain of each paper."""
    items = (_short_item(site, rank, one) for rank, one in enumerate(ranked, 1))
    return mark_safe("\n".join(items))


def _short_item(site: SiteContext, rank: int, ranked: RankedPaper) -> str:
    paper = site.catalogue.by_id[ranked.paper]
    address = f"{ROOT_PLACEHOLDER}{site_paths.paper_address(paper.id)}"
    by = f'<p class="by" dir="auto">{escape_html(format_authors(paper.authors, site.messages))}</p>'
    upvotes = site.messages.count("count.upvotes", ranked.upvotes)
    gain = f"{upvotes} · {_gain_text(site, ranked)}"
    return (
        f'<li><span class="rank" aria-hidden="true">{rank}</span>'
        f'<h3 dir="auto"><a href="{address}">{site.short_title(paper)}</a></h3>'
        f"{by if paper.authors else ''}"
        f'<p class="gain">{escape_html(gain)}</p></li>'
    )


def day_ranking_appendix(site: SiteContext, day: IsoDate) -> Appendix | None:
    """Return the ranking of a day, for the page of the day."""
    ranking = site.trending.days.get(day)
    if ranking is None:
        return None
    return Appendix(
        papers=papers_of_ranking(site.catalogue, ranking),
        facts=_facts(site, day),
        render=partial(_render_day, site, ranking),
    )


def _render_day(site: SiteContext, ranking: DayRanking) -> str:
    step = render_step(site_paths.TRENDING_SCORE, site.messages.text("trending.formula"))
    return render_body(
        "day_ranking.html.j2",
        site.messages,
        root=ROOT_PLACEHOLDER,
        items=render_short_ranking(site, ranking.ranked),
        tags=_rising_tag_lines(site, ranking),
        days=site.settings.trending_window,
        formula=mark_safe(step),
    )


def _rising_tag_lines(site: SiteContext, ranking: DayRanking) -> list[RisingTagLine]:
    return [
        RisingTagLine(
            label=site.catalogue.tags[tag.tag].name,
            address=site_paths.tag_address(tag.tag),
            hue=tag_hue(site.catalogue, tag.tag),
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
