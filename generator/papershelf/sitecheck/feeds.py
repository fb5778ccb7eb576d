"""Parses feeds: Atom, JSON Feed, the list of feeds (OPML) and sitemaps.

Takes the text of a feed; returns the facts of the feed and its entries, and computes the expected
facts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from papershelf.catalogue.paper_days import UNKNOWN_DAY, arrival_day, last_edit_day
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.expected_facts import (
    ExpectedFacts,
    FactValue,
    FactValues,
    collapse_spaces,
)

_ATOM = "{http://www.w3.org/2005/Atom}"


class FeedFacts(NamedTuple):
    """The facts of a feed and of each of its entries."""

    feed_values: FactValues
    entries: tuple[FactValues, ...]


def parse_atom(text: str) -> FeedFacts:
    """Parse the facts of an Atom feed. Raises `ValueError`."""
    feed = _parse_xml(text)
    entries = feed.findall(f"{_ATOM}entry")
    own: dict[str, FactValue] = {
        "title": _atom_text(feed, "title"),
        "updated": _atom_text(feed, "updated")[:10],
        "entries": tuple(_atom_text(entry, "id") for entry in entries),
    }
    return FeedFacts(own, tuple(map(_atom_entry_facts, entries)))


def _parse_xml(text: str) -> Any:  # noqa: ANN401  # lxml has no types
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not well-formed: {error}") from None


def _atom_text(element: Any, name: str) -> str:  # noqa: ANN401
    return collapse_spaces(element.findtext(f"{_ATOM}{name}") or "")


def _atom_entry_facts(entry: Any) -> FactValues:  # noqa: ANN401
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{_ATOM}link")}
    return {
        "title": _atom_text(entry, "title"),
        "authors": tuple(
            collapse_spaces(author.findtext(f"{_ATOM}name") or "")
            for author in entry.findall(f"{_ATOM}author")
        ),
        "published": _atom_text(entry, "published")[:10],
        "tags": tuple(found.get("label") for found in entry.findall(f"{_ATOM}category")),
        "page": links.get("alternate", ""),
        "url": links.get("related", ""),
    }


def parse_json_feed(text: str) -> FeedFacts:
    """Parse the facts of a JSON feed. Raises `ValueError`."""
    feed = json.loads(text)
    if not isinstance(feed, dict):
        raise ValueError("is not a feed")  # noqa: TRY004  # invalid content, not a wrong argument type
    items = feed.get("items", [])
    own: dict[str, FactValue] = {
        "title": feed.get("title", ""),
        "updated": max((item["date_modified"][:10] for item in items), default=UNKNOWN_DAY),
        "entries": tuple(item.get("id", "") for item in items),
    }
    return FeedFacts(own, tuple(map(_json_item_facts, items)))


def _json_item_facts(item: dict[str, Any]) -> FactValues:
    return {
        "title": collapse_spaces(item.get("title", "")),
        "authors": tuple(collapse_spaces(author["name"]) for author in item.get("authors", [])),
        "published": item.get("date_published", "")[:10],
        "tags": tuple(item.get("tags", ())),
        "page": item.get("url", ""),
        "url": item.get("external_url", ""),
    }


def expected_feed_facts(title: str, expected_facts: Sequence[ExpectedFacts]) -> FeedFacts:
    """Return the expected facts of a feed of some papers."""
    own: dict[str, FactValue] = {
        "title": title,
        "updated": max(
            (last_edit_day(truth.citation.paper) for truth in expected_facts), default=UNKNOWN_DAY
        ),
        "entries": tuple(map(_entry_id, expected_facts)),
    }
    return FeedFacts(own, tuple(map(expected_entry_facts, expected_facts)))


def _entry_id(expected: ExpectedFacts) -> str:
    """Return the id of an entry: the first address of the paper."""
    paper = expected.citation.paper
    site = expected.page_address.removesuffix(paper_address(paper.id))
    return f"{site}{paper_address(paper.first_id or paper.id)}"


def expected_entry_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's feed entry."""
    return {
        **expected.select_facts("title", "authors", "tags", "page", "url"),
        "published": arrival_day(expected.citation.paper),
    }


def parse_opml(text: str) -> tuple[str, ...]:
    """Return the addresses of the feeds in an OPML list. Raises `ValueError`."""
    return tuple(o.get("xmlUrl") for o in _parse_xml(text).iter("outline") if o.get("xmlUrl"))


def parse_sitemap(text: str) -> list[tuple[str, str]]:
    """Return the addresses and dates in a sitemap or a sitemap index. Raises `ValueError`."""
    found = []
    for element in _parse_xml(text):
        parts = {etree.QName(part).localname: part.text or "" for part in element}
        found.append((parts.get("loc", ""), parts.get("lastmod", "")))
    return found
