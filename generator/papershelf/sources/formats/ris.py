"""Reads RIS files of reference managers and publishers; one record per reference.

Sources: Research Information Systems, RIS format (2001 and 2011), and the additional tags of
EndNote, Zotero and PMLR. Formats that map to RIS tags also use `reference_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.core.identifier_schemes import parse_identifier_url
from papershelf.core.identifiers import parse_citation_key
from papershelf.core.record_schema import STATUS_KINDS
from papershelf.sources.parsing.author_names import drop_empty_authors, parse_family_first_names
from papershelf.sources.parsing.dates import ParsedDate, parse_any_date
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.languages import normalize_language
from papershelf.sources.parsing.links import arxiv_id_in_text, assign_address, split_addresses
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder, is_arxiv_venue
from papershelf.sources.parsing.tagged_lines import TaggedReference, TagSyntax, parse_references
from papershelf.sources.parsing.volumes import parse_edition, parse_pages, parse_serials

_SYNTAX = TagSyntax(
    line=re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)"),
    start="TY",
    end="ER",
    outside=frozenset({"EF"}),
    near_miss=re.compile(
        r"\s*(?:TY|TI|T1|T2|AU|A1|A2|PY|Y1|DA|JO|JF|VL|IS|SP|EP|DO|UR|AB|N2|PB|SN|KW|ER)"
        r"(?: *[-=:] | {2,}| +[-=:])"
    ),
)
_PERSON_LINE = re.compile(r"^(?:AU|A[1-4]|ED) {1,2}- ?(.+)", re.MULTILINE)
_START = re.compile(r"(?:^|\n)\s*TY {1,2}- ?[A-Z]{3,8}\s*\n")
_CSL_TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal",
    "JFULL": "article-journal", "MGZN": "article-magazine", "BOOK": "book", "CHAP": "chapter",
    "ECHAP": "chapter", "CPAPER": "paper-conference", "CONF": "paper-conference",
    "DATA": "dataset", "COMP": "software", "BLOG": "post-weblog", "RPRT": "report",
    "SLIDE": "speech", "STAND": "standard", "THES": "thesis", "ELEC": "webpage",
}  # fmt: skip
# Database name, internal numbers and labels, reprint status, and user-defined fields.
_IGNORED_TAGS = re.compile(r"DB|DP|ID|LB|RP|Y2|RD|L4|U[1-5]")
_DATE = re.compile(r"(\d{4})?/(\d{1,2})?/(\d{1,2})?/(?!\d\d?:\d)(.+)")
"""A date with the fourth part of RIS, which is free text."""
_PMID = re.compile(r"(PMID:?\s*)?(\d{1,9})", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_ris(head: str) -> bool:
    """Whether some line starts a reference."""
    return bool(_START.search(head))


def parse_ris(content: bytes, path: str) -> ReadResult:
    """Parse the references of a file; one without an end tag ends where the next starts."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=_IGNORED_TAGS)
    people = _PERSON_LINE.findall(text)
    are_turned = 2 * sum("," in name for name in people) > len(people)
    for reference in parse_references(text, _SYNTAX, builder):
        kind = reference.first_value("TY")
        if "TY" not in reference.values:
            builder.warn(reference.line, "has no TY line, so its type is unknown")
        elif kind not in _CSL_TYPES and kind not in ("GEN", "UNPB"):
            builder.unread_counts[f"TY {kind}"] += 1
        words = reference.all_values("KW")
        fields = reference_fields(reference, kind, are_reversed=are_turned)
        builder.add(fields, reference.line, keywords=words, unread=reference.unread())
    return builder.make_reading()


def reference_fields(
    reference: TaggedReference, kind: str, *, are_reversed: bool = False
) -> dict[str, object]:
    """The record fields of a reference of type `kind`.

    `are_reversed` means that most names in its file are written `Doe, Ada`.
    """
    first = reference.first_value
    fields: dict[str, object] = {
        "title": first("TI", "T1", "CT", "BT" if kind == "BOOK" else "ST", "ST"),
        "authors": drop_empty_authors(
            parse_family_first_names(
                list(reference.all_values("AU", "A1")), are_reversed=are_reversed
            )
        ),
        "abstract": first("AB", "N2"),
        "doi": first("DO", "DI"),
        "pmid": _pubmed_id(reference),
        "pdf": _pdf_address(reference),
        "language": normalize_language(first("LA")),
        **_book_fields(reference, kind),
        "citation_key": _usable_citation_key(first("ID")),
    }
    fields["arxiv"] = _arxiv_id(reference)
    _add_links(fields, reference)
    containers = ("BT",) if kind == "BOOK" else ("BT", "T2")
    venue = first(*containers, "JF", "JO", "C3", "JA", "J1", "J2")
    if venue and venue != fields["title"] and not is_arxiv_venue(venue):
        fields["venue"] = venue
    date = _reference_date(reference)
    if fields.get("arxiv") and "venue" not in fields:
        return fields | date.record_fields(is_preprint=True) | _note_fields(reference)
    fields |= {
        **date.record_fields(),
        "type": _CSL_TYPES.get(kind, ""),
        "volume": first("VL"),
        "issue": first("IS", "CP"),
        "publisher": first("PB"),
    }
    pages = "-".join(filter(None, [_DASH.sub("-", first("SP")), first("EP")]))
    fields |= parse_pages(pages, *reference.all_values("C7", "AR"))
    return fields | _note_fields(reference)


def _pdf_address(reference: TaggedReference) -> str:
    """The first full-text address that no identifier implies, or ""."""
    links = (text for text in reference.peek_values("L1") if text.startswith("http"))
    addresses = (split_addresses(text)[0] for text in links)
    return next((address for address in addresses if not parse_identifier_url(address)[0]), "")


def _add_links(fields: dict[str, object], reference: TaggedReference) -> None:
    for text in reference.peek_values("UR", "LK", "L2", "L1"):
        kept = [assign_address(fields, address) for address in split_addresses(text)]
        if all(kept):
            reference.read_tags.add(text)


def _reference_date(reference: TaggedReference) -> ParsedDate:
    """The date from the first of `DA`, `Y1` and `PY`; of its values, the most precise.

    `Y2` is the date of access.
    """
    language = reference.first_value("LA")
    texts = list(reference.all_values("DA", "Y1", "PY"))
    found = [_parse_date(text, language) for text in texts]
    years = [date.year for date in found if date.year]
    # Web of Science writes "MAY 12" here and has the year in a separate tag.
    joined = [parse_any_date(years[0], text, language=language) for text in texts[:1] if years]
    if joined and not found[0].year and joined[0].precision > 4:
        return joined[0]
    same_year = [date for date in found if date.iso and date.year == years[0]]
    note = next((date.note for date in found if date.note), "")
    return ParsedDate(max((date.iso for date in same_year), key=len, default=""), note)


def _parse_date(text: str, language: str) -> ParsedDate:
    match = _DATE.fullmatch(text)
    if not match:
        return parse_any_date(text, language=language)
    date = parse_any_date(match[1] or "", match[2] or "", match[3] or "")
    return ParsedDate(date.iso, match[4].strip())


def _book_fields(reference: TaggedReference, kind: str) -> dict[str, object]:
    """Fields about the book or volume that the reference is or belongs to."""
    return {
        "editors": drop_empty_authors(
            parse_family_first_names(list(_editor_names(reference, kind)))
        ),
        "series": reference.first_value("T3", "T2" if kind == "BOOK" else "T3"),
        "edition": parse_edition(reference.first_value("ET")),
        "place": _publication_place(reference),
        **parse_serials(*reference.all_values("SN")),
    }


def _editor_names(reference: TaggedReference, kind: str) -> Iterator[str]:
    """The editors; the adjacent tag has series editors, or in books the other way around."""
    tags = ("A3", "A2") if kind == "BOOK" else ("A2", "A3")
    for tag in ("ED", *(tags if kind not in ("THES", "RPRT") else ())):
        if next(reference.peek_values(tag), ""):
            return reference.all_values(tag)
    return iter(())


def _publication_place(reference: TaggedReference) -> str:
    """The place of publication; EndNote stores the year of a conference under the same tag."""
    for tag in ("PP", "CY"):
        if any(char.isalpha() for char in next(reference.peek_values(tag), "")):
            return reference.first_value(tag)
    return ""


def _arxiv_id(reference: TaggedReference) -> str:
    for text in reference.peek_values("AN", "M1", "M3", "N1", "JO", "T2", "UR", "DO", "PB"):
        if "arxiv" in text.lower() and (found := arxiv_id_in_text(text)):
            reference.read_tags.add(text)
            return found
    return ""


def _pubmed_id(reference: TaggedReference) -> str:
    """The PubMed ID among the accession numbers: labeled as one, or from that database."""
    is_pubmed = any("pubmed" in text.lower() for text in reference.peek_values("DB", "DP"))
    for text in reference.peek_values("AN", "C2"):
        found = _PMID.fullmatch(text)
        if found and (found[1] or is_pubmed):
            reference.read_tags.add(text)
            return found[2]
    return ""


def _note_fields(reference: TaggedReference) -> dict[str, object]:
    """The notes of a reference joined, or the status that a note states."""
    notes = list(reference.all_values("N1"))
    statuses = [note.lower() for note in notes if note.lower() in STATUS_KINDS]
    texts = [note for note in notes if note.lower() not in statuses and not arxiv_id_in_text(note)]
    fields: dict[str, object] = {"note": "\n\n".join(texts)}
    return fields | ({"status": statuses[0]} if statuses else {})


def _usable_citation_key(citation_key: str) -> str:
    """The key, if it looks like a citation key made for people."""
    try:
        return parse_citation_key(citation_key) if re.search(r"[A-Za-z]{2}", citation_key) else ""
    except ValueError:
        return ""
