"""Pages of days, and their index: the daily list, other new papers and the ranking of each day.

Takes a `SiteContext`; yields page tasks. A day has a page if papers were featured or added on it,
or if upvotes were counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.daily import DailyPapers, daily_papers, list_days
from papershelf.core.identifiers import IsoDate
from papershelf.pages.daily.day_links import (
    list_week_addresses,
    order_by_upvotes,
    render_row,
    render_steps,
    render_subscription,
)
from papershelf.pages.daily.month_calendar import render_month
from papershelf.pages.daily.ranking import day_ranking_appendix
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, render_step
from papershelf.pages.listings import Listing, ListingGroup, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths

_CALENDARS_SHOWN = 12


def plan_days(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of days, and a page for each of them."""
    days = list_days(site.catalogue, site.trending)
    if not days:
        return
    yield plan_index_page(site, _make_index(site, days))
    near = [(site_paths.day_address(day), site.messages.date(day)) for day in days]
    for place, day in enumerate(days):
        yield plan_listing(site, _day_listing(site, day, render_steps(site, near, place)))


def _make_index(site: SiteContext, days: list[IsoDate]) -> IndexPage:
    """Return the index: a calendar for each recent month, and a link to each earlier one."""
    messages, papers_of = site.messages, daily_papers(site.catalogue)
    months: dict[IsoDate, dict[IsoDate, int]] = {}
    for day in days:
        count = len(papers_of[day].papers) if day in papers_of else 0
        months.setdefault(IsoDate(day[:7]), {})[day] = count
    weeks = list_week_addresses(site)
    recent, older = [*months][:_CALENDARS_SHOWN], [*months][_CALENDARS_SHOWN:]
    sections = [
        IndexSection(
            title=messages.date(month),
            address=site_paths.month_address(month),
            extra_html=render_month(site, month, months[month], weeks),
        )
        for month in recent
    ]
    if older:
        entries = tuple(
            IndexEntry(
                messages.date(month), site_paths.month_address(month), sum(months[month].values())
            )
            for month in older
        )
        sections.append(IndexSection(title=messages.text("days.earlier"), entries=entries))
    return IndexPage(
        address=site_paths.DAYS_ADDRESS,
        title=messages.text("days.title"),
        lead=messages.text("days.lead"),
        sections=tuple(sections),
        extra_html=render_subscription(site),
        feeds_of=site_paths.DIGESTS_ADDRESS,
    )


def _day_listing(site: SiteContext, day: IsoDate, steps: list[str]) -> Listing:
    messages = site.messages
    daily = daily_papers(site.catalogue).get(day, DailyPapers())
    title = messages.date(day)
    order = order_by_upvotes(site, daily.papers)
    if daily.papers:
        steps.append(render_step(site_paths.week_address(day), messages.text("days.whole_week")))
    return Listing(
        address=site_paths.day_address(day),
        kind=messages.weekday(day),
        title=title,
        lead=_day_lead(site, daily, title),
        papers=daily.papers,
        groups=_day_groups(site, daily),
        crumbs=(
            Crumb(messages.text("days.title"), site_paths.DAYS_ADDRESS),
            Crumb(messages.date(day[:7]), site_paths.month_address(day)),
        ),
        extra_html=render_row(site, steps),
        order=order,
        sort="upvotes" if order else "date",
        feeds_of=site_paths.DIGESTS_ADDRESS,
        appendix=day_ranking_appendix(site, day),
    )


def _day_groups(site: SiteContext, daily: DailyPapers) -> tuple[ListingGroup, ...]:
    """Return the groups of a day's papers; a single group needs no heading."""
    if not (daily.listed and daily.added):
        return ()
    text = site.messages.text
    return (
        ListingGroup(text("days.listed"), "", len(daily.listed)),
        ListingGroup(text("days.added"), "", len(daily.added)),
    )


def _day_lead(site: SiteContext, daily: DailyPapers, date: str) -> str:
    if daily.listed and daily.added:
        key = "days.listed_and_added_lead"
    elif daily.listed:
        key = "days.listed_lead"
    else:
        key = "days.added_lead" if daily.added else "days.trending_lead"
    return site.messages.text(key, date=date)
