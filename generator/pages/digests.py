"""Digests: what was new on each day, and the index of them.

A `Site` comes in, units of pages go out; none where nothing tells a day. A daily list shows what
was featured on its day, however often; a digest shows each paper once, on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.addresses import DIGESTS, digest_address, numbered_address
from generator.digests.days import group_by_news
from generator.identifiers import IsoDate
from generator.model import Paper
from generator.page import ROOT
from generator.pages.context import PageUnit, Site
from generator.pages.frame import Crumb, feed_links
from generator.pages.indexes import Entry, Index, Section, plan_index
from generator.pages.listings import Listing, plan_listing
from generator.pages.words import format_count, format_date

CRUMB = Crumb("Digests", DIGESTS)
_MONTHS_ON_A_PAGE = 24


def plan_digests(site: Site) -> Iterator[PageUnit]:
    """The index of digests, and the digest of each day."""
    by_day = group_by_news(site.catalogue.papers)
    if not by_day:
        return
    yield from (plan_index(site, index) for index in _indexes(site, by_day))
    days = list(by_day)  # the last first
    for place, day in enumerate(days):
        later = days[place - 1] if place else None
        earlier = days[place + 1] if place + 1 < len(days) else None
        yield plan_listing(site, _listing(day, by_day[day], earlier, later))


def _indexes(site: Site, by_day: Mapping[IsoDate, Sequence[Paper]]) -> Iterator[Index]:
    """The pages of the index, two years on each."""
    months: dict[str, list[Entry]] = {}
    for day, papers in by_day.items():
        entry = Entry(f"{int(day[8:])}", digest_address(day), len(papers))
        months.setdefault(day[:7], []).append(entry)
    sections = [
        Section(title=format_date(month), entries=tuple(entries))
        for month, entries in months.items()
    ]
    chunks = [
        sections[start : start + _MONTHS_ON_A_PAGE]
        for start in range(0, len(sections), _MONTHS_ON_A_PAGE)
    ]
    for number, chunk in enumerate(chunks, 1):
        yield Index(
            address=numbered_address(DIGESTS, number),
            title="Digests",
            lead=f"What was new on each of {format_count(len(by_day), 'day')}: every paper once, "
            "on the first day on which it was added or featured.",
            sections=tuple(chunk),
            more=_feeds(site),
            first=DIGESTS,
            number=number,
            last=len(chunks),
            feeds_of=DIGESTS,
        )


def _feeds(site: Site) -> str:
    links = [
        f'<a class="i i-feed" href="{ROOT}{feed.address}" type="{feed.media_type}">{feed.label}</a>'
        for feed in feed_links(site, DIGESTS)
    ]
    return f'<p class="more">{" ".join(links)}</p>' if links else ""


def _listing(
    day: IsoDate, papers: Sequence[Paper], earlier: IsoDate | None, later: IsoDate | None
) -> Listing:
    steps = [
        f'<a href="{ROOT}{digest_address(other)}">{sign}{format_date(other)}</a>'
        for sign, other in (("← ", earlier), ("→ ", later))
        if other
    ]
    return Listing(
        address=digest_address(day),
        kind="Digest",
        title=f"New on {format_date(day)}",
        lead=f"The papers that were added or featured for the first time on {format_date(day)}.",
        papers=papers,
        crumbs=(CRUMB,),
        more=f'<p class="more">{" ".join(steps)}</p>' if steps else "",
        order="most upvotes first",
        feeds_of=DIGESTS,
    )
