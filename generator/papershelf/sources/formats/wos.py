"""Reads tagged files of Web of Science (`.ciw`, `.txt`); one record per reference.

Source: Clarivate, "Web of Science Core Collection Field Tags". Continuation lines are indented by
three spaces; for authors and similar tags, each line is a separate value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.tagged_lines import (
    TaggedReference,
    TagSyntax,
    drop_full_stop,
    parse_references,
)
from papershelf.text.folding import fold_text

_RIS_TAG_BY_TAG = {
    "AU": "AU", "AF": "AF", "CA": "CA", "BA": "BA", "BF": "BF", "BE": "ED", "ED": "ED",
    "TI": "TI", "SO": "JF", "SE": "T3", "LA": "LA", "DT": "DT", "DE": "DE", "AB": "AB",
    "PU": "PB", "PI": "CY", "SN": "SN", "EI": "SN", "BN": "SN", "J9": "JA", "JI": "J1",
    "PD": "DA", "PY": "PY", "VL": "VL", "IS": "IS", "BP": "SP", "EP": "EP", "AR": "AR",
    "DI": "DO", "D2": "D2", "PM": "PM", "OI": "OI",
}  # fmt: skip
_SYNTAX = TagSyntax(
    line=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    start="PT",
    end="ER",
    outside=frozenset({"FN", "VR", "EF"}),
    near_miss=re.compile(r"\S"),
    is_indented=True,
    lists=frozenset({"AU", "AF", "BA", "BF", "CA", "GP", "BE", "ED", "C1", "CR", "FU"}),
    tags=_RIS_TAG_BY_TAG,
)
_START = re.compile(
    r"^\s{0,8}FN (?:Clarivate|Thomson|ISI)|^PT [JBSP]\n(?:AU|AF|BA|BE|CA|GP|TI) ", re.MULTILINE
)
# Counts, citations, categories, internal numbers, reprint addresses, other titles.
IGNORED_TAGS = re.compile(
    r"AU|BA|UT|TC|Z[0-9A-Z]|NR|CR|GA|WC|SC|HC|HP|DA|OA|RP|EM|PG|U[12]|ID|RI|WE|J9|JI|PA|FX|FU"
    r"|EY|EA"
)
_PUBLICATION_TYPES = {"J": "JOUR", "B": "BOOK", "S": "CHAP", "P": "PAT"}
_DOCUMENT_TYPES = {
    "proceedings paper": "CPAPER", "book chapter": "CHAP", "book": "BOOK", "data paper": "JOUR",
    "meeting abstract": "CPAPER", "dataset": "DATA", "software": "COMP",
}  # fmt: skip
_UNSPECIFIED = re.compile(r"^(?:UNSP|ARTN|ART\.?)\s+(?=\S)", re.IGNORECASE)
_ORCID = re.compile(r"(?<![^/;])([^/;]+)/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def is_wos(head: str) -> bool:
    """Whether the text starts like a Web of Science file, or some line starts a reference."""
    return bool(_START.search(head))


def parse_wos(content: bytes, path: str) -> ReadResult:
    """Parse the references of a file."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=IGNORED_TAGS)
    for reference in parse_references(text, _SYNTAX, builder):
        if "PT" not in reference.values:
            builder.warn(reference.line, "has no PT line, so its type is unknown")
        fields = _reference_fields(reference)
        words = _reference_keywords(reference)
        builder.add(fields, reference.line, keywords=words, unread=reference.unread())
    return builder.make_reading()


def parse_wos_row(row: Mapping[str, str]) -> tuple[dict[str, object], list[str], Iterator[str]]:
    """The fields, keywords and unread tags of a row in a table whose columns are the tags."""
    reference = TaggedReference(0)
    for name, cell in row.items():
        tag = _RIS_TAG_BY_TAG.get(name, name if name == "PT" else f"{name} of the source")
        for value in cell.split("; ") if name in _SYNTAX.lists else [cell]:
            reference.add(tag, value, name)
    fields = _reference_fields(reference)
    return fields, _reference_keywords(reference), reference.unread()


def _reference_keywords(reference: TaggedReference) -> list[str]:
    return [word.strip() for text in reference.all_values("DE") for word in text.split(";")]


def _reference_fields(reference: TaggedReference) -> dict[str, object]:
    documents = [name.strip().lower() for name in reference.first_value("DT").split(";")]
    kind = _PUBLICATION_TYPES.get(reference.first_value("PT"), "")
    if kind in ("", "BOOK", "CHAP") or "proceedings paper" in documents:
        kind = next((_DOCUMENT_TYPES[name] for name in documents if name in _DOCUMENT_TYPES), kind)
    _translate_to_ris_tags(reference)
    fields = reference_fields(reference, kind, are_reversed=True)
    container = reference.first_value("JF")
    if kind == "BOOK" and container and container != fields["title"]:
        fields |= {"venue": container, "type": "chapter"}
    fields["container_doi"] = reference.first_value("D2")
    if "retracted publication" in documents:
        fields["status"] = "retracted"
    _add_orcids(fields, reference)
    return fields


def _translate_to_ris_tags(reference: TaggedReference) -> None:
    """Map values that Web of Science writes differently to RIS tags."""
    values = reference.values
    if any(text.startswith("MEDLINE:") for text in reference.peek_values("UT of the source")):
        values["TI"] = [drop_full_stop(text) for text in reference.pop_values("TI")]
    for full, short in (("AF", "AU"), ("BF", "BA")):
        if len(values.get(full, ())) >= len(values.get(short, ())) > 0:
            values[short] = reference.pop_values(full)
    if not values.get("AU"):
        values["AU"] = reference.pop_values("BA")
    values["AU"] += [
        f"{name}," for name in reference.pop_values("CA")
    ]  # RIS marks organizations by a trailing comma
    values["AR"] = [_UNSPECIFIED.sub("", number) for number in reference.pop_values("AR")]
    values["AN"] += [f"PMID:{number}" for number in reference.pop_values("PM")]


def _add_orcids(fields: dict[str, object], reference: TaggedReference) -> None:
    """Add the ORCID iDs, which are listed by name: `Doe, Ada/0000-0002-1825-0097`."""
    orcids = {
        _author_name_key(*found[1].partition(",")[::2]): found[2]
        for text in reference.all_values("OI")
        for found in _ORCID.finditer(text)
    }
    authors: Any = fields.get("authors", [])
    for author in authors if orcids else ():
        if isinstance(author, dict):
            key = _author_name_key(str(author.get("family", "")), str(author.get("given", "")))
            if key in orcids:
                author["orcid"] = orcids[key]


def _author_name_key(family: str, given: str) -> str:
    return f"{fold_text(family)}, {fold_text(given)}"
