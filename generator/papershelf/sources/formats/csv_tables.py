"""Tables in CSV or TSV in, a record for each row out.

The header tells whose table it is: our own export, one of Zotero, Scopus or Web of Science, or one
that people keep with our columns. What is not understood is refused, with the columns known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.identifier_schemes import identify_address
from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.sources.formats.csl_json import csl_fields
from papershelf.sources.formats.csv_rows import fold_name, read_header, read_rows
from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.formats.wos import BOOKKEEPING as WOS_BOOKKEEPING
from papershelf.sources.formats.wos import read_row as read_wos_row
from papershelf.sources.formats.zotero import BOOKKEEPING as ZOTERO_BOOKKEEPING
from papershelf.sources.formats.zotero import translate_item, unread_fields
from papershelf.sources.parsing.author_names import known, read_family_first
from papershelf.sources.parsing.dates import read_date
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.languages import read_language
from papershelf.sources.parsing.links import place_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering
from papershelf.sources.parsing.tagged_lines import Reference
from papershelf.text.spreadsheet_cells import unguard_pages


@dataclass(slots=True)
class Entry:
    """What a row says: fields of ours, words that may be tags, and the columns nobody read."""

    fields: dict[str, object]
    keywords: Sequence[str] = ()
    unread: list[str] = field(default_factory=list)


Row = Mapping[str, str]
"""The cells of a row that are not empty, by the names of their columns."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """Whose table it is; a header with all `columns`, folded, is one of its tables."""

    name: str
    columns: frozenset[str]
    read: Callable[[Row], Entry]
    bookkeeping: str = ""


def is_table(head: str) -> bool:
    """Whether the first line is the header of a table of papers."""
    return find_dialect(read_header(head)[1]) is not None


def find_dialect(header: Sequence[str]) -> Dialect | None:
    """Whose header it is; `None` where it is not understood."""
    names = {fold_name(cell) for cell in header}
    for dialect in _DIALECTS:
        if dialect.columns <= names:
            return dialect
    return _PLAIN if "title" in names and len(names & _KNOWN.keys()) > 1 else None


def parse_table(content: bytes, path: str) -> Reading:
    """Read the rows of a table."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems))
    delimiter, header = read_header(text)
    dialect = find_dialect(header)
    if dialect is None:
        if text.strip():
            gathered.skip(1, _explain_header(header))
        return gathered.reading()
    gathered.bookkeeping = re.compile(dialect.bookkeeping)
    for line, cells in read_rows(text, delimiter, gathered):
        if any(map(str.strip, cells[len(header) :])):
            gathered.warn(line, f"has {len(cells)} cells for {len(header)} columns")
        pairs = zip(header, (cell.strip() for cell in cells), strict=False)
        row = {name: cell for name, cell in pairs if name and cell}
        entry = dialect.read(row)
        gathered.add(entry.fields, line, keywords=entry.keywords, unread=entry.unread)
    return gathered.reading()


def _explain_header(header: Sequence[str]) -> str:
    told = ", ".join(filter(None, header)) or "nothing"
    columns = ", ".join(sorted({name for name, key in _KNOWN.items() if key}))
    return (
        f"the first row is no header that is understood: it has {told}; it needs title and one more"
        f" of {columns}, or to be an export of Zotero, Scopus or Web of Science"
    )


# --- our own columns ------------------------------------------------------------------------------

_READ_KINDS = frozenset(
    "slug line block authors venue year date day days arxiv doi name url urls tags lines status key"
    " type isbns issns slugs".split()
)
_KNOWN: Mapping[str, str] = {
    **{fold_name(name): name for name, f in FIELD_BY_NAME.items() if f.kind in _READ_KINDS},
    "author": "authors", "editor": "editors", "journal": "venue", "booktitle": "venue",
    "conference": "venue", "publication": "venue", "date": "published", "number": "issue",
    "arxiv id": "arxiv", "pubmed id": "pmid", "link": "url", "github": "code",
    "keywords": "keywords", "bibtex key": "citation_key", "location": "place",
    "tldr": "summary", "page": "",
}  # fmt: skip
"""Our key for each folded name of a column; "" for one that is not to be read."""
_LIST = re.compile(r"\s*;\s*")
_WORDS = re.compile(r"[;\s]+")


def _read_export(row: Row) -> Entry:
    return _read_plain(row, is_export=True)


def _read_plain(row: Row, *, is_export: bool = False) -> Entry:
    """The fields of a row; in our own export names and dates are as they shall be."""
    entry = Entry({})
    told: dict[str, str] = {}
    for column, cell in row.items():
        name = _KNOWN.get(fold_name(column))
        if name is None or (name and name in told):
            entry.unread.append(column)
        elif name:
            told[name] = cell
    entry.keywords = _LIST.split(told.pop("keywords", ""))
    addresses = {"url": told.pop("url", "")}
    if identify_address(told.get("pdf", ""))[0]:  # it follows from an identifier
        addresses["pdf"] = told.pop("pdf")
    if is_export:
        told |= {"pages": unguard_pages(told["pages"])} if "pages" in told else {}
    else:
        entry.fields |= _date(told.pop("year", ""), told.pop("published", ""))
    for name, cell in told.items():
        entry.fields[name] = _value(name, cell, is_export=is_export)
    entry.unread += (
        name
        for name, address in addresses.items()
        if address and not place_address(entry.fields, address)
    )
    if is_export and "venue" not in told and told.get("type") == _default_type(told):
        del entry.fields["type"]
    return entry


def _default_type(told: Row) -> str:
    """The type that our exports give a paper of which nobody told it."""
    return "article" if "arxiv" in told else "document"


def _value(name: str, cell: str, *, is_export: bool) -> object:
    """A cell as a value of one of our fields."""
    match FIELD_BY_NAME[name].kind:
        case "authors":
            names = list(filter(None, _LIST.split(cell)))
            return names if is_export else known(read_family_first(names))
        case "urls" | "isbns" | "issns" | "slugs" | "days":
            return _WORDS.split(cell)
        case "tags" | "lines":
            return _LIST.split(cell)
    return read_language(cell) if name == "language" else cell


def _date(year: str, published: str) -> dict[str, object]:
    """The date that two columns say, each in any form."""
    found = [read_date(text) for text in (year, published)]
    notes = dict.fromkeys(date.note for date in found if date.note)
    fields = next((date.fields() for date in (*found[::-1], *found) if date.iso), {})
    if found[0].year:
        fields["year"] = found[0].year
    return fields | {"date_note": "; ".join(notes)} if notes else fields


_PLAIN = Dialect("papershelf", frozenset({"title"}), _read_plain)


# --- Zotero ---------------------------------------------------------------------------------------

_ROLES = {
    "Author": "author", "Editor": "editor", "Series Editor": "seriesEditor",
    "Translator": "translator", "Contributor": "contributor", "Book Author": "bookAuthor",
    "Programmer": "programmer", "Presenter": "presenter",
}  # fmt: skip


def _read_zotero(row: Row) -> Entry:
    item: dict[str, Any] = {"creators": list(_creators(row))}
    for column, cell in row.items():
        if column not in _ROLES and column not in ("Manual Tags", "Publication Year"):
            first, *rest = column.split()
            name = column if column.isupper() else first.lower() + "".join(rest)
            item[name] = cell
    item.setdefault("date", row.get("Publication Year", ""))
    work = translate_item(item)
    entry = Entry(csl_fields(work), _LIST.split(row.get("Manual Tags", "")))
    entry.unread += unread_fields(work, item)
    return entry


def _creators(row: Row) -> Iterator[dict[str, str]]:
    for column, role in _ROLES.items():
        for name in filter(None, _LIST.split(row.get(column, ""))):
            family, comma, given = name.partition(",")
            parts = {"lastName": family.strip(), "firstName": given.strip()}
            yield {"creatorType": role} | (parts if comma else {"name": name})


# --- indexes, whose columns have tags of RIS ------------------------------------------------------

_SCOPUS = {
    "Title": "TI", "Document Title": "TI", "Year": "PY", "Source title": "T2", "Volume": "VL",
    "Issue": "IS", "Art. No.": "C7", "Page start": "SP", "Page end": "EP", "DOI": "DO",
    "Link": "UR", "Abstract": "AB", "Publisher": "PB", "ISSN": "SN", "ISBN": "SN",
    "Language of Original Document": "LA", "PubMed ID": "PMID", "Author Keywords": "KW",
    "Editors": "ED", "Authors": "AU", "Author full names": "AF", "Document Type": "DT",
    "Conference name": "C3",
}  # fmt: skip
_SCOPUS_TYPES = {
    "Article": "JOUR", "Review": "JOUR", "Conference Paper": "CPAPER", "Conference paper": "CPAPER",
    "Book Chapter": "CHAP", "Book chapter": "CHAP", "Book": "BOOK", "Article in Press": "JOUR",
    "Letter": "JOUR", "Note": "JOUR", "Editorial": "JOUR", "Short Survey": "JOUR",
    "Short survey": "JOUR", "Erratum": "JOUR", "Data Paper": "JOUR", "Data paper": "JOUR",
    "Retracted": "JOUR",
}  # fmt: skip
_SCOPUS_BOOKKEEPING = (
    r"Author\(s\) ID|Authors ID|Page count|Cited by|Affiliations|Authors with affiliations"
    r"|Index Keywords|References|Correspondence Address|CODEN|Publication Stage|Access Type"
    r"|Open Access|Source|EID|Abbreviated Source Title|Conference (?:code|date|location)|Authors"
    r"|Sponsors|Funding (?:Details|Texts?.*)|Molecular Sequence Numbers|Chemicals/CAS|Tradenames"
    r"|Manufacturers"
)
_AUTHOR_ID = re.compile(r"\s*\(\d{6,}\)")
_SCOPUS_LINK = re.compile(r"https?://(?:www\.)?scopus\.com/", re.IGNORECASE)


def _read_scopus(row: Row) -> Entry:
    reference = Reference(0)
    for column, cell in row.items():
        if column == "Link" and _SCOPUS_LINK.match(cell):
            continue  # a page of the index, which most readers cannot open
        tag = _SCOPUS.get(column, f"{column} of the source")
        cells = _LIST.split(cell) if tag in ("AU", "AF", "ED", "KW", "SN") else [cell]
        for value in filter(None, cells):
            reference.add(tag, value, column)
    values = reference.values
    if full := [_AUTHOR_ID.sub("", name) for name in reference.take("AF")]:
        reference.take("AU")
        values["AU"] = full
    values["AN"] = [f"PMID:{number}" for number in reference.take("PMID")]
    document = reference.first("DT")
    kind = _SCOPUS_TYPES.get(document, "")
    fields = reference_fields(reference, kind, are_turned=bool(full))
    if document == "Retracted":
        fields["status"] = "retracted"
    entry = Entry(fields, list(reference.all("KW")), list(reference.unread()))
    if document and not kind:
        entry.unread.append(f"Document Type {document}")
    return entry


def _read_wos(row: Row) -> Entry:
    fields, keywords, unread = read_wos_row(row)
    return Entry(fields, keywords, list(unread))


_DIALECTS = (
    Dialect("export", frozenset({"id", "title", "citation key", "page"}), _read_export),
    Dialect(
        "Zotero",
        frozenset({"key", "item type", "title", "publication title"}),
        _read_zotero,
        ZOTERO_BOOKKEEPING.pattern,
    ),
    Dialect(
        "Scopus",
        frozenset({"authors", "title", "year", "source title"}),
        _read_scopus,
        _SCOPUS_BOOKKEEPING,
    ),
    Dialect(
        "Web of Science", frozenset({"pt", "au", "ti", "so"}), _read_wos, WOS_BOOKKEEPING.pattern
    ),
)
