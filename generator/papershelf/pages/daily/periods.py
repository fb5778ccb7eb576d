"""Pages of weeks, grouped by day, and of months, with a calendar.

Takes a `SiteContext`; yields page tasks. A week has a page if it has papers; a month, if one of its
days has a page. A paper that was featured repeatedly is shown once, on the latest day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator

from papershelf.catalogue.daily import daily_papers, list_days
from papershelf.catalogue.news import sort_by_upvotes, week_range
from papershelf.core.identifiers import IsoDate
from papershelf.pages.daily.day_links import (
    list_week_addresses,
    order_by_upvotes,
    render_row,
    render_steps,
    with_count_day,
)
from papershelf.pages.daily.month_calendar import render_month
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, ListingGroup, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper, PaperId


def plan_weeks(site: SiteContext) -> Iterator[PageTask]:
    """Yield a page for each week with papers."""
    weeks = _group_days(daily_papers(site.catalogue), site_paths.week_address)
    steps = [(address, _week_title(site, days[0])) for address, days in weeks.items()]
    for place, days in enumerate(weeks.values()):
        yield plan_listing(site, _week_listing(site, days, render_steps(site, steps, place)))


def plan_months(site: SiteContext) -> Iterator[PageTask]:
    """Yield a page for each month in which a day has a page."""
    months = _group_days(list_days(site.catalogue, site.trending), site_paths.month_address)
    steps = [(address, site.messages.date(days[0][:7])) for address, days in months.items()]
    weeks = list_week_addresses(site)
    for place, days in enumerate(months.values()):
        near = render_steps(site, steps, place)
        yield plan_listing(site, _month_listing(site, days, near, weeks))


def _group_days(
    days: Iterable[IsoDate], address_of: Callable[[IsoDate], str]
) -> dict[str, list[IsoDate]]:
    """Group days by the address of their week or month; the latest comes first."""
    groups: dict[str, list[IsoDate]] = {}
    for day in days:
        groups.setdefault(address_of(day), []).append(day)
    return groups


def _week_title(site: SiteContext, day: IsoDate) -> str:
    week = week_range(day)
    return site.messages.date_span(week.first, week.last)


def _papers_by_day(site: SiteContext, days: Iterable[IsoDate]) -> dict[IsoDate, list[Paper]]:
    """Return the papers of each day that no earlier one of `days` has; none for a day without."""
    by_day = daily_papers(site.catalogue)
    seen: set[PaperId] = set()
    groups: dict[IsoDate, list[Paper]] = {}
    for day in days:
        papers = by_day[day].papers if day in by_day else ()
        if new := [paper for paper in papers if paper.id not in seen]:
            groups[day] = new
            seen.update(paper.id for paper in new)
    return groups


def _week_listing(site: SiteContext, days: list[IsoDate], steps: list[str]) -> Listing:
    messages = site.messages
    by_day = _papers_by_day(site, days)
    papers = [paper for members in by_day.values() for paper in members]
    title = _week_title(site, days[0])
    has_upvotes = any(paper.upvotes for paper in papers)
    order = "latest_day_and_most_upvotes_first" if has_upvotes else "latest_day_first"
    return Listing(
        address=site_paths.week_address(days[0]),
        kind=messages.text("days.week"),
        title=title,
        lead=messages.text("days.period_lead", period=title),
        papers=papers,
        groups=tuple(
            ListingGroup(messages.full_day(day), site_paths.day_address(day), len(members))
            for day, members in by_day.items()
        ),
        crumbs=(_crumb(site), *_month_crumbs(site, days)),
        extra_html=render_row(site, steps),
        order=with_count_day(site, messages.text(f"list.{order}"), papers),
        feeds_of=site_paths.DIGESTS_ADDRESS,
    )


def _month_crumbs(site: SiteContext, days: list[IsoDate]) -> Iterator[Crumb]:
    """Yield the month of a week, if its days with papers are in one month."""
    if days[0][:7] == days[-1][:7]:
        yield Crumb(site.messages.date(days[0][:7]), site_paths.month_address(days[0]))


def _month_listing(
    site: SiteContext, days: list[IsoDate], steps: list[str], weeks: Container[str]
) -> Listing:
    messages, month, by_day = site.messages, IsoDate(days[0][:7]), daily_papers(site.catalogue)
    title = messages.date(month)
    papers = [paper for members in _papers_by_day(site, days).values() for paper in members]
    counts = {day: len(by_day[day].papers) if day in by_day else 0 for day in days}
    calendar = render_month(site, month, counts, weeks)
    order = order_by_upvotes(site, papers)
    return Listing(
        address=site_paths.month_address(month),
        kind=messages.text("days.month"),
        title=title,
        lead=messages.text("days.period_lead", period=title),
        papers=sort_by_upvotes(papers),
        crumbs=(_crumb(site),),
        extra_html=f"{render_row(site, steps)}{calendar}",
        order=order or messages.text("list.latest_day_first"),
        sort="upvotes" if order else "",
        feeds_of=site_paths.DIGESTS_ADDRESS,
    )


def _crumb(site: SiteContext) -> Crumb:
    return Crumb(site.messages.text("days.title"), site_paths.DAYS_ADDRESS)
