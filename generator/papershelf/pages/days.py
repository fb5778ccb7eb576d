"""Daily lists: the featured papers by day, week and month, and an index of them.

Takes a `SiteContext`; yields page tasks, none if no paper was ever featured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from papershelf.catalogue.axes.days import DAYS
from papershelf.catalogue.news import week_range
from papershelf.core.identifiers import IsoDate
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, axis_crumb, render_step
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper, PaperId

_MONTHS_IN_FULL = 24


def plan_days(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of daily lists and the listings of days, weeks and months."""
    by_day = site.catalogue.by_day
    if not by_day:
        return
    yield plan_index_page(site, _make_index(site))
    days = list(by_day)  # newest first
    for place, day in enumerate(days):
        later = days[place - 1] if place else None
        earlier = days[place + 1] if place + 1 < len(days) else None
        yield plan_listing(site, _day_listing(site, day, earlier, later))
    yield from _plan_period_listings(
        site, site_paths.week_address, "days.week", partial(_week_title, site)
    )
    yield from _plan_period_listings(
        site, site_paths.month_address, "days.month", lambda day: site.messages.date(day[:7])
    )


def _week_title(site: SiteContext, day: IsoDate) -> str:
    week = week_range(day)
    return site.messages.date_span(week.first, week.last)


def _make_index(site: SiteContext) -> IndexPage:
    messages = site.messages
    months: dict[str, list[IndexEntry]] = {}
    for day, papers in site.catalogue.by_day.items():
        entry = IndexEntry(messages.weekday_and_day(day), site_paths.day_address(day), len(papers))
        months.setdefault(day[:7], []).append(entry)
    recent = list(months)[:_MONTHS_IN_FULL]
    sections = [
        IndexSection(
            title=messages.date(month),
            address=site_paths.month_address(IsoDate(month)),
            entries=tuple(months[month]),
        )
        for month in recent
    ]
    if len(months) > _MONTHS_IN_FULL:
        older = list(months)[_MONTHS_IN_FULL:]
        entries = tuple(
            IndexEntry(
                messages.date(month),
                site_paths.month_address(IsoDate(month)),
                sum(entry.paper_count for entry in months[month]),
            )
            for month in older
        )
        sections.append(IndexSection(title=messages.text("days.earlier"), entries=entries))
    return IndexPage(
        address=site_paths.DAYS_ADDRESS,
        title=DAYS.text(messages, "title"),
        lead=messages.count("days.lead", len(site.catalogue.by_day)),
        sections=tuple(sections),
    )


def _day_listing(
    site: SiteContext, day: IsoDate, previous_day: IsoDate | None, next_day: IsoDate | None
) -> Listing:
    messages = site.messages
    steps = [
        render_step(site_paths.day_address(other), messages.text(key, title=messages.date(other)))
        for key, other in (("list.previous_link", previous_day), ("list.next_link", next_day))
        if other
    ]
    steps.append(render_step(site_paths.week_address(day), messages.text("days.whole_week")))
    date = messages.date(day)
    return Listing(
        address=site_paths.day_address(day),
        kind=DAYS.text(messages, "label"),
        title=date,
        lead=messages.text("days.listing_lead", date=date),
        papers=site.catalogue.by_day[day],
        crumbs=(
            axis_crumb(site, DAYS),
            Crumb(messages.date(day[:7]), site_paths.month_address(day)),
        ),
        extra_html=f'<p class="more">{" ".join(steps)}</p>',
    )


def _plan_period_listings(
    site: SiteContext,
    address_of: Callable[[IsoDate], str],
    kind_key: str,
    title_of: Callable[[IsoDate], str],
) -> Iterator[PageTask]:
    """Yield the listings of the featured papers in each period with its own address."""
    spans: dict[str, dict[PaperId, Paper]] = {}
    titles: dict[str, str] = {}
    for day, papers in site.catalogue.by_day.items():
        address = address_of(day)
        titles.setdefault(address, title_of(day))
        spans.setdefault(address, {}).update((paper.id, paper) for paper in papers)
    for address, members in spans.items():
        listing = Listing(
            address=address,
            kind=site.messages.text(kind_key),
            title=titles[address],
            lead=site.messages.text("days.period_lead", period=titles[address]),
            papers=tuple(members.values()),
            crumbs=(axis_crumb(site, DAYS),),
            order=site.messages.text("list.latest_day_first"),
        )
        yield plan_listing(site, listing)
