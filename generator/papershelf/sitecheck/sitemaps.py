"""Checks sitemaps, the list of feeds and the result cards of the search index against a site.

Takes the texts and bytes of files; returns problems.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping

from papershelf.catalogue.catalogue import most_used_venue_name
from papershelf.catalogue.paper_days import last_change_day
from papershelf.core.errors import Problem
from papershelf.core.messages import Messages
from papershelf.records.author_list import format_authors
from papershelf.records.model import UnlistedVenue
from papershelf.records.site_paths import paper_address
from papershelf.records.unlisted_venues import unlisted_venue_key
from papershelf.sitecheck.expected_facts import (
    PARSE_ERRORS,
    ExpectedFacts,
    FactValues,
    collapse_spaces,
    compare_facts,
)
from papershelf.sitecheck.expected_site import ExpectedSite
from papershelf.sitecheck.feeds import parse_opml, parse_sitemap
from papershelf.text.cleaning import truncate

_TITLE_LENGTH = 300
"""The maximum length of a title in search results."""


def check_sitemaps(
    read: Callable[[str], str], pages: Collection[str], expected_site: ExpectedSite, name: str
) -> Iterator[Problem]:
    """Check the sitemaps against the pages of a site; each address must be a page.

    `read` returns the text of a file by its path, and raises `OSError`.
    """
    site, path = expected_site.settings.site_url, "sitemap.xml"
    days: dict[str, str] = {}
    try:
        parts = [path]
        if "<sitemapindex" in (index := read(path)):
            parts = [part.removeprefix(site) for part, _ in parse_sitemap(index)]
        for path in parts:
            for address, day in parse_sitemap(read(path)):
                inside = address.removeprefix(site)
                if inside in days:
                    yield Problem(f"{name}/{path}", 0, "", f'lists "{address}" twice')
                days[inside] = day
    except (OSError, *PARSE_ERRORS) as error:
        yield Problem(f"{name}/{path}", 0, "", f"cannot be read back: {error}")
        return
    path = f"{name}/sitemap.xml"
    for address in sorted(days.keys() - set(pages)):
        yield Problem(path, 0, "", f'lists "{address}", which is not a page of the site')
    for address in sorted(set(pages) - days.keys()):
        yield Problem(path, 0, "", f'does not list "{address}"')
    yield from _check_days(days, expected_site, path)


def _check_days(
    days: Mapping[str, str], expected_site: ExpectedSite, path: str
) -> Iterator[Problem]:
    """Check that no page of a paper has a date before the latest news on the paper."""
    for paper in expected_site.catalogue.papers:
        address, changed = paper_address(paper.id), last_change_day(paper) or ""
        if address in days and days[address] < changed:
            message = f'has "{days[address]}", but the record has "{changed}"'
            yield Problem(path, 0, f"{address} lastmod", message)


def check_opml(text: str, feeds: Collection[str], site_url: str, path: str) -> Iterator[Problem]:
    """Check the OPML list against the feeds of the site; it lists the Atom file of each."""
    try:
        actual = {address.removeprefix(site_url) for address in parse_opml(text)}
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    for address in sorted(actual ^ set(feeds)):
        what = "lists a feed that does not exist" if address in actual else "does not list the feed"
        yield Problem(path, 0, "", f'{what}: "{address}"')


def check_cards(
    files: Mapping[str, bytes], manifest: bytes, expected_site: ExpectedSite, path: str
) -> Iterator[Problem]:
    """Check the result cards of each paper against its record; `files` are in order."""
    try:
        index = json.loads(manifest)
        cards = [card for content in files.values() for card in _inflate_json(content)]
        actual = {str(card[0]): _actual_card_facts(card, index) for card in cards}
    except (zlib.error, *PARSE_ERRORS) as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    names = {
        key: most_used_venue_name(found)
        for key, found in expected_site.catalogue.by_unlisted_venue.items()
    }
    messages = expected_site.settings.messages
    for paper in expected_site.catalogue.papers:
        if paper.id not in actual:
            yield Problem(path, 0, "", f"does not contain the paper {paper.id}")
            continue
        expected = _expected_search_facts(expected_site.expected_facts(paper), names, messages)
        yield from compare_facts(actual.pop(paper.id), expected, {}, path=path, view=paper.id)
    for name in sorted(actual):
        yield Problem(path, 0, "", f"contains a paper that is not in the collection: {name}")


def _inflate_json(content: bytes) -> list[list[object]]:
    cards: list[list[object]] = json.loads(zlib.decompress(content, -zlib.MAX_WBITS))
    return cards


def _actual_card_facts(card: list[object], index: Mapping[str, list[list[str]]]) -> FactValues:
    _, title, authors, year, venue, tags, _, status = card
    return {
        "title": str(title),
        "authors": str(authors),
        "year": str(year or ""),
        "venue": index["venues"][venue - 1][1] if isinstance(venue, int) and venue else "",
        "tags": tuple(index["tags"][tag][1] for tag in tags) if isinstance(tags, list) else "",
        "status": str(status),
    }


def _expected_search_facts(
    expected: ExpectedFacts, unlisted: Mapping[str, str], messages: Messages
) -> FactValues:
    paper = expected.citation.paper
    venue = paper.venue
    return {
        "title": truncate(collapse_spaces(expected.citation.title), _TITLE_LENGTH),
        "authors": format_authors(paper.authors, messages),
        "year": str(paper.year or ""),
        "venue": unlisted[unlisted_venue_key(venue)]
        if isinstance(venue, UnlistedVenue)
        else expected.citation.container_short,
        "tags": expected.tags,
        "status": expected.status,
    }
