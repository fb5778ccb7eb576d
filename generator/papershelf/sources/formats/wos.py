"""Tagged files of Web of Science in (`.ciw`, `.txt`): a record for every reference out.

Source: Clarivate, "Web of Science Core Collection Field Tags". A value goes on behind three spaces;
of authors and the like each line is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering
from papershelf.sources.parsing.tagged_lines import (
    Reference,
    Syntax,
    drop_full_stop,
    read_references,
)
from papershelf.text.folding import fold

_TAGS = {
    "AU": "AU", "AF": "AF", "CA": "CA", "BA": "BA", "BF": "BF", "BE": "ED", "ED": "ED",
    "TI": "TI", "SO": "JF", "SE": "T3", "LA": "LA", "DT": "DT", "DE": "DE", "AB": "AB",
    "PU": "PB", "PI": "CY", "SN": "SN", "EI": "SN", "BN": "SN", "J9": "JA", "JI": "J1",
    "PD": "DA", "PY": "PY", "VL": "VL", "IS": "IS", "BP": "SP", "EP": "EP", "AR": "AR",
    "DI": "DO", "D2": "D2", "PM": "PM", "OI": "OI",
}  # fmt: skip
_SYNTAX = Syntax(
    line=re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    start="PT",
    end="ER",
    outside=frozenset({"FN", "VR", "EF"}),
    nearly=re.compile(r"\S"),
    is_indented=True,
    lists=frozenset({"AU", "AF", "BA", "BF", "CA", "GP", "BE", "ED", "C1", "CR", "FU"}),
    tags=_TAGS,
)
_START = re.compile(
    r"^\s{0,8}FN (?:Clarivate|Thomson|ISI)|^PT [JBSP]\n(?:AU|AF|BA|BE|CA|GP|TI) ", re.MULTILINE
)
# Counts, citations, categories and numbers of the database, addresses for reprints, other titles.
BOOKKEEPING = re.compile(
    r"AU|BA|UT|TC|Z[0-9A-Z]|NR|CR|GA|WC|SC|HC|HP|DA|OA|RP|EM|PG|U[12]|ID|RI|WE|J9|JI|PA|FX|FU"
    r"|EY|EA"
)
_TYPES = {"J": "JOUR", "B": "BOOK", "S": "CHAP", "P": "PAT"}
_DOCUMENTS = {
    "proceedings paper": "CPAPER", "book chapter": "CHAP", "book": "BOOK", "data paper": "JOUR",
    "meeting abstract": "CPAPER", "dataset": "DATA", "software": "COMP",
}  # fmt: skip
_UNSPECIFIED = re.compile(r"^(?:UNSP|ARTN|ART\.?)\s+(?=\S)", re.IGNORECASE)
_ORCID = re.compile(r"(?<![^/;])([^/;]+)/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def is_wos(head: str) -> bool:
    """Whether it begins as a file of Web of Science, or a reference of one begins on some line."""
    return bool(_START.search(head))


def parse_wos(content: bytes, path: str) -> Reading:
    """Read the references of a file."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems), bookkeeping=BOOKKEEPING)
    for reference in read_references(text, _SYNTAX, gathered):
        if "PT" not in reference.values:
            gathered.warn(reference.line, "has no PT line; read without its type")
        fields = _fields(reference)
        words = _keywords(reference)
        gathered.add(fields, reference.line, keywords=words, unread=reference.unread())
    return gathered.reading()


def read_row(row: Mapping[str, str]) -> tuple[dict[str, object], list[str], Iterator[str]]:
    """The fields, keywords and unread tags of a row of a table whose columns are the tags."""
    reference = Reference(0)
    for name, cell in row.items():
        tag = _TAGS.get(name, name if name == "PT" else f"{name} of the source")
        for value in cell.split("; ") if name in _SYNTAX.lists else [cell]:
            reference.add(tag, value, name)
    fields = _fields(reference)
    return fields, _keywords(reference), reference.unread()


def _keywords(reference: Reference) -> list[str]:
    return [word.strip() for text in reference.all("DE") for word in text.split(";")]


def _fields(reference: Reference) -> dict[str, object]:
    documents = [name.strip().lower() for name in reference.first("DT").split(";")]
    kind = _TYPES.get(reference.first("PT"), "")
    if kind in ("", "BOOK", "CHAP") or "proceedings paper" in documents:
        kind = next((_DOCUMENTS[name] for name in documents if name in _DOCUMENTS), kind)
    _translate(reference)
    fields = reference_fields(reference, kind, are_turned=True)
    container = reference.first("JF")
    if kind == "BOOK" and container and container != fields["title"]:
        fields |= {"venue": container, "type": "chapter"}
    fields["container_doi"] = reference.first("D2")
    if "retracted publication" in documents:
        fields["status"] = "retracted"
    _add_orcids(fields, reference)
    return fields


def _translate(reference: Reference) -> None:
    """Put what Web of Science writes in a way of its own under the tags of RIS."""
    values = reference.values
    if any(text.startswith("MEDLINE:") for text in reference.peek("UT of the source")):
        values["TI"] = [drop_full_stop(text) for text in reference.take("TI")]
    for full, short in (("AF", "AU"), ("BF", "BA")):
        if len(values.get(full, ())) >= len(values.get(short, ())) > 0:
            values[short] = reference.take(full)
    if not values.get("AU"):
        values["AU"] = reference.take("BA")
    values["AU"] += [f"{name}," for name in reference.take("CA")]  # so RIS marks organizations
    values["AR"] = [_UNSPECIFIED.sub("", number) for number in reference.take("AR")]
    values["AN"] += [f"PMID:{number}" for number in reference.take("PM")]


def _add_orcids(fields: dict[str, object], reference: Reference) -> None:
    """Give authors the ORCID iDs that are told by name: `Doe, Ada/0000-0002-1825-0097`."""
    told = {
        _name_key(*found[1].partition(",")[::2]): found[2]
        for text in reference.all("OI")
        for found in _ORCID.finditer(text)
    }
    authors: Any = fields.get("authors", [])
    for author in authors if told else ():
        if isinstance(author, dict):
            key = _name_key(str(author.get("family", "")), str(author.get("given", "")))
            if key in told:
                author["orcid"] = told[key]


def _name_key(family: str, given: str) -> str:
    return f"{fold(family)}, {fold(given)}"
