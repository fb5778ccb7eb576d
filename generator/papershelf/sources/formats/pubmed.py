"""Reads PubMed citations in MEDLINE format (`.nbib`); one record per citation.

Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions". A citation starts with its PMID;
continuation lines are indented by six spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_indivisible_author,
    parse_family_first_name,
    parse_family_first_names,
)
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.tagged_lines import (
    TaggedReference,
    TagSyntax,
    drop_full_stop,
    parse_references,
)

_SYNTAX = TagSyntax(
    line=re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)"),
    start="PMID",
    openers=None,
    near_miss=re.compile(r"\S"),
    is_indented=True,
    tags={
        "TI": "TI", "BTI": "BT", "CTI": "T3", "AB": "AB", "OT": "KW", "MH": "MH", "JT": "JF",
        "TA": "JA", "VI": "VL", "IP": "IS", "PG": "PG", "DP": "DA", "DEP": "DEP", "LID": "LID",
        "AID": "AID", "IS": "SN", "ISBN": "SN", "LA": "LA", "PB": "PB", "PL": "PL", "EN": "ET",
        "FAU": "FAU", "AU": "AU", "CN": "CN", "AUID": "AUID", "AD": "AD", "FED": "FED", "ED": "ED",
        "PT": "PT", "RIN": "RIN", "TT": "ST",
    },
)  # fmt: skip
_START = re.compile(r"^\s{0,8}PMID ?- ?\d", re.MULTILINE)
# Dates and state of the database, registry numbers, copyright, and the citation as text.
_IGNORED_TAGS = re.compile(
    r"OWN|STAT|DCOM|LR|DA|DEP|JID|SB|OTO|EDAT|MHDA|CRDT|PHST|PST|SO|CI|COIS|RN|GR|PL|IRAD|RF|OID"
    r"|PMCR|SI|GN|JA|TA|AU|ED|LID|AID|PT|AUID|AD|NM|OAB|OABL|MID"
)
_RIS_TYPES = {
    "Book": "BOOK", "Book Chapter": "CHAP", "Dataset": "DATA", "Academic Dissertation": "THES",
    "Technical Report": "RPRT", "Preprint": "UNPB", "Journal Article": "JOUR",
}  # fmt: skip
_RETRACTED = "Retracted Publication"
_DOI = re.compile(r"(?<!\S)(\S+)\s*\[doi\]", re.IGNORECASE)
_SHORT_RANGE = re.compile(r"(\d+)-(\d+)")
_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]")
_EMAIL = re.compile(r"(?:(?<!\s)\s+|(?<!\S))(?:Electronic address:\s*)?\S+@\S+", re.IGNORECASE)


def is_pubmed(head: str) -> bool:
    """Whether some line starts a citation."""
    return bool(_START.search(head))


def parse_pubmed(content: bytes, path: str) -> ReadResult:
    """Parse the citations of a file."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=_IGNORED_TAGS)
    for reference in parse_references(text, _SYNTAX, builder):
        if "PMID" not in reference.values:
            builder.warn(reference.line, "has no PMID line")
        fields = _citation_fields(reference)
        builder.add(
            fields,
            reference.line,
            keywords=_citation_keywords(reference),
            unread=reference.unread(),
        )
    return builder.make_reading()


def _citation_fields(reference: TaggedReference) -> dict[str, object]:
    kinds = list(reference.all_values("PT"))
    kind = next((code for name, code in _RIS_TYPES.items() if name in kinds), "")
    authors, editors = (
        list(_authors_of_tag(reference, "FAU", "AU")),
        list(_authors_of_tag(reference, "FED", "ED")),
    )
    for tag in ("AU", "FAU", "CN", "ED", "FED"):
        reference.pop_values(tag)
    _translate_to_ris_tags(reference)
    fields = reference_fields(reference, kind)
    fields |= {"authors": drop_empty_authors(authors), "editors": drop_empty_authors(editors)}
    fields["pmid"] = reference.first_value("PMID")
    if _RETRACTED in kinds or reference.first_value("RIN"):
        fields["status"] = "retracted"
    return fields


def _translate_to_ris_tags(reference: TaggedReference) -> None:
    """Map values that MEDLINE writes differently to RIS tags."""
    values = reference.values
    for tag in ("LID", "AID"):
        found = [match for text in values.get(tag, ()) if (match := _DOI.fullmatch(text))]
        reference.read_tags.update(match[0] for match in found)
        values["DO"] += [match[1] for match in found]
    for tag in ("TI", "BT"):
        values[tag] = [_clean_title(text) for text in reference.pop_values(tag)]
    pages = next(iter(reference.pop_values("PG")), "")
    values["C7" if pages[:1].isalpha() and "-" not in pages else "SP"] = [
        _complete_page_range(pages)
    ]
    # The date of online publication is more precise than a year.
    days = reference.pop_values("DEP")
    if len(next(iter(values.get("DA", ())), "")) == 4:
        values["Y1"] = days
    if values.get("PB"):  # for a journal, this is the country of the publisher
        values["CY"] = reference.pop_values("PL")


def _clean_title(text: str) -> str:
    """The title without its final period, and without the brackets of a translated title."""
    text = drop_full_stop(text)
    is_translated = text.startswith("[") and text.endswith("]") and text.count("[") == 1
    return text[1:-1].removesuffix(".") if is_translated else text


def _complete_page_range(pages: str) -> str:
    """Complete an abbreviated page range: `188-97` becomes `188-197`."""
    found = _SHORT_RANGE.fullmatch(pages)
    if found and len(found[2]) < len(found[1]):
        return f"{found[1]}-{found[1][: -len(found[2])]}{found[2]}"
    return pages


def _authors_of_tag(
    reference: TaggedReference, full_name_tag: str, short_name_tag: str
) -> Iterator[AuthorValue]:
    """The people under a tag, by full name if all have one, and organizations."""
    has_full = len(reference.values.get(full_name_tag, ())) >= len(
        reference.values.get(short_name_tag, ())
    )
    names = full_name_tag if has_full else short_name_tag
    name, more = "", {"orcid": "", "affiliation": ""}
    for tag, value in reference.values_in_order():
        if tag in (full_name_tag, short_name_tag, "CN", "FAU", "AU", "FED", "ED"):
            if tag in (names, "CN") and name:
                yield from _parse_person(name, more)
            if tag in (names, "CN"):
                name, more = "", {"orcid": "", "affiliation": ""}
            if tag == names:
                name = value
            elif tag == "CN" and full_name_tag == "FAU":
                yield make_indivisible_author(value)
        elif tag == "AUID" and (found := _ORCID.search(value)):
            more["orcid"] = found[0]
            reference.read_tags.add(value)
        elif tag == "AD":
            place = _EMAIL.sub("", value).strip(" .;")
            more["affiliation"] = "; ".join(filter(None, [more["affiliation"], place]))
            reference.read_tags.add(value)
    if name:
        yield from _parse_person(name, more)


def _parse_person(name: str, more: dict[str, str]) -> list[AuthorValue]:
    """Parse a person's name: `Doe, Ada B` or `Doe AB`."""
    if "," in name:
        return [parse_family_first_name(name, suffix_last=True, **more)]
    return parse_family_first_names([name])


def _citation_keywords(reference: TaggedReference) -> Iterator[str]:
    """Author keywords and MeSH headings, without markers and qualifiers."""
    for word in reference.all_values("KW", "MH"):
        yield word.lstrip("*").partition("/")[0].strip()
