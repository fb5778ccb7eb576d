"""Reads the Atom feed of the arXiv API; one record per entry.

Source: arXiv API User's Manual. Errors arrive as a feed with one entry titled "Error". An entry
describes the preprint, so its date becomes `published`, never the venue year.
"""

from __future__ import annotations

import re

from papershelf.sources.parsing.author_names import drop_empty_authors, make_author_from_name
from papershelf.sources.parsing.dates import parse_any_date, parse_whole_day, year_in_text
from papershelf.sources.parsing.links import classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.xml_items import XmlNode, decode_xml, parse_entries

_FEED_ELEMENT = re.compile(r"<(?:\w+:)?feed[\s>]")
_WITHDRAWN = re.compile(
    r"(?:this|the) (?:\w+ )?(?:paper|submission|article|manuscript|work|draft)"
    r"(?: by the authors?)? (?:has been|is|was) withdrawn",
    re.IGNORECASE,
)
_NAME_AND_YEAR = re.compile(r"[^\d]{2,120}(?:\b(?:19|20)\d\d\b[^\d]{0,20})?")
_ADDRESS = re.compile(r"https?://[^\s<>\"(){}]+")


def is_arxiv(head: str) -> bool:
    """Whether the text is an Atom feed with arXiv's namespace."""
    names = ("arxiv.org/schemas/atom", "arxiv.org/api")
    return bool(_FEED_ELEMENT.search(head)) and any(name in head for name in names)


def parse_arxiv(content: bytes, path: str) -> ReadResult:
    """Parse the entries of a feed; an error returned by arXiv becomes a problem."""
    text, problems = decode_xml(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    for entry in parse_entries(text, path, builder.problems, frozenset({"entry"})):
        if "api/errors" in entry.text("id") or entry.text("title") == "Error":
            message = entry.text("summary")[:200]
            builder.skip(entry.line, f"is an error message of arXiv: {message}")
            continue
        builder.add(_entry_fields(entry), entry.line, day=parse_whole_day(entry.text("updated")))
    return builder.make_reading()


def _entry_fields(entry: XmlNode) -> dict[str, object]:
    comment, abstract = entry.text("comment"), entry.text("summary")
    # "ICRR 2024" names a venue; a full reference with volume and pages does not.
    journal = entry.text("journal_ref")
    venue = journal if _NAME_AND_YEAR.fullmatch(journal) else ""
    fields: dict[str, object] = {
        "title": entry.text("title"),
        "authors": drop_empty_authors(
            [
                make_author_from_name(author.text("name"), affiliation=author.text("affiliation"))
                for author in entry.all("author")
            ]
        ),
        "abstract": abstract,
        "arxiv": entry.text("id"),
        **parse_any_date(entry.text("published")).record_fields(is_preprint=True),
        "doi": _entry_doi(entry),
        "venue": venue,
        "year": year_in_text(venue),
        "code": [
            address.rstrip(".,;")
            for address in _ADDRESS.findall(comment)
            if classify_address(address)[0] == "code"
        ],
    }
    if _WITHDRAWN.match(abstract) or _WITHDRAWN.match(comment):
        fields["status"] = {"kind": "withdrawn", "reason": comment}
    return fields


def _entry_doi(entry: XmlNode) -> str:
    doi = entry.text("doi")
    links = (link.attributes.get("href", "") for link in entry.all("link"))
    found = (value for name, value in map(classify_address, links) if name == "doi")
    return doi or next(found, "")
