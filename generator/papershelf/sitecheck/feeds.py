"""Reads feeds back: Atom, JSON Feed and the list of all of them.

The text of a feed comes in, its own facts and those of its entries go out; and what they must be.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree

from papershelf.catalogue.groups import NO_DAY, arrival, last_edit
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.expected_facts import Facts, Truth, Value, one_line

_ATOM = "{http://www.w3.org/2005/Atom}"


class FeedFacts(NamedTuple):
    """What a feed tells of itself and of each of its entries."""

    own: Facts
    entries: tuple[Facts, ...]


def read_atom(text: str) -> FeedFacts:
    """The facts of an Atom feed. Raises `ValueError`."""
    feed = _parse_xml(text)
    entries = feed.findall(f"{_ATOM}entry")
    own: dict[str, Value] = {
        "title": _atom_text(feed, "title"),
        "updated": _atom_text(feed, "updated")[:10],
        "entries": tuple(_atom_text(entry, "id") for entry in entries),
    }
    return FeedFacts(own, tuple(map(_atom_entry, entries)))


def _parse_xml(text: str) -> Any:  # noqa: ANN401  # lxml has no types
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not well-formed: {error}") from None


def _atom_text(element: Any, name: str) -> str:  # noqa: ANN401
    return one_line(element.findtext(f"{_ATOM}{name}") or "")


def _atom_entry(entry: Any) -> Facts:  # noqa: ANN401
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{_ATOM}link")}
    return {
        "title": _atom_text(entry, "title"),
        "authors": tuple(
            one_line(author.findtext(f"{_ATOM}name") or "")
            for author in entry.findall(f"{_ATOM}author")
        ),
        "published": _atom_text(entry, "published")[:10],
        "tags": tuple(found.get("label") for found in entry.findall(f"{_ATOM}category")),
        "page": links.get("alternate", ""),
        "url": links.get("related", ""),
    }


def read_json_feed(text: str) -> FeedFacts:
    """The facts of a JSON feed. Raises `ValueError`."""
    feed = json.loads(text)
    if not isinstance(feed, dict):
        raise ValueError("is no feed")  # noqa: TRY004  # of the file, not of the program
    items = feed.get("items", [])
    own: dict[str, Value] = {
        "title": feed.get("title", ""),
        "updated": max((item["date_modified"][:10] for item in items), default=NO_DAY),
        "entries": tuple(item.get("id", "") for item in items),
    }
    return FeedFacts(own, tuple(map(_json_item, items)))


def _json_item(item: dict[str, Any]) -> Facts:
    return {
        "title": one_line(item.get("title", "")),
        "authors": tuple(one_line(author["name"]) for author in item.get("authors", [])),
        "published": item.get("date_published", "")[:10],
        "tags": tuple(item.get("tags", ())),
        "page": item.get("url", ""),
        "url": item.get("external_url", ""),
    }


def feed_facts(title: str, truths: Sequence[Truth]) -> FeedFacts:
    """What a feed of some papers must tell."""
    own: dict[str, Value] = {
        "title": title,
        "updated": max((last_edit(truth.work.paper) for truth in truths), default=NO_DAY),
        "entries": tuple(map(_entry_id, truths)),
    }
    return FeedFacts(own, tuple(map(entry_facts, truths)))


def _entry_id(truth: Truth) -> str:
    """The id of an entry: the address that the paper had first."""
    paper = truth.work.paper
    site = truth.page.removesuffix(paper_address(paper.id))
    return f"{site}{paper_address(paper.first_id or paper.id)}"


def entry_facts(truth: Truth) -> Facts:
    """What a feed must tell of a paper."""
    return {
        **truth.pick("title", "authors", "tags", "page", "url"),
        "published": arrival(truth.work.paper),
    }


def read_opml(text: str) -> tuple[str, ...]:
    """The addresses of the feeds that a list names. Raises `ValueError`."""
    return tuple(o.get("xmlUrl") for o in _parse_xml(text).iter("outline") if o.get("xmlUrl"))


def read_sitemap(text: str) -> list[tuple[str, str]]:
    """The addresses of a site map or of the index of them, with their days. Raises `ValueError`."""
    found = []
    for element in _parse_xml(text):
        parts = {etree.QName(part).localname: part.text or "" for part in element}
        found.append((parts.get("loc", ""), parts.get("lastmod", "")))
    return found
