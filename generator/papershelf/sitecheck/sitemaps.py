"""Holds site maps, the list of feeds and the cards of the search index against a site.

Texts and bytes of files come in, problems go out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping

from papershelf.catalogue.catalogue import name_unlisted
from papershelf.catalogue.groups import last_change
from papershelf.core.errors import Problem
from papershelf.records.author_list import name_authors
from papershelf.records.model import UnlistedVenue
from papershelf.records.site_paths import paper_address
from papershelf.records.unlisted_venues import unlisted_key
from papershelf.sitecheck.expected_facts import UNREADABLE, Facts, Truth, compare, one_line
from papershelf.sitecheck.expected_site import Subject
from papershelf.sitecheck.feeds import read_opml, read_sitemap
from papershelf.text.cleaning import truncate

_TITLE_LENGTH = 300
"""What the search shows of a title."""


def check_sitemaps(
    read: Callable[[str], str], pages: Collection[str], subject: Subject, name: str
) -> Iterator[Problem]:
    """Hold the site maps against the pages that a site has, each address one of them.

    `read` gives the text of a file by its path, and raises `OSError`.
    """
    site, path = subject.settings.site_url, "sitemap.xml"
    days: dict[str, str] = {}
    try:
        for part, _ in read_sitemap(read(path)):
            path = part.removeprefix(site)
            for address, day in read_sitemap(read(path)):
                inside = address.removeprefix(site)
                if inside in days:
                    yield Problem(f"{name}/{path}", 0, "", f'lists "{address}" twice')
                days[inside] = day
    except (OSError, *UNREADABLE) as error:
        yield Problem(f"{name}/{path}", 0, "", f"cannot be read back: {error}")
        return
    path = f"{name}/sitemap.xml"
    for address in sorted(days.keys() - set(pages)):
        yield Problem(path, 0, "", f'lists "{address}", which is no page of the site')
    for address in sorted(set(pages) - days.keys()):
        yield Problem(path, 0, "", f'does not list "{address}"')
    yield from _check_days(days, subject, path)


def _check_days(days: Mapping[str, str], subject: Subject, path: str) -> Iterator[Problem]:
    """No page of a paper may count as older than the last news on the paper."""
    for paper in subject.catalogue.papers:
        address, changed = paper_address(paper.id), last_change(paper) or ""
        if address in days and days[address] < changed:
            message = f'says "{days[address]}", the record says "{changed}"'
            yield Problem(path, 0, f"{address} lastmod", message)


def check_opml(text: str, feeds: Collection[str], site_url: str, path: str) -> Iterator[Problem]:
    """Hold the list of feeds against those that there are; it names the Atom one of each."""
    try:
        told = {address.removeprefix(site_url) for address in read_opml(text)}
    except UNREADABLE as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    for address in sorted(told ^ set(feeds)):
        what = "lists a feed that is not there" if address in told else "does not list the feed"
        yield Problem(path, 0, "", f'{what}: "{address}"')


def check_cards(
    files: Mapping[str, bytes], manifest: bytes, subject: Subject, path: str
) -> Iterator[Problem]:
    """Hold what the search shows of each paper against its record; `files` are in their order."""
    try:
        index = json.loads(manifest)
        cards = [card for content in files.values() for card in _inflate(content)]
        told = {str(card[0]): _card_facts(card, index) for card in cards}
    except (zlib.error, *UNREADABLE) as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    names = {key: name_unlisted(found) for key, found in subject.catalogue.by_unlisted.items()}
    for paper in subject.catalogue.papers:
        if paper.id not in told:
            yield Problem(path, 0, "", f"does not know the paper {paper.id}")
            continue
        meant = _truth_facts(subject.truth(paper), names)
        yield from compare(told.pop(paper.id), meant, {}, path=path, view=paper.id)
    for name in sorted(told):
        yield Problem(path, 0, "", f"knows a paper that is not in the collection: {name}")


def _inflate(content: bytes) -> list[list[object]]:
    cards: list[list[object]] = json.loads(zlib.decompress(content, -zlib.MAX_WBITS))
    return cards


def _card_facts(card: list[object], index: Mapping[str, list[list[str]]]) -> Facts:
    _, title, authors, year, venue, tags, _, status = card
    return {
        "title": str(title),
        "authors": str(authors),
        "year": str(year or ""),
        "venue": index["venues"][venue - 1][1] if isinstance(venue, int) and venue else "",
        "tags": tuple(index["tags"][tag][1] for tag in tags) if isinstance(tags, list) else "",
        "status": str(status),
    }


def _truth_facts(truth: Truth, unlisted: Mapping[str, str]) -> Facts:
    paper = truth.work.paper
    venue = paper.venue
    return {
        "title": truncate(one_line(truth.work.title), _TITLE_LENGTH),
        "authors": name_authors(paper.authors),
        "year": str(paper.year or ""),
        "venue": unlisted[unlisted_key(venue)]
        if isinstance(venue, UnlistedVenue)
        else truth.work.container_short,
        "tags": truth.tags,
        "status": truth.status,
    }
