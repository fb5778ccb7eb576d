"""Citations of PubMed in, in the format of MEDLINE (`.nbib`): a record for each out.

Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions". A citation begins with its PMID; a
value goes on in lines with six spaces before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.parsing.author_names import (
    Person,
    family_first,
    known,
    read_family_first,
    whole,
)
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering
from papershelf.sources.parsing.tagged_lines import (
    Reference,
    Syntax,
    drop_full_stop,
    read_references,
)

_SYNTAX = Syntax(
    line=re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)"),
    start="PMID",
    openers=None,
    nearly=re.compile(r"\S"),
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
# Dates and state of the database, registry numbers, copyright, and the citation as one text.
_BOOKKEEPING = re.compile(
    r"OWN|STAT|DCOM|LR|DA|DEP|JID|SB|OTO|EDAT|MHDA|CRDT|PHST|PST|SO|CI|COIS|RN|GR|PL|IRAD|RF|OID"
    r"|PMCR|SI|GN|JA|TA|AU|ED|LID|AID|PT|AUID|AD|NM|OAB|OABL|MID"
)
_TYPES = {
    "Book": "BOOK", "Book Chapter": "CHAP", "Dataset": "DATA", "Academic Dissertation": "THES",
    "Technical Report": "RPRT", "Preprint": "UNPB", "Journal Article": "JOUR",
}  # fmt: skip
_RETRACTED = "Retracted Publication"
_DOI = re.compile(r"(?<!\S)(\S+)\s*\[doi\]", re.IGNORECASE)
_SHORT_RANGE = re.compile(r"(\d+)-(\d+)")
_ORCID = re.compile(r"\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX]")
_EMAIL = re.compile(r"(?:(?<!\s)\s+|(?<!\S))(?:Electronic address:\s*)?\S+@\S+", re.IGNORECASE)


def is_pubmed(head: str) -> bool:
    """Whether a citation begins on some line."""
    return bool(_START.search(head))


def parse_pubmed(content: bytes, path: str) -> Reading:
    """Read the citations of a file."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems), bookkeeping=_BOOKKEEPING)
    for reference in read_references(text, _SYNTAX, gathered):
        if "PMID" not in reference.values:
            gathered.warn(reference.line, "has no PMID line")
        fields = _fields(reference)
        gathered.add(
            fields, reference.line, keywords=_keywords(reference), unread=reference.unread()
        )
    return gathered.reading()


def _fields(reference: Reference) -> dict[str, object]:
    kinds = list(reference.all("PT"))
    kind = next((code for name, code in _TYPES.items() if name in kinds), "")
    authors, editors = list(_people(reference, "FAU", "AU")), list(_people(reference, "FED", "ED"))
    for tag in ("AU", "FAU", "CN", "ED", "FED"):
        reference.take(tag)
    _translate(reference)
    fields = reference_fields(reference, kind)
    fields |= {"authors": known(authors), "editors": known(editors)}
    fields["pmid"] = reference.first("PMID")
    if _RETRACTED in kinds or reference.first("RIN"):
        fields["status"] = "retracted"
    return fields


def _translate(reference: Reference) -> None:
    """Put what MEDLINE writes in a way of its own under the tags of RIS."""
    values = reference.values
    for tag in ("LID", "AID"):
        found = [match for text in values.get(tag, ()) if (match := _DOI.fullmatch(text))]
        reference.used.update(match[0] for match in found)
        values["DO"] += [match[1] for match in found]
    for tag in ("TI", "BT"):
        values[tag] = [_title(text) for text in reference.take(tag)]
    pages = next(iter(reference.take("PG")), "")
    values["C7" if pages[:1].isalpha() and "-" not in pages else "SP"] = [_whole_range(pages)]
    # The day on which it came online says more than a year.
    days = reference.take("DEP")
    if len(next(iter(values.get("DA", ())), "")) == 4:
        values["Y1"] = days
    if values.get("PB"):  # of a journal it is the country of the publisher
        values["CY"] = reference.take("PL")


def _title(text: str) -> str:
    """A title without the full stop at its end, and the brackets around one that was translated."""
    text = drop_full_stop(text)
    is_translated = text.startswith("[") and text.endswith("]") and text.count("[") == 1
    return text[1:-1].removesuffix(".") if is_translated else text


def _whole_range(pages: str) -> str:
    """Pages with the digits that MEDLINE leaves out of the last: `188-97` is `188-197`."""
    found = _SHORT_RANGE.fullmatch(pages)
    if found and len(found[2]) < len(found[1]):
        return f"{found[1]}-{found[1][: -len(found[2])]}{found[2]}"
    return pages


def _people(reference: Reference, full: str, short: str) -> Iterator[Person]:
    """The people under a tag, by their whole names if all have them, and organizations."""
    has_full = len(reference.values.get(full, ())) >= len(reference.values.get(short, ()))
    names = full if has_full else short
    name, more = "", {"orcid": "", "affiliation": ""}
    for tag, value in reference.in_order():
        if tag in (full, short, "CN", "FAU", "AU", "FED", "ED"):
            if tag in (names, "CN") and name:
                yield from _person(name, more)
            if tag in (names, "CN"):
                name, more = "", {"orcid": "", "affiliation": ""}
            if tag == names:
                name = value
            elif tag == "CN" and full == "FAU":
                yield whole(value)
        elif tag == "AUID" and (found := _ORCID.search(value)):
            more["orcid"] = found[0]
            reference.used.add(value)
        elif tag == "AD":
            place = _EMAIL.sub("", value).strip(" .;")
            more["affiliation"] = "; ".join(filter(None, [more["affiliation"], place]))
            reference.used.add(value)
    if name:
        yield from _person(name, more)


def _person(name: str, more: dict[str, str]) -> list[Person]:
    """A person, whose name is written `Doe, Ada B` or `Doe AB`."""
    if "," in name:
        return [family_first(name, suffix_last=True, **more)]
    return read_family_first([name])


def _keywords(reference: Reference) -> Iterator[str]:
    """The words of authors and the headings of MeSH, without marks and qualifiers."""
    for word in reference.all("KW", "MH"):
        yield word.lstrip("*").partition("/")[0].strip()
