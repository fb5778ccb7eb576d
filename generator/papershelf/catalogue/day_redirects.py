"""Addresses of days that redirect: the newest daily list, and the former pages of digests and rankings.

Takes a catalogue and its rankings; returns the new address by the old one.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.daily import latest_list_day
from papershelf.catalogue.news import group_by_news
from papershelf.catalogue.trending import TrendingRankings
from papershelf.core.identifiers import IsoDate
from papershelf.records.site_paths import (
    DAYS_ADDRESS,
    DIGESTS_ADDRESS,
    LATEST_DAY_ADDRESS,
    TRENDING_ADDRESS,
    day_address,
    former_digest_address,
    former_ranking_address,
    former_week_digest_address,
    listing_page_address,
    week_address,
)

LAST_FORMER_DAY = IsoDate("2026-12-31")
"""The last day whose digest and ranking may have been published on pages of their own."""
_FORMER_MONTHS_PER_PAGE = 24


def day_redirects(catalogue: Catalogue, trending: TrendingRankings) -> dict[str, str]:
    """Return the new address of each old one; the number of former pages does not grow with time."""
    moves = {**dict(_list_former_digests(catalogue)), **dict(_list_former_rankings(trending))}
    if day := latest_list_day(catalogue):
        moves[LATEST_DAY_ADDRESS] = day_address(day)
    return moves


def _list_former_digests(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    news = group_by_news(catalogue.papers)
    if news:  # The feed of digests, which is still there, has this address for its page.
        yield DIGESTS_ADDRESS, DAYS_ADDRESS
    days = [day for day in news if day <= LAST_FORMER_DAY]
    months = len({day[:7] for day in days})
    for number in range(2, (months - 1) // _FORMER_MONTHS_PER_PAGE + 2):
        yield listing_page_address(DIGESTS_ADDRESS, number), DAYS_ADDRESS
    for day in days:
        yield former_digest_address(day), day_address(day)
        yield former_week_digest_address(day), week_address(day)


def _list_former_rankings(trending: TrendingRankings) -> Iterator[tuple[str, str]]:
    days = [day for day in trending.days if day <= LAST_FORMER_DAY]
    if days:
        yield f"{TRENDING_ADDRESS}days/", DAYS_ADDRESS
    for day in days:
        yield former_ranking_address(day), f"{day_address(day)}#trending"
