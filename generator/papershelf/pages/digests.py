"""Digest pages: new papers by day and by week, and an index of all digests.

Takes a `SiteContext`; yields page tasks, none if no paper has a date. A daily list shows all
papers featured on its day, even repeatedly; a digest shows each paper once, on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from papershelf.catalogue.news import DateRange, group_by_news, group_by_week
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, list_feed_links, render_step
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.model import Paper
from papershelf.records.site_paths import (
    DIGESTS_ADDRESS,
    digest_address,
    listing_page_address,
    week_digest_address,
)

_MONTHS_PER_PAGE = 24
PapersByDay = Mapping[IsoDate, Sequence[Paper]]
DaysByWeek = Mapping[DateRange, Sequence[IsoDate]]
"""The days of each week that have new papers, latest first."""
Step = tuple[str, str]
"""The address of a digest and its title."""


def plan_digests(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of digests, and the digest of each day and of each week."""
    by_day = group_by_news(site.catalogue.papers)
    if not by_day:
        return
    weeks = group_by_week(by_day)
    yield from (plan_index_page(site, index) for index in _make_index_pages(site, by_day, weeks))
    day_steps = [(digest_address(day), site.messages.date(day)) for day in by_day]
    for place, day in enumerate(by_day):
        steps = _render_steps(site, day_steps, place)
        whole_week = site.messages.text("days.whole_week")
        steps.append(render_step(week_digest_address(day), whole_week))
        yield plan_listing(site, _day_listing(site, day, by_day[day], steps))
    week_steps = [(_week_address(week), _week_title(site, week)) for week in weeks]
    for place, (week, days) in enumerate(weeks.items()):
        steps = _render_steps(site, week_steps, place)
        yield plan_listing(site, _week_listing(site, week, {d: by_day[d] for d in days}, steps))


def _make_index_pages(
    site: SiteContext, by_day: PapersByDay, weeks: DaysByWeek
) -> Iterator[IndexPage]:
    """Yield the pages of the index, with two years on each."""
    months: dict[str, list[IndexEntry]] = {}
    for week, days in weeks.items():  # A week comes before its days, in the month of its last day.
        entries = months.setdefault(days[0][:7], [])
        papers = sum(len(by_day[day]) for day in days)
        title = site.messages.text("days.week_title", dates=_week_title(site, week))
        entries.append(IndexEntry(title, _week_address(week), papers))
        for day in days:
            entry = IndexEntry(f"{int(day[8:])}", digest_address(day), len(by_day[day]))
            months.setdefault(day[:7], []).append(entry)
    sections = [
        IndexSection(title=site.messages.date(month), entries=tuple(entries))
        for month, entries in months.items()
    ]
    chunks = [
        sections[start : start + _MONTHS_PER_PAGE]
        for start in range(0, len(sections), _MONTHS_PER_PAGE)
    ]
    for number, chunk in enumerate(chunks, 1):
        yield IndexPage(
            address=listing_page_address(DIGESTS_ADDRESS, number),
            title=site.messages.text("digests.title"),
            lead=site.messages.text("digests.lead"),
            sections=tuple(chunk),
            extra_html=_render_feed_links(site),
            first_address=DIGESTS_ADDRESS,
            page_number=number,
            page_count=len(chunks),
            feeds_of=DIGESTS_ADDRESS,
        )


def _render_feed_links(site: SiteContext) -> str:
    links = [
        f'<a class="i i-feed" href="{ROOT_PLACEHOLDER}{feed.address}" type="{feed.media_type}">{feed.label}</a>'
        for feed in list_feed_links(site, DIGESTS_ADDRESS)
    ]
    return f'<p class="more">{" ".join(links)}</p>' if links else ""


def _week_address(week: DateRange) -> str:
    return week_digest_address(week.first)


def _week_title(site: SiteContext, week: DateRange) -> str:
    return site.messages.date_span(week.first, week.last)


def _render_steps(site: SiteContext, steps: Sequence[Step], index: int) -> list[str]:
    """Render the links to the previous and the next digest; `steps` has the latest first."""
    earlier, later = steps[index + 1 : index + 2], steps[index - 1 : index] if index else ()
    return [
        render_step(address, site.messages.text(key, title=title))
        for key, near in (("list.previous_link", earlier), ("list.next_link", later))
        for address, title in near
    ]


def _day_listing(
    site: SiteContext, day: IsoDate, papers: Sequence[Paper], steps: Sequence[str]
) -> Listing:
    messages = site.messages
    date = messages.date(day)
    return Listing(
        address=digest_address(day),
        kind=messages.text("digests.day"),
        title=messages.text("digests.day_title", date=date),
        lead=messages.text("digests.day_lead", date=date),
        papers=papers,
        crumbs=(_crumb(site),),
        extra_html=f'<p class="more">{" ".join(steps)}</p>',
        order=messages.text("list.most_upvotes_first") if _has_upvotes(papers) else "",
        feeds_of=DIGESTS_ADDRESS,
    )


def _week_listing(
    site: SiteContext, week: DateRange, by_day: PapersByDay, steps: Sequence[str]
) -> Listing:
    """Return the digest of a week; `by_day` has its days with new papers, latest first."""
    messages = site.messages
    dates = _week_title(site, week)
    days = [render_step(digest_address(day), messages.date(day)) for day in reversed([*by_day])]
    papers = tuple(paper for members in by_day.values() for paper in members)
    order = "latest_day_and_most_upvotes_first" if _has_upvotes(papers) else "latest_day_first"
    return Listing(
        address=_week_address(week),
        kind=messages.text("digests.week"),
        title=messages.text("digests.week_title", dates=dates),
        lead=messages.text("digests.week_lead", dates=dates),
        papers=papers,
        crumbs=(_crumb(site),),
        extra_html="".join(f'<p class="more">{" ".join(row)}</p>' for row in (steps, days) if row),
        order=messages.text(f"list.{order}"),
        feeds_of=DIGESTS_ADDRESS,
    )


def _crumb(site: SiteContext) -> Crumb:
    return Crumb(site.messages.text("digests.title"), DIGESTS_ADDRESS)


def _has_upvotes(papers: Sequence[Paper]) -> bool:
    """Whether an order by upvotes differs from that of papers without counts."""
    return any(paper.upvotes for paper in papers)
