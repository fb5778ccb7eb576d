"""The statistics page: papers for each year, venue and tag, the share with code, and trends of tags.

Takes a `SiteContext`; yields a task with one page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from papershelf.catalogue.axes.venues import VENUES
from papershelf.catalogue.axes.years import YEARS
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.core.page import Page
from papershelf.pages.charts import render_bar_chart, render_column_chart, render_line_chart
from papershelf.pages.home import AxisCount, count_axes
from papershelf.pages.indexes import IndexPage, plan_index_page
from papershelf.pages.layout import Crumb, make_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.tags.tag_trends import TagTrend, compute_tag_trends
from papershelf.pages.tags.tag_years import compute_tag_years
from papershelf.pages.templates import mark_safe
from papershelf.pages.venues import papers_without_venue
from papershelf.pages.years import MAX_YEARS_SHOWN, papers_without_year, render_year_chart
from papershelf.records import site_paths

_VENUES_SHOWN = 30
_TAGS_SHOWN = 40
_TRENDS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """A table row with its bar; `hue` is that of a tag."""

    label: str
    address: str
    count: str
    picture: Markup
    hue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow:
    """The trend of a tag: a line over the years, and its share in both periods."""

    label: str
    address: str
    hue: int
    picture: Markup
    before: str
    now: str
    change: str


def plan_statistics(site: SiteContext) -> Iterator[PageTask]:
    """Yield the statistics page."""
    counts = _axis_counts(site)
    if any(counts):
        facts = (
            counts,
            _other_venue_counts(site),
            compute_tag_trends(site.catalogue),
            compute_tag_years(site.catalogue),
            _code_shares(site),
            count_axes(site),
        )
        yield PageTask(
            name=site_paths.STATISTICS_ADDRESS,
            papers=(),
            facts=facts,
            render=partial(_render_statistics, site),
        )
    else:
        yield plan_index_page(
            site,
            IndexPage(
                address=site_paths.STATISTICS_ADDRESS,
                title=site.messages.text("statistics.title"),
                lead=site.messages.text("statistics.empty"),
                sections=(),
            ),
        )


_AxisValue = tuple[str, str, int, int]
"""A name, an address, a number of papers, and a hue."""


def _axis_counts(site: SiteContext) -> tuple[list[_AxisValue], ...]:
    """Return the name, address, number of papers and hue of every year, venue and tag."""
    catalogue = site.catalogue
    years = [
        (f"{year}", site_paths.year_address(year), len(papers), 0)
        for year, papers in catalogue.by_year.items()
    ]
    venues = [
        (catalogue.venues[venue].name, site_paths.venue_address(venue), len(papers), 0)
        for venue, papers in catalogue.by_venue.items()
    ]
    tags = [
        (
            catalogue.tags[tag].name,
            site_paths.tag_address(tag),
            len(papers),
            tag_hue(catalogue, tag),
        )
        for tag, papers in catalogue.by_tag.items()
    ]
    if years and (undated := len(papers_without_year(catalogue))):
        years.append((YEARS.text(site.messages, "none"), site_paths.NO_YEAR_ADDRESS, undated, 0))
    return years, venues, tags


def _other_venue_counts(site: SiteContext) -> list[_AxisValue]:
    """Return the numbers of papers of venues without pages, and of no venue."""
    messages, unlisted = site.messages, site.catalogue.by_unlisted_venue
    rows = [
        (
            messages.text("venues.other"),
            f"{site_paths.VENUES_ADDRESS}#other",
            sum(map(len, unlisted.values())),
            0,
        ),
        (
            VENUES.text(messages, "none"),
            site_paths.NO_VENUE_ADDRESS,
            len(papers_without_venue(site.catalogue)),
            0,
        ),
    ]
    return [row for row in rows if row[2]]


def _render_statistics(site: SiteContext) -> Iterator[Page]:
    years, venues, tags = _axis_counts(site)
    trends = compute_tag_trends(site.catalogue)
    rising = [trend for trend in trends.tags if trend.change > 0][:_TRENDS_SHOWN]
    falling = [trend for trend in reversed(trends.tags) if trend.change < 0][:_TRENDS_SHOWN]
    messages = site.messages
    title = messages.text("statistics.title")
    papers = messages.count("count.papers", len(site.catalogue.papers))
    sums: tuple[AxisCount, ...] = count_axes(site)
    values = {
        "heading": title,
        "lead": messages.text("statistics.lead", papers=papers),
        "sums": sums,
        "years": _year_rows(site, years),
        "year_chart": mark_safe(render_year_chart(site)) if years else "",
        "code_chart": mark_safe(_render_code_chart(site)),
        "tag_years": _tag_year_rows(site),
        "tag_year_names": compute_tag_years(site.catalogue).years,
        "venues": _make_bars(site, venues, _VENUES_SHOWN, _other_venue_counts(site)),
        "tags": _make_bars(site, tags, _TAGS_SHOWN),
        "rising": [_make_trend_row(site, trend) for trend in rising],
        "falling": [_make_trend_row(site, trend) for trend in falling],
        "before": trends.previous_window,
        "now": trends.recent_window,
    }
    yield make_page(
        site,
        "statistics.html.j2",
        address=site_paths.STATISTICS_ADDRESS,
        title=title,
        description=str(values["lead"]),
        crumbs=(Crumb(title, site_paths.STATISTICS_ADDRESS),),
        values=values,
    )


def _code_shares(site: SiteContext) -> list[tuple[str, int]]:
    """Return the percentage of papers with code in each year; none if no paper has code."""
    by_year = site.catalogue.by_year
    with_code = {year: sum(bool(paper.code) for paper in by_year[year]) for year in by_year}
    if not any(with_code.values()):
        return []
    # Rounded half up, in integers.
    return [
        (f"{year}", (200 * with_code[year] + len(by_year[year])) // (2 * len(by_year[year])))
        for year in sorted(by_year)
    ]


def _year_rows(site: SiteContext, years: Sequence[_AxisValue]) -> list[tuple[str, ...]]:
    """Return a row for each year: its name, address, number of papers, and share of those with code."""
    shares = dict(_code_shares(site))
    return [
        (
            label,
            address,
            site.messages.number(count),
            site.messages.percent(shares[label] / 100, 0) if label in shares else "",
        )
        for label, address, count, _ in years
    ]


def _render_code_chart(site: SiteContext) -> str:
    """Render the share of papers with code by year, "" without code or with one year."""
    shares = _code_shares(site)[-MAX_YEARS_SHOWN:]
    if len(shares) < 2:
        return ""
    return render_column_chart(
        shares,
        site.messages.text("statistics.code_share"),
        site.messages,
        lambda share: site.messages.percent(share / 100, 0),
    )


def _tag_year_rows(site: SiteContext) -> list[dict[str, object]]:
    """Return the rows of the heat map: a tag, and a number with its shade for each year."""
    catalogue, number = site.catalogue, site.messages.number
    return [
        {
            "label": catalogue.tags[row.tag].name,
            "address": site_paths.tag_address(row.tag),
            "hue": tag_hue(catalogue, row.tag),
            "cells": [
                (shade, number(count) if count else "")
                for count, shade in zip(row.counts, row.shades, strict=True)
            ],
        }
        for row in compute_tag_years(catalogue).rows
    ]


def _make_bars(
    site: SiteContext,
    counts: list[_AxisValue],
    limit: int,
    others: Sequence[_AxisValue] = (),
) -> list[BarRow]:
    """Return the largest counts with their bars, largest first, then those of `others`."""
    largest = [*sorted(counts, key=lambda row: (-row[2], row[0]))[:limit], *others]
    longest = max((value[2] for value in largest), default=0)
    return [
        BarRow(
            label=label,
            address=address,
            count=site.messages.number(count),
            picture=mark_safe(render_bar_chart(count, longest)),
            hue=hue,
        )
        for label, address, count, hue in largest
    ]


def _make_trend_row(site: SiteContext, trend: TagTrend) -> TrendRow:
    sign = "+" if trend.change > 0 else "−"
    return TrendRow(
        label=site.catalogue.tags[trend.tag].name,
        address=site_paths.tag_address(trend.tag),
        hue=tag_hue(site.catalogue, trend.tag),
        picture=mark_safe(render_line_chart(trend.shares)),
        before=site.messages.percent(trend.previous_share),
        now=site.messages.percent(trend.recent_share),
        change=sign + site.messages.decimal(abs(trend.change) * 100, 1),
    )
