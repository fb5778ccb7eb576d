"""Reads XML of the ACL Anthology; one record per paper.

Supports the current schema (`collection > volume > meta, paper`), that of 2024 with `pwccode`, and
the one before 2019 (`volume > paper` with attributes). Front matter is skipped. Titles keep only
formulas as markup; `fixed-case` is dropped, because our exports detect words to protect by
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
    make_person,
)
from papershelf.sources.parsing.dates import parse_any_date, parse_whole_day
from papershelf.sources.parsing.languages import normalize_language
from papershelf.sources.parsing.links import classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.volumes import parse_serials
from papershelf.sources.parsing.xml_items import XmlNode, decode_xml, parse_entries

_OLD_ID = re.compile(r"([A-Z])(\d\d)")
_TEXT_LINKS = {"pwccode": "code", "pwcdataset": "datasets"}
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_acl(head: str) -> bool:
    """Whether the text is XML with volumes of the Anthology."""
    has_volume = re.search(r"<volume\s+[^>]*id=[\"']", head) is not None
    return has_volume and ("<paper" in head or "<collection" in head)


def parse_acl(content: bytes, path: str) -> ReadResult:
    """Parse the papers of all volumes of a document."""
    text, problems = decode_xml(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    tags = frozenset({"collection", "volume", "paper"})
    paper_only = frozenset({"paper"})
    for node in parse_entries(text, path, builder.problems, tags, paper_only):
        collection = node.attributes.get("id", "") if node.tag == "collection" else ""
        volumes = node.all("volume") if node.tag == "collection" else [node]
        for volume in volumes:
            # From a malformed document, papers are parsed one by one, without their volume.
            papers = [volume] if volume.tag == "paper" else volume.all("paper")
            for paper in papers:
                _add_paper(paper, volume, collection, builder)
    return builder.make_reading()


def _add_paper(paper: XmlNode, volume: XmlNode, collection: str, builder: RecordBuilder) -> None:
    if paper.attributes.get("id") in ("0", "000", "1000") and not paper.get("author"):
        builder.non_paper_counts["front matter"] += 1
        return
    meta = volume.get("meta") or volume
    day = parse_whole_day(
        paper.attributes.get("ingest-date") or volume.attributes.get("ingest-date")
    )
    builder.add(
        _paper_fields(paper, meta, _anthology_id(paper, volume, collection)), paper.line, day=day
    )


def _anthology_id(paper: XmlNode, volume: XmlNode, collection: str) -> str:
    """The Anthology ID of a paper, from its `url` or else from its parent elements."""
    address = paper.text("url")
    name, value = classify_address(address) if "://" in address else ("acl", address)
    if name == "acl" and value:
        return value.removesuffix(".pdf")
    number, part = paper.attributes.get("id", ""), volume.attributes.get("id", "")
    if not number or volume.tag == "paper":
        return ""
    if not collection:  # before 2019, the volume was the root element
        return f"{part}-{number}" if _OLD_ID.fullmatch(part) else ""
    if _OLD_ID.fullmatch(collection) and part.isdigit() and number.isdigit():
        if collection.startswith("W") or collection in ("C69", "D19"):
            return f"{collection}-{part:0>2}{number:0>2}"
        return f"{collection}-{part}{number:0>3}"
    return f"{collection}-{part}.{number}"


def _paper_fields(paper: XmlNode, meta: XmlNode, anthology_id: str) -> dict[str, object]:
    journal = meta.text("journal-title")
    year, month = (paper.text(name) or meta.text(name) for name in ("year", "month"))
    date = parse_any_date(year, month)
    fields: dict[str, object] = {
        "title": _inline_text(paper.get("title")),
        "authors": drop_empty_authors([_make_author(author) for author in paper.all("author")]),
        "editors": drop_empty_authors(
            [_make_author(e) for e in paper.all("editor") or meta.all("editor")]
        ),
        "abstract": _inline_text(paper.get("abstract")),
        "acl": anthology_id,
        "doi": paper.text("doi"),
        "venue": paper.text("journal") or journal or _venue_of(paper, meta),
        **date.record_fields(),
        "type": "article-journal" if journal or paper.get("journal") else "paper-conference",
        "volume": meta.text("journal-volume"),
        "issue": paper.text("issue") or meta.text("journal-issue"),
        "pages": _DASH.sub("-", paper.text("pages")),
        "publisher": paper.text("publisher") or meta.text("publisher"),
        "place": paper.text("address") or meta.text("address"),
        **parse_serials(paper.text("isbn") or meta.text("isbn"), meta.text("issn")),
        "language": normalize_language(paper.text("language")),
        "awards": [award.text() for award in paper.all("award") if award.text()],
        "citation_key": paper.text("bibkey"),
    }
    if not meta.get("year") and not year:  # a paper from a malformed document has no volume
        del fields["type"]
    return fields | _status_fields(paper) | _link_fields(paper)


def _venue_of(paper: XmlNode, meta: XmlNode) -> str:
    """The venue, by the book title of the volume or else by its Anthology ID."""
    return paper.text("booktitle") or _inline_text(meta.get("booktitle")) or meta.text("venue")


def _make_author(author: XmlNode) -> AuthorValue:
    name_parts = author.text("first"), author.text("last")
    loose = " ".join(piece.strip() for piece in author.content if isinstance(piece, str))
    places = author.text("affiliation")
    orcid = author.attributes.get("orcid", "")
    if not any(name_parts):
        return make_author_from_name(loose, orcid=orcid, affiliation=places)
    return make_person(*name_parts, orcid=orcid, affiliation=places)


def _status_fields(paper: XmlNode) -> dict[str, object]:
    for tag, kind in (("retracted", "retracted"), ("removed", "withdrawn")):
        if node := paper.get(tag):
            return {"status": {"kind": kind, "reason": node.text()}}
    return {}


def _link_fields(paper: XmlNode) -> dict[str, object]:
    fields: dict[str, object] = {}
    for tag, key in _TEXT_LINKS.items():
        addresses = [node.attributes.get("url", "") for node in paper.all(tag)]
        fields[key] = [address for address in addresses if classify_address(address)[0]]
    video = paper.get("video")
    address = video.attributes.get("href", "") if video else ""
    fields["video"] = address if classify_address(address)[0] else ""
    return fields


def _inline_text(node: XmlNode | None) -> str:
    """The text of an element with inline markup: formulas in dollars, paragraphs separated."""
    if node is None:
        return ""
    text = "".join(_inline_parts(node))
    return "\n\n".join(filter(None, (" ".join(part.split()) for part in text.split("\x1d"))))


def _inline_parts(node: XmlNode) -> Iterator[str]:
    for each in node.content:
        if isinstance(each, str):
            yield each
        elif each.tag == "tex-math":
            yield f"${each.text()}$"
        elif each.tag in ("par", "p"):
            yield "\x1d"
            yield from _inline_parts(each)
            yield "\x1d"
        else:
            yield from _inline_parts(each)
