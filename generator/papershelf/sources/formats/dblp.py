"""DBLP in, as JSON of the search and as XML of records or of the search: a record for each paper.

A lone author comes as an object, several as a list; titles end with a full stop that is not
theirs; namesakes carry a number; CoRR is arXiv. There are no abstracts. Volumes, home pages and
entries for editing a volume are not papers and are passed over.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from papershelf.sources.parsing.author_names import Person, known, named
from papershelf.sources.parsing.dates import read_date, read_day
from papershelf.sources.parsing.json_items import (
    Item,
    gather_items,
    has_keys,
    items_at,
    text_at,
    value_at,
)
from papershelf.sources.parsing.links import place_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering, is_preprint_server
from papershelf.sources.parsing.volumes import read_serials
from papershelf.sources.parsing.xml_items import Node, decode_xml, parse_entries

_TYPES = {
    "Conference and Workshop Papers": "paper-conference", "Journal Articles": "article-journal",
    "Parts in Books or Collections": "chapter", "Reference Works": "chapter",
    "Data and Artifacts": "dataset", "Books and Theses": "",
    "inproceedings": "paper-conference", "article": "article-journal", "incollection": "chapter",
    "book": "book", "phdthesis": "thesis", "mastersthesis": "thesis", "data": "dataset",
}  # fmt: skip
_PAPERS = frozenset(
    "article inproceedings incollection book phdthesis mastersthesis data info".split()
)
_XML = re.compile(r"<(?:dblp|dblpperson|r|result)[\s>]")
_RECORD = re.compile(r'<(?:article|inproceedings|incollection|book|phdthesis)\s[^>]*key="')


def is_dblp(head: str) -> bool:
    """Whether it is what DBLP answers or gives out, in either form."""
    return _is_json(head) or _is_xml(head)


def parse_dblp(content: bytes, path: str) -> Reading:
    """Read the papers of hits or records; which of both forms it is, the first character tells."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _parse_xml(content, path) if start.startswith(b"<") else _parse_json(content, path)


def _is_json(head: str) -> bool:
    return has_keys(head, "info", "title") and (has_keys(head, "hits") or has_keys(head, "@score"))


def _is_xml(head: str) -> bool:
    return bool(_XML.search(head)) and bool(_RECORD.search(head) or "<info>" in head)


def _parse_json(content: bytes, path: str) -> Reading:
    gathered, items = gather_items(content, path, "info", lists=("hit",))
    for line, item in items:
        if not value_at(item, "info") and value_at(item, "result"):
            gathered.warn(line, "is an answer without a hit")
        elif text_at(item, "info", "type") == "Editorship":
            gathered.no_papers["volumes"] += 1
        else:
            gathered.add(_from_hit(value_at(item, "info")), line)
    return gathered.reading()


def _parse_xml(content: bytes, path: str) -> Reading:
    text, problems = decode_xml(content, path)
    gathered = Gathering(path=path, problems=list(problems))
    for node in parse_entries(text, path, gathered.problems, _PAPERS):
        if node.text("type") == "Editorship":
            gathered.no_papers["volumes"] += 1
        else:
            gathered.add(_from_node(node), node.line, day=read_day(node.attributes.get("mdate")))
    return gathered.reading()


def _from_hit(info: object) -> dict[str, object]:
    people = items_at(info, "authors", "author")
    names = [(text_at(one, "text"), "") for one in people] or _plain_names(info)
    addresses = [html.unescape(each) for each in _texts(info, "ee")]
    fields = _fields(
        title=text_at(info, "title"),
        authors=[_author(name, orcid) for name, orcid in names],
        kind=text_at(info, "type"),
        key=text_at(info, "key"),
        venue=next(iter(_texts(info, "venue")), ""),
        addresses=[*addresses, text_at(info, "doi")],
        parts={name: text_at(info, name) for name in _PARTS},
    )
    told = {"publisher": text_at(info, "publisher"), "series": text_at(info, "series")}
    return fields | told | read_serials(*_texts(info, "isbn"), *_texts(info, "issn"))


def _texts(info: object, name: str) -> list[str]:
    value = value_at(info, name)
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str)]


def _plain_names(info: object) -> list[tuple[str, str]]:
    value = value_at(info, "authors", "author")
    texts = value if isinstance(value, list) else [value]
    return [(text, "") for text in texts if isinstance(text, str)]


def _from_node(node: Node) -> dict[str, object]:
    people = node.get("authors") or node
    venue = node.text("journal") or node.text("booktitle") or node.text("venue")
    fields = _fields(
        title=node.text("title"),
        authors=[_author(a.text(), a.attributes.get("orcid", "")) for a in people.all("author")],
        kind=node.text("type") or node.tag,
        key=node.attributes.get("key", "") or node.text("key"),
        venue=venue,
        addresses=[*(each.text() for each in node.all("ee")), node.text("doi")],
        parts={name: node.text(name) for name in _PARTS},
    )
    fields["publisher"] = node.text("school") or node.text("publisher")
    fields["editors"] = known([_author(e.text(), "") for e in node.all("editor")])
    fields["series"] = node.text("series")
    fields["place"] = node.text("address")
    fields |= read_serials(*(each.text() for each in node.all("isbn", "issn")))
    if node.attributes.get("publtype") == "withdrawn":
        fields["status"] = "withdrawn"
    return fields


_PARTS = ("year", "volume", "number", "pages")


def _fields(  # noqa: PLR0913  # what both forms tell
    *,
    title: str,
    authors: list[Person],
    kind: str,
    key: str,
    venue: str,
    addresses: Iterable[str],
    parts: Item,
) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": title.removesuffix("."),
        "authors": known(authors),
        "dblp": key,
    }
    for address in filter(None, addresses):
        if "://" in address:
            place_address(fields, address)
        else:
            fields.setdefault("doi", address)
    date = read_date(parts["year"])
    if venue and is_preprint_server(venue):
        return fields | {"arxiv": parts["volume"], **date.fields(is_preprint=True)}
    return fields | {
        "venue": venue,
        **date.fields(),
        "type": _TYPES.get(kind, ""),
        "volume": parts["volume"],
        "issue": parts["number"],
        "pages": parts["pages"],
    }


def _author(name: str, orcid: str) -> Person:
    return named(name, orcid=orcid)
