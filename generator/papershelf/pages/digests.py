"""Digest pages: the new papers of each day and week, and an index of them.

Takes a `SiteContext`; yields page tasks, none if no paper has a date. A daily list shows all
papers featured on its day, even repeatedly; a digest shows each paper once, on its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from papershelf.catalogue.news import group_by_news, group_by_week
from papershelf.core.formatting import format_count, format_date, format_week
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.indexes import IndexEntry, IndexPage, IndexSection, plan_index_page
from papershelf.pages.layout import Crumb, list_feed_links
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.model import Paper
from papershelf.records.site_paths import (
    DIGESTS_ADDRESS,
    digest_address,
    listing_page_address,
    week_digest_address,
)

CRUMB = Crumb("Digests", DIGESTS_ADDRESS)
_MONTHS_PER_PAGE = 24


def plan_digests(site: SiteContext) -> Iterator[PageTask]:
    """Yield the index of digests, and the digest of each day and of each week."""
    by_day = group_by_news(site.catalogue.papers)
    if not by_day:
        return
    weeks = list(group_by_week(by_day).values())
    yield from (plan_index_page(site, index) for index in _make_index_pages(site, by_day, weeks))
    days = list(by_day)  # latest first
    for place, day in enumerate(days):
        steps = _render_steps(days, place, digest_address, format_date)
        steps.append(_render_link(week_digest_address(day), "The whole week"))
        yield plan_listing(site, _day_listing(day, by_day[day], steps))
    latest = [members[0] for members in weeks]
    for place, members in enumerate(weeks):
        steps = _render_steps(latest, place, week_digest_address, _week_title)
        yield plan_listing(site, _week_listing(members, by_day, steps))


def _make_index_pages(
    site: SiteContext, by_day: Mapping[IsoDate, Sequence[Paper]], weeks: Sequence[Sequence[IsoDate]]
) -> Iterator[IndexPage]:
    """Yield the pages of the index, with two years on each."""
    months: dict[str, list[IndexEntry]] = {}
    for members in weeks:  # A week comes before its days, in the month of its last day.
        last = members[0]
        entries = months.setdefault(last[:7], [])
        papers = sum(len(by_day[day]) for day in members)
        entries.append(IndexEntry(_week_title(last), week_digest_address(last), papers))
        for day in members:
            entry = IndexEntry(f"{int(day[8:])}", digest_address(day), len(by_day[day]))
            months.setdefault(day[:7], []).append(entry)
    sections = [
        IndexSection(title=format_date(month), entries=tuple(entries))
        for month, entries in months.items()
    ]
    chunks = [
        sections[start : start + _MONTHS_PER_PAGE]
        for start in range(0, len(sections), _MONTHS_PER_PAGE)
    ]
    for number, chunk in enumerate(chunks, 1):
        yield IndexPage(
            address=listing_page_address(DIGESTS_ADDRESS, number),
            title="Digests",
            lead=f"What was new on each of {format_count(len(by_day), 'day')}: every paper once, "
            "on the first day on which it was added or featured.",
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


def _week_title(day: IsoDate) -> str:
    return format_week(day).capitalize()


def _render_steps(
    days: Sequence[IsoDate],
    index: int,
    address_of: Callable[[IsoDate], str],
    title_of: Callable[[IsoDate], str],
) -> list[str]:
    """Render the links to the previous and the next digest; `days` has the latest first."""
    earlier, later = days[index + 1 : index + 2], days[index - 1 : index] if index else ()
    return [
        _render_link(address_of(day), sign + title_of(day))
        for sign, other in (("← ", earlier), ("→ ", later))
        for day in other
    ]


def _render_link(address: str, label: str) -> str:
    return f'<a href="{ROOT_PLACEHOLDER}{address}">{label}</a>'


def _day_listing(day: IsoDate, papers: Sequence[Paper], steps: Sequence[str]) -> Listing:
    return Listing(
        address=digest_address(day),
        kind="Digest",
        title=f"New on {format_date(day)}",
        lead=f"The papers that were added or featured for the first time on {format_date(day)}.",
        papers=papers,
        crumbs=(CRUMB,),
        extra_html=f'<p class="more">{" ".join(steps)}</p>',
        order="most upvotes first",
        feeds_of=DIGESTS_ADDRESS,
    )


def _week_listing(
    days: Sequence[IsoDate], by_day: Mapping[IsoDate, Sequence[Paper]], steps: Sequence[str]
) -> Listing:
    """Return the digest of a week; `days` are its days with new papers, latest first."""
    week = format_week(days[0])
    parts = [_render_link(digest_address(day), format_date(day)) for day in reversed(days)]
    return Listing(
        address=week_digest_address(days[0]),
        kind="Weekly digest",
        title=f"New in {week}",
        lead=f"The papers that were added or featured for the first time in {week}.",
        papers=tuple(paper for day in days for paper in by_day[day]),
        crumbs=(CRUMB,),
        extra_html="".join(f'<p class="more">{" ".join(row)}</p>' for row in (steps, parts) if row),
        order="the last day first, most upvotes first",
        feeds_of=DIGESTS_ADDRESS,
    )
