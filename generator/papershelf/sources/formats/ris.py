"""RIS files in, as reference managers and publishers write them: a record for every reference out.

Source: Research Information Systems, RIS format (2001 and 2011), and the tags that EndNote, Zotero
and PMLR use besides. Formats that are translated into these tags have their fields from here, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.core.identifier_schemes import identify_address
from papershelf.core.identifiers import parse_citation_key
from papershelf.core.record_schema import STATUS_KINDS
from papershelf.sources.parsing.author_names import known, read_family_first
from papershelf.sources.parsing.dates import FoundDate, read_date
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.languages import read_language
from papershelf.sources.parsing.links import find_arxiv, place_address, split_addresses
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering, is_preprint_server
from papershelf.sources.parsing.tagged_lines import Reference, Syntax, read_references
from papershelf.sources.parsing.volumes import read_edition, read_place, read_serials

_SYNTAX = Syntax(
    line=re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)"),
    start="TY",
    end="ER",
    outside=frozenset({"EF"}),
    nearly=re.compile(
        r"\s*(?:TY|TI|T1|T2|AU|A1|A2|PY|Y1|DA|JO|JF|VL|IS|SP|EP|DO|UR|AB|N2|PB|SN|KW|ER)"
        r"(?: *[-=:] | {2,}| +[-=:])"
    ),
)
_PERSON = re.compile(r"^(?:AU|A[1-4]|ED) {1,2}- ?(.+)", re.MULTILINE)
_START = re.compile(r"(?:^|\n)\s*TY {1,2}- ?[A-Z]{3,8}\s*\n")
_TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal",
    "JFULL": "article-journal", "MGZN": "article-magazine", "BOOK": "book", "CHAP": "chapter",
    "ECHAP": "chapter", "CPAPER": "paper-conference", "CONF": "paper-conference",
    "DATA": "dataset", "COMP": "software", "BLOG": "post-weblog", "RPRT": "report",
    "SLIDE": "speech", "STAND": "standard", "THES": "thesis", "ELEC": "webpage",
}  # fmt: skip
# The database, its own numbers and labels, reprint status, and fields for the reader's own use.
_BOOKKEEPING = re.compile(r"DB|DP|ID|LB|RP|Y2|RD|L4|U[1-5]")
_DATE = re.compile(r"(\d{4})?/(\d{1,2})?/(\d{1,2})?/(?!\d\d?:\d)(.+)")
"""A date with the fourth part of RIS, in which more is said in words."""
_PMID = re.compile(r"(PMID:?\s*)?(\d{1,9})", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_ris(head: str) -> bool:
    """Whether a reference begins on some line."""
    return bool(_START.search(head))


def parse_ris(content: bytes, path: str) -> Reading:
    """Read the references of a file; one that is never ended, ends where the next begins."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems), bookkeeping=_BOOKKEEPING)
    people = _PERSON.findall(text)
    are_turned = 2 * sum("," in name for name in people) > len(people)
    for reference in read_references(text, _SYNTAX, gathered):
        kind = reference.first("TY")
        if "TY" not in reference.values:
            gathered.warn(reference.line, "has no TY line; read without its type")
        elif kind not in _TYPES and kind not in ("GEN", "UNPB"):
            gathered.unread[f"TY {kind}"] += 1
        words = reference.all("KW")
        fields = reference_fields(reference, kind, are_turned=are_turned)
        gathered.add(fields, reference.line, keywords=words, unread=reference.unread())
    return gathered.reading()


def reference_fields(
    reference: Reference, kind: str, *, are_turned: bool = False
) -> dict[str, object]:
    """The fields of a reference, whose type is `kind`.

    `are_turned` says that most names in its file are written `Doe, Ada`.
    """
    first = reference.first
    fields: dict[str, object] = {
        "title": first("TI", "T1", "CT", "BT" if kind == "BOOK" else "ST", "ST"),
        "authors": known(read_family_first(list(reference.all("AU", "A1")), are_turned=are_turned)),
        "abstract": first("AB", "N2"),
        "doi": first("DO", "DI"),
        "pmid": _pmid(reference),
        "pdf": _pdf(reference),
        "language": read_language(first("LA")),
        **_book(reference, kind),
        "citation_key": _citation_key(first("ID")),
    }
    fields["arxiv"] = _arxiv(reference)
    _add_links(fields, reference)
    containers = ("BT",) if kind == "BOOK" else ("BT", "T2")
    venue = first(*containers, "JF", "JO", "C3", "JA", "J1", "J2")
    if venue and venue != fields["title"] and not is_preprint_server(venue):
        fields["venue"] = venue
    date = _date(reference)
    if fields.get("arxiv") and "venue" not in fields:
        return fields | date.fields(is_preprint=True) | _note(reference)
    fields |= {
        **date.fields(),
        "type": _TYPES.get(kind, ""),
        "volume": first("VL"),
        "issue": first("IS", "CP"),
        "publisher": first("PB"),
    }
    pages = "-".join(filter(None, [_DASH.sub("-", first("SP")), first("EP")]))
    fields |= read_place(pages, *reference.all("C7", "AR"))
    return fields | _note(reference)


def _pdf(reference: Reference) -> str:
    """The first address of a full text that does not follow from an identifier, or ""."""
    links = (text for text in reference.peek("L1") if text.startswith("http"))
    addresses = (split_addresses(text)[0] for text in links)
    return next((address for address in addresses if not identify_address(address)[0]), "")


def _add_links(fields: dict[str, object], reference: Reference) -> None:
    for text in reference.peek("UR", "LK", "L2", "L1"):
        kept = [place_address(fields, address) for address in split_addresses(text)]
        if all(kept):
            reference.used.add(text)


def _date(reference: Reference) -> FoundDate:
    """The date by the first of `DA`, `Y1` and `PY`, the fullest of its year (`Y2` is of access)."""
    language = reference.first("LA")
    texts = list(reference.all("DA", "Y1", "PY"))
    found = [_read_date(text, language) for text in texts]
    years = [date.year for date in found if date.year]
    # Web of Science writes "MAY 12" here, and the year under its own tag.
    joined = [read_date(years[0], text, language=language) for text in texts[:1] if years]
    if joined and not found[0].year and joined[0].fullness > 4:
        return joined[0]
    same_year = [date for date in found if date.iso and date.year == years[0]]
    note = next((date.note for date in found if date.note), "")
    return FoundDate(max((date.iso for date in same_year), key=len, default=""), note)


def _read_date(text: str, language: str) -> FoundDate:
    match = _DATE.fullmatch(text)
    if not match:
        return read_date(text, language=language)
    date = read_date(match[1] or "", match[2] or "", match[3] or "")
    return FoundDate(date.iso, match[4].strip())


def _book(reference: Reference, kind: str) -> dict[str, object]:
    """What the reference says of the book or volume that it is or is in."""
    return {
        "editors": known(read_family_first(list(_editors(reference, kind)))),
        "series": reference.first("T3", "T2" if kind == "BOOK" else "T3"),
        "edition": read_edition(reference.first("ET")),
        "place": _place(reference),
        **read_serials(*reference.all("SN")),
    }


def _editors(reference: Reference, kind: str) -> Iterator[str]:
    """The editors; the tag next to theirs names those of the series, in books the other one."""
    tags = ("A3", "A2") if kind == "BOOK" else ("A2", "A3")
    for tag in ("ED", *(tags if kind not in ("THES", "RPRT") else ())):
        if next(reference.peek(tag), ""):
            return reference.all(tag)
    return iter(())


def _place(reference: Reference) -> str:
    """Where it was published; EndNote keeps the year of a conference under the same tag."""
    for tag in ("PP", "CY"):
        if any(char.isalpha() for char in next(reference.peek(tag), "")):
            return reference.first(tag)
    return ""


def _arxiv(reference: Reference) -> str:
    for text in reference.peek("AN", "M1", "M3", "N1", "JO", "T2", "UR", "DO", "PB"):
        if "arxiv" in text.lower() and (found := find_arxiv(text)):
            reference.used.add(text)
            return found
    return ""


def _pmid(reference: Reference) -> str:
    """The PubMed id among the accession numbers: called one, or from that database."""
    is_pubmed = any("pubmed" in text.lower() for text in reference.peek("DB", "DP"))
    for text in reference.peek("AN", "C2"):
        found = _PMID.fullmatch(text)
        if found and (found[1] or is_pubmed):
            reference.used.add(text)
            return found[2]
    return ""


def _note(reference: Reference) -> dict[str, object]:
    """The notes of a reference as one, or the status that a note says."""
    notes = list(reference.all("N1"))
    statuses = [note.lower() for note in notes if note.lower() in STATUS_KINDS]
    said = [note for note in notes if note.lower() not in statuses and not find_arxiv(note)]
    fields: dict[str, object] = {"note": "\n\n".join(said)}
    return fields | ({"status": statuses[0]} if statuses else {})


def _citation_key(key: str) -> str:
    """The key, if it looks like one that a person or a program chose to be read."""
    try:
        return parse_citation_key(key) if re.search(r"[A-Za-z]{2}", key) else ""
    except ValueError:
        return ""
