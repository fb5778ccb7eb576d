"""Reads papers from CSV or TSV tables; one record per row.

The header identifies the dialect: our own export; exports of Zotero, Scopus or Web of Science; or a
hand-written table with our columns. Other tables are refused, with a list of known columns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.identifier_schemes import parse_identifier_url
from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.sources.formats.csl_json import csl_fields
from papershelf.sources.formats.csv_rows import fold_column_name, parse_header, parse_rows
from papershelf.sources.formats.ris import reference_fields
from papershelf.sources.formats.wos import IGNORED_TAGS as WOS_BOOKKEEPING
from papershelf.sources.formats.wos import parse_wos_row as read_wos_row
from papershelf.sources.formats.zotero import IGNORED_KEYS as ZOTERO_BOOKKEEPING
from papershelf.sources.formats.zotero import item_to_csl, unread_zotero_fields
from papershelf.sources.parsing.author_names import drop_empty_authors, parse_family_first_names
from papershelf.sources.parsing.dates import parse_any_date
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.languages import normalize_language
from papershelf.sources.parsing.links import assign_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.sources.parsing.tagged_lines import TaggedReference
from papershelf.text.spreadsheet_cells import unescape_page_range


@dataclass(slots=True)
class TableEntry:
    """A parsed row: our fields, words that may become tags, and unread columns."""

    fields: dict[str, object]
    keywords: Sequence[str] = ()
    unread_columns: list[str] = field(default_factory=list)


TableRow = Mapping[str, str]
"""The non-empty cells of a row by column name."""


@dataclass(frozen=True, slots=True)
class TableDialect:
    """A kind of table; its header contains all `columns` (folded)."""

    name: str
    columns: frozenset[str]
    parse_row: Callable[[TableRow], TableEntry]
    ignored_columns: str = ""


def is_table(head: str) -> bool:
    """Whether the first line is the header of a table of papers."""
    return find_dialect(parse_header(head)[1]) is not None


def find_dialect(header: Sequence[str]) -> TableDialect | None:
    """The dialect of a header, or `None`."""
    names = {fold_column_name(cell) for cell in header}
    for dialect in _DIALECTS:
        if dialect.columns <= names:
            return dialect
    return _PLAIN_DIALECT if "title" in names and len(names & _FIELD_BY_COLUMN.keys()) > 1 else None


def parse_table(content: bytes, path: str) -> ReadResult:
    """Parse the rows of a table."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    delimiter, header = parse_header(text)
    dialect = find_dialect(header)
    if dialect is None:
        if text.strip():
            builder.skip(1, _explain_header(header))
        return builder.make_reading()
    builder.ignored_fields = re.compile(dialect.ignored_columns)
    for line, cells in parse_rows(text, delimiter, builder):
        if any(map(str.strip, cells[len(header) :])):
            builder.warn(line, f"has {len(cells)} cells, but the header has {len(header)}")
        elif len(cells) < len(header) and any("\n" in cell.strip() for cell in cells):
            builder.warn(
                line,
                f"has {len(cells)} cells, but the header has {len(header)}, and a cell of several"
                " lines; if a quote is misplaced, the rows on these lines are lost",
            )
        pairs = zip(header, (cell.strip() for cell in cells), strict=False)
        row = {name: cell for name, cell in pairs if name and cell}
        entry = dialect.parse_row(row)
        builder.add(entry.fields, line, keywords=entry.keywords, unread=entry.unread_columns)
    return builder.make_reading()


def _explain_header(header: Sequence[str]) -> str:
    names = ", ".join(filter(None, header)) or "no column names"
    columns = ", ".join(sorted({name for name, key in _FIELD_BY_COLUMN.items() if key}))
    return (
        f"the first row must be a header with title and at least one"
        f" of {columns}, or that of an export from Zotero, Scopus or Web of Science; it has {names}"
    )


# --- our own columns ------------------------------------------------------------------------------

_READ_KINDS = frozenset(
    "slug line block authors venue year date day days arxiv doi name url urls tags lines status key"
    " type isbns issns slugs own_values".split()
)
_FIELD_BY_COLUMN: Mapping[str, str] = {
    **{fold_column_name(name): name for name, f in FIELD_BY_NAME.items() if f.kind in _READ_KINDS},
    "author": "authors", "editor": "editors", "journal": "venue", "booktitle": "venue",
    "conference": "venue", "publication": "venue", "date": "published", "number": "issue",
    "arxiv id": "arxiv", "pubmed id": "pmid", "link": "url", "github": "code",
    "keywords": "keywords", "bibtex key": "citation_key", "location": "place",
    "tldr": "summary", "page": "",
}  # fmt: skip
"""Our key for each folded column name; "" if the column is ignored."""
_LIST_SEPARATOR = re.compile(r"\s*;\s*")
_WORD_SEPARATOR = re.compile(r"[;\s]+")


def _parse_export_row(row: TableRow) -> TableEntry:
    return _parse_plain_row(row, is_export=True)


def _parse_plain_row(row: TableRow, *, is_export: bool = False) -> TableEntry:
    """The fields of a row; in our own export, names and dates need no parsing."""
    entry = TableEntry({})
    values: dict[str, str] = {}
    for column, cell in row.items():
        name = _FIELD_BY_COLUMN.get(fold_column_name(column))
        if name is None or (name and name in values) or (name == "extra" and not is_export):
            entry.unread_columns.append(column)
        elif name:
            values[name] = cell
    entry.keywords = _LIST_SEPARATOR.split(values.pop("keywords", ""))
    addresses = {"url": values.pop("url", "")}
    if parse_identifier_url(values.get("pdf", ""))[0]:  # implied by an identifier
        addresses["pdf"] = values.pop("pdf")
    if is_export:
        values |= {"pages": unescape_page_range(values["pages"])} if "pages" in values else {}
    else:
        entry.fields |= _date_fields(values.pop("year", ""), values.pop("published", ""))
    for name, cell in values.items():
        entry.fields[name] = _parse_cell(name, cell, is_export=is_export)
    entry.unread_columns += (
        name
        for name, address in addresses.items()
        if address and not assign_address(entry.fields, address)
    )
    if is_export and "venue" not in values and values.get("type") == _default_type(values):
        del entry.fields["type"]
    return entry


def _default_type(fields: TableRow) -> str:
    """The type that our exports use for a paper of unknown type."""
    return "article" if "arxiv" in fields else "document"


def _parse_cell(name: str, cell: str, *, is_export: bool) -> object:
    """Parse a cell into a value of one of our fields."""
    match FIELD_BY_NAME[name].kind:
        case "authors":
            names = list(filter(None, _LIST_SEPARATOR.split(cell)))
            return names if is_export else drop_empty_authors(parse_family_first_names(names))
        case "urls" | "isbns" | "issns" | "slugs" | "days":
            return _WORD_SEPARATOR.split(cell)
        case "tags" | "lines":
            return _LIST_SEPARATOR.split(cell)
        case "own_values":
            return _parse_own_values(cell)
    return normalize_language(cell) if name == "language" else cell


def _parse_own_values(cell: str) -> object:
    """The mapping that our export writes as JSON; the loader reports anything else."""
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell


def _date_fields(year: str, published: str) -> dict[str, object]:
    """The date from two columns, each in any form."""
    found = [parse_any_date(text) for text in (year, published)]
    notes = dict.fromkeys(date.note for date in found if date.note)
    fields = next((date.record_fields() for date in (*found[::-1], *found) if date.iso), {})
    if found[0].year:
        fields["year"] = found[0].year
    return fields | {"date_note": "; ".join(notes)} if notes else fields


_PLAIN_DIALECT = TableDialect("papershelf", frozenset({"title"}), _parse_plain_row)


# --- Zotero ---------------------------------------------------------------------------------------

_ROLES = {
    "Author": "author", "Editor": "editor", "Series Editor": "seriesEditor",
    "Translator": "translator", "Contributor": "contributor", "Book Author": "bookAuthor",
    "Programmer": "programmer", "Presenter": "presenter",
}  # fmt: skip


def _parse_zotero_row(row: TableRow) -> TableEntry:
    item: dict[str, Any] = {"creators": list(_zotero_creators(row))}
    for column, cell in row.items():
        if column not in _ROLES and column not in ("Manual Tags", "Publication Year"):
            first, *rest = column.split()
            name = column if column.isupper() else first.lower() + "".join(rest)
            item[name] = cell
    item.setdefault("date", row.get("Publication Year", ""))
    work = item_to_csl(item)
    entry = TableEntry(csl_fields(work), _LIST_SEPARATOR.split(row.get("Manual Tags", "")))
    entry.unread_columns += unread_zotero_fields(work, item)
    return entry


def _zotero_creators(row: TableRow) -> Iterator[dict[str, str]]:
    for column, role in _ROLES.items():
        for name in filter(None, _LIST_SEPARATOR.split(row.get(column, ""))):
            family, comma, given = name.partition(",")
            parts = {"lastName": family.strip(), "firstName": given.strip()}
            yield {"creatorType": role} | (parts if comma else {"name": name})


# --- citation indexes, whose columns map to RIS tags ------------------------------------------

_SCOPUS_TAGS = {
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


def _parse_scopus_row(row: TableRow) -> TableEntry:
    reference = TaggedReference(0)
    for column, cell in row.items():
        if column == "Link" and _SCOPUS_LINK.match(cell):
            continue  # a page of the index, which requires a subscription
        tag = _SCOPUS_TAGS.get(column, f"{column} of the source")
        cells = _LIST_SEPARATOR.split(cell) if tag in ("AU", "AF", "ED", "KW", "SN") else [cell]
        for value in filter(None, cells):
            reference.add(tag, value, column)
    values = reference.values
    if full := [_AUTHOR_ID.sub("", name) for name in reference.pop_values("AF")]:
        reference.pop_values("AU")
        values["AU"] = full
    values["AN"] = [f"PMID:{number}" for number in reference.pop_values("PMID")]
    document = reference.first_value("DT")
    kind = _SCOPUS_TYPES.get(document, "")
    fields = reference_fields(reference, kind, are_reversed=bool(full))
    if document == "Retracted":
        fields["status"] = "retracted"
    entry = TableEntry(fields, list(reference.all_values("KW")), list(reference.unread()))
    if document and not kind:
        entry.unread_columns.append(f"Document Type {document}")
    return entry


def _parse_web_of_science_row(row: TableRow) -> TableEntry:
    fields, keywords, unread = read_wos_row(row)
    return TableEntry(fields, keywords, list(unread))


_DIALECTS = (
    TableDialect("export", frozenset({"id", "title", "citation key", "page"}), _parse_export_row),
    TableDialect(
        "Zotero",
        frozenset({"key", "item type", "title", "publication title"}),
        _parse_zotero_row,
        ZOTERO_BOOKKEEPING.pattern,
    ),
    TableDialect(
        "Scopus",
        frozenset({"authors", "title", "year", "source title"}),
        _parse_scopus_row,
        _SCOPUS_BOOKKEEPING,
    ),
    TableDialect(
        "Web of Science",
        frozenset({"pt", "au", "ti", "so"}),
        _parse_web_of_science_row,
        WOS_BOOKKEEPING.pattern,
    ),
)
