"""Reads DBLP: JSON search results and XML of records or search results.

A single author is an object, several are a list; titles end with a period that is removed; homonyms
have a number; CoRR is arXiv. There are no abstracts. Volumes, home pages and entries for editing a
volume are skipped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.dates import parse_any_date, parse_whole_day
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    text_at,
    value_at,
)
from papershelf.sources.parsing.links import assign_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder, is_arxiv_venue
from papershelf.sources.parsing.volumes import parse_serials
from papershelf.sources.parsing.xml_items import XmlNode, decode_xml, parse_entries

_TYPES = {
    "Conference and Workshop Papers": "paper-conference", "Journal Articles": "article-journal",
    "Parts in Books or Collections": "chapter", "Reference Works": "chapter",
    "Data and Artifacts": "dataset", "Books and Theses": "",
    "inproceedings": "paper-conference", "article": "article-journal", "incollection": "chapter",
    "book": "book", "phdthesis": "thesis", "mastersthesis": "thesis", "data": "dataset",
}  # fmt: skip
_PAPER_ELEMENTS = frozenset(
    "article inproceedings incollection book phdthesis mastersthesis data info".split()
)
_XML = re.compile(r"<(?:dblp|dblpperson|r|result)[\s>]")
_RECORD = re.compile(r'<(?:article|inproceedings|incollection|book|phdthesis)\s[^>]*key="')


def is_dblp(head: str) -> bool:
    """Whether the text is DBLP data in JSON or XML."""
    return _is_json(head) or _is_xml(head)


def parse_dblp(content: bytes, path: str) -> ReadResult:
    """Parse papers from search hits or records; the first character tells JSON from XML."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _parse_xml(content, path) if start.startswith(b"<") else _parse_json(content, path)


def _is_json(head: str) -> bool:
    return has_keys(head, "info", "title") and (has_keys(head, "hits") or has_keys(head, "@score"))


def _is_xml(head: str) -> bool:
    return bool(_XML.search(head)) and bool(_RECORD.search(head) or "<info>" in head)


def _parse_json(content: bytes, path: str) -> ReadResult:
    builder, items = gather_items(content, path, "info", lists=("hit",))
    for line, item in items:
        if not value_at(item, "info") and value_at(item, "result"):
            builder.warn(line, "is a response without results")
        elif text_at(item, "info", "type") == "Editorship":
            builder.non_paper_counts["volumes"] += 1
        else:
            builder.add(_fields_of_hit(value_at(item, "info")), line)
    return builder.make_reading()


def _parse_xml(content: bytes, path: str) -> ReadResult:
    text, problems = decode_xml(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    for node in parse_entries(text, path, builder.problems, _PAPER_ELEMENTS):
        if node.text("type") == "Editorship":
            builder.non_paper_counts["volumes"] += 1
        else:
            builder.add(
                _fields_of_node(node), node.line, day=parse_whole_day(node.attributes.get("mdate"))
            )
    return builder.make_reading()


def _fields_of_hit(info: object) -> dict[str, object]:
    people = items_at(info, "authors", "author")
    names = [(text_at(one, "text"), "") for one in people] or _author_names(info)
    addresses = [html.unescape(each) for each in _texts_at(info, "ee")]
    fields = _record_fields(
        title=text_at(info, "title"),
        authors=[_make_author(name, orcid) for name, orcid in names],
        kind=text_at(info, "type"),
        dblp_key=text_at(info, "key"),
        venue=next(iter(_texts_at(info, "venue")), ""),
        addresses=[*addresses, text_at(info, "doi")],
        parts={name: text_at(info, name) for name in _PART_KEYS},
    )
    values = {"publisher": text_at(info, "publisher"), "series": text_at(info, "series")}
    return fields | values | parse_serials(*_texts_at(info, "isbn"), *_texts_at(info, "issn"))


def _texts_at(info: object, name: str) -> list[str]:
    value = value_at(info, name)
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str)]


def _author_names(info: object) -> list[tuple[str, str]]:
    value = value_at(info, "authors", "author")
    texts = value if isinstance(value, list) else [value]
    return [(text, "") for text in texts if isinstance(text, str)]


def _fields_of_node(node: XmlNode) -> dict[str, object]:
    people = node.get("authors") or node
    venue = node.text("journal") or node.text("booktitle") or node.text("venue")
    fields = _record_fields(
        title=node.text("title"),
        authors=[
            _make_author(a.text(), a.attributes.get("orcid", "")) for a in people.all("author")
        ],
        kind=node.text("type") or node.tag,
        dblp_key=node.attributes.get("key", "") or node.text("key"),
        venue=venue,
        addresses=[*(each.text() for each in node.all("ee")), node.text("doi")],
        parts={name: node.text(name) for name in _PART_KEYS},
    )
    fields["publisher"] = node.text("school") or node.text("publisher")
    fields["editors"] = drop_empty_authors([_make_author(e.text(), "") for e in node.all("editor")])
    fields["series"] = node.text("series")
    fields["place"] = node.text("address")
    fields |= parse_serials(*(each.text() for each in node.all("isbn", "issn")))
    if node.attributes.get("publtype") == "withdrawn":
        fields["status"] = "withdrawn"
    return fields


_PART_KEYS = ("year", "volume", "number", "pages")


def _record_fields(  # noqa: PLR0913  # the fields of both forms
    *,
    title: str,
    authors: list[AuthorValue],
    kind: str,
    dblp_key: str,
    venue: str,
    addresses: Iterable[str],
    parts: JsonObject,
) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": title.removesuffix("."),
        "authors": drop_empty_authors(authors),
        "dblp": dblp_key,
    }
    for address in filter(None, addresses):
        if "://" in address:
            assign_address(fields, address)
        else:
            fields.setdefault("doi", address)
    date = parse_any_date(parts["year"])
    if venue and is_arxiv_venue(venue):
        return fields | {"arxiv": parts["volume"], **date.record_fields(is_preprint=True)}
    return fields | {
        "venue": venue,
        **date.record_fields(),
        "type": _TYPES.get(kind, ""),
        "volume": parts["volume"],
        "issue": parts["number"],
        "pages": parts["pages"],
    }


def _make_author(name: str, orcid: str) -> AuthorValue:
    return make_author_from_name(name, orcid=orcid)
