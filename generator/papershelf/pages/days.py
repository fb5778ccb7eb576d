"""Daily lists: the featured papers by day, week and month, and an index of them.

Takes a `SiteContext`; yields page tasks, none if no paper was ever featured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from papershelf.core.formatting import format_count, format_date, format_week
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper, PaperId

CRUMB = Crumb("Daily lists", site_paths.DAYS_ADDRESS)
_MONTHS_IN_FULL = 24
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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
        site, site_paths.week_address, "Week", lambda day: format_week(day).capitalize()
    )
    yield from _plan_period_listings(
        site, site_paths.month_address, "Month", lambda day: format_date(day[:7])
    )


def _make_index(site: SiteContext) -> IndexPage:
    months: dict[str, list[IndexEntry]] = {}
    for day, papers in site.catalogue.by_day.items():
        entry = IndexEntry(_day_in_month(day), site_paths.day_address(day), len(papers))
        months.setdefault(day[:7], []).append(entry)
    recent = list(months)[:_MONTHS_IN_FULL]
    sections = [
        IndexSection(
            title=format_date(month),
            address=site_paths.month_address(IsoDate(month)),
            entries=tuple(months[month]),
        )
        for month in recent
    ]
    if len(months) > _MONTHS_IN_FULL:
        older = list(months)[_MONTHS_IN_FULL:]
        entries = tuple(
            IndexEntry(
                format_date(month),
                site_paths.month_address(IsoDate(month)),
                sum(entry.paper_count for entry in months[month]),
            )
            for month in older
        )
        sections.append(IndexSection(title="Earlier", entries=entries))
    return IndexPage(
        address=site_paths.DAYS_ADDRESS,
        title="Daily lists",
        lead=f"{format_count(len(site.catalogue.by_day), 'day')} on which papers were featured.",
        sections=tuple(sections),
    )


def _day_in_month(day: IsoDate) -> str:
    return f"{_WEEKDAYS[date.fromisoformat(day).weekday()]} {int(day[8:])}"


def _day_listing(
    site: SiteContext, day: IsoDate, previous_day: IsoDate | None, next_day: IsoDate | None
) -> Listing:
    steps = [
        f'<a href="{ROOT_PLACEHOLDER}{site_paths.day_address(other)}">{sign}{format_date(other)}</a>'
        for sign, other in (("← ", previous_day), ("→ ", next_day))
        if other
    ]
    steps.append(f'<a href="{ROOT_PLACEHOLDER}{site_paths.week_address(day)}">The whole week</a>')
    return Listing(
        address=site_paths.day_address(day),
        kind="Daily list",
        title=format_date(day),
        lead=f"The papers featured on {format_date(day)}.",
        papers=site.catalogue.by_day[day],
        crumbs=(CRUMB, Crumb(format_date(day[:7]), site_paths.month_address(day))),
        extra_html=f'<p class="more">{" ".join(steps)}</p>',
    )


def _plan_period_listings(
    site: SiteContext,
    address_of: Callable[[IsoDate], str],
    kind: str,
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
            kind=kind,
            title=titles[address],
            lead=f"The papers featured in {titles[address]}.",
            papers=tuple(members.values()),
            crumbs=(CRUMB,),
            order="the latest day first",
        )
        yield plan_listing(site, listing)
