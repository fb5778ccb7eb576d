"""Reads EndNote references in Refer format (`.enw`) and XML; one record per reference.

Sources: EndNote's import filter for tagged files; XML of "Export … XML", whose elements are first
mapped to Refer tags. In Refer, a reference starts with `%0` or after a blank line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.tagged_lines import TaggedReference, TagSyntax, parse_references
from papershelf.sources.parsing.xml_items import XmlNode, decode_xml, parse_entries

_SYNTAX = TagSyntax(
    line=re.compile(r"%(.)(?: (.*)|$)"),
    start="0",
    openers=frozenset("ATEFQ"),
    is_indented=True,
    lists=frozenset("K"),
    tags={
        "A": "AU", "T": "TI", "J": "JF", "B": "BT", "S": "T3", "E": "ED", "Y": "A3", "D": "PY",
        "8": "DA", "V": "VL", "N": "IS", "P": "SP", "&": "SP", "R": "DO", "U": "UR", ">": "L1",
        "X": "AB", "K": "KW", "@": "SN", "I": "PB", "C": "CY", "7": "ET", "G": "LA", "Z": "N1",
        "M": "AN", "F": "ID", "]": "C7", "O": "JA", "Q": "ST", "!": "ST",
    },
)  # fmt: skip
_HEAD = re.compile(
    r"^\s{0,8}%(?:0 \S[^\n]*\n(?:%\S[^\n]*\n){0,40}?%[ATE] |A \S[^\n]*\n(?:%\S[^\n]*\n){0,40}?%T )",
    re.MULTILINE,
)
_XML_HEAD = re.compile(r"<record>.{0,4000}<ref-type|<ref-type[^>]{0,80}>\s*\d+", re.DOTALL)
# Internal numbers, access dates, files, research notes, addresses, providers.
_IGNORED_TAGS = re.compile(
    r"[FLW~+\[<^>1-6=#$()*?!]|call-num|rec-number|database|source-app|remote-database-\w+"
    r"|foreign-keys|auth-address|access-date"
)
_RIS_TYPES = {
    "journal article": "JOUR", "electronic article": "JOUR", "magazine article": "MGZN",
    "newspaper article": "MGZN", "book": "BOOK", "edited book": "BOOK", "electronic book": "BOOK",
    "book section": "CHAP", "electronic book section": "CHAP", "encyclopedia": "CHAP",
    "conference proceedings": "CPAPER", "conference paper": "CPAPER", "thesis": "THES",
    "report": "RPRT", "dataset": "DATA", "computer program": "COMP", "web page": "ELEC",
    "blog": "BLOG", "standard": "STAND", "unpublished work": "UNPB", "manuscript": "UNPB",
    "generic": "GEN",
}  # fmt: skip


def is_refer(head: str) -> bool:
    """Whether some line starts a reference with a title or author."""
    return bool(_HEAD.search(head))


def is_endnote_xml(head: str) -> bool:
    """Whether the text is XML with a record that has an EndNote type."""
    return head.lstrip().startswith("<") and bool(_XML_HEAD.search(head))


def parse_refer(content: bytes, path: str) -> ReadResult:
    """Parse the references of a file."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=_IGNORED_TAGS)
    for reference in parse_references(text, _SYNTAX, builder):
        _add_reference(reference, reference.first_value("0"), builder)
    return builder.make_reading()


def parse_endnote_xml(content: bytes, path: str) -> ReadResult:
    """Parse the records of a document."""
    text, problems = decode_xml(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=_IGNORED_TAGS)
    for node in parse_entries(text, path, builder.problems, frozenset({"record"})):
        reference = TaggedReference(node.line)
        for tag, name, value in _ris_values(node):
            reference.add(tag, value, name)
        ref_type = node.get("ref-type")
        kind = ref_type.attributes.get("name", "") if ref_type else ""
        _add_reference(reference, kind, builder)
    return builder.make_reading()


def _add_reference(reference: TaggedReference, name: str, builder: RecordBuilder) -> None:
    kind = _RIS_TYPES.get(name.lower(), "")
    if name and not kind:
        builder.unread_counts[f"type {name}"] += 1
    values = reference.values
    if kind == "BOOK":  # the secondary title of a book is its series
        values["T3"] += reference.pop_values("BT")
    if kind in ("CPAPER", "CHAP") and not (values.get("BT") or values.get("JF")):
        values["BT"] = reference.pop_values("T3")
    if kind == "CPAPER" and not values.get("ED"):  # as written by the ACL Anthology
        values["ED"] = reference.pop_values("A3")
    words = [
        word.strip() for text in reference.all_values("KW") for word in re.split(r"[;,]", text)
    ]
    fields = reference_fields(reference, kind)
    builder.add(fields, reference.line, keywords=words, unread=reference.unread())


# --- XML ------------------------------------------------------------------------------------------

_TAG_BY_ELEMENT: Mapping[str, str] = {
    "contributors/authors/author": "AU", "contributors/secondary-authors/author": "ED",
    "contributors/tertiary-authors/author": "A3", "titles/title": "TI",
    "titles/secondary-title": "BT", "titles/tertiary-title": "T3", "titles/alt-title": "JA",
    "titles/short-title": "ST", "periodical/full-title": "JF", "periodical/abbr-1": "JA",
    "pages": "SP", "volume": "VL", "number": "IS", "issue": "IS", "edition": "ET",
    "dates/year": "PY", "dates/pub-dates/date": "DA", "publisher": "PB", "pub-location": "CY",
    "isbn": "SN", "electronic-resource-num": "DO", "abstract": "AB", "keywords/keyword": "KW",
    "urls/related-urls/url": "UR", "urls/web-urls/url": "UR", "urls/pdf-urls/url": "L1",
    "language": "LA", "notes": "N1", "accession-num": "AN", "label": "ID", "custom7": "C7",
}  # fmt: skip


def _ris_values(record: XmlNode) -> Iterator[tuple[str, str, str]]:
    """The RIS tag, name and text of each element that contains only text."""
    for path, node in _leaf_elements(record.children, ""):
        text = node.text()
        if text and path != "ref-type" and not text.startswith("internal-pdf:"):
            tag = _TAG_BY_ELEMENT.get(path, f"{path} of the source")
            yield tag, path.rpartition("/")[2], text


def _leaf_elements(nodes: Iterable[XmlNode], above: str) -> Iterator[tuple[str, XmlNode]]:
    for node in nodes:
        path = f"{above}{node.tag}"
        inner = [child for child in node.children if child.tag not in ("style", "key")]
        if inner:
            yield from _leaf_elements(inner, f"{path}/")
        else:
            yield path, node
