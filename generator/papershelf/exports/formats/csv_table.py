"""CSV: a table for spreadsheets with one row for each paper, without abstracts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from papershelf.exports.bulk_file import Envelope
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.records.model import UnlistedVenue
from papershelf.records.own_values import export_own_values
from papershelf.text.json_text import dump_json
from papershelf.text.spreadsheet_cells import (
    BYTE_ORDER_MARK,
    escape_cell,
    escape_isbn,
    escape_page_range,
)

CSV_COLUMNS = (
    "id", "title", "authors", "venue", "year", "published", "added", "doi", "arxiv", "url", "pdf",
    "code", "tags", "summary", "citation_key", "page", "editors", "series", "edition", "volume",
    "issue", "pages", "article_number", "publisher", "place", "isbn", "issn", "date_note", "type",
    "track", "session", "decision", "status", "extra",
)  # fmt: skip


def _cells(exported: ExportedPaper) -> list[str]:
    paper, citation, settings = exported.paper, exported.citation, exported.settings
    # The name of the venue in `venues.yaml`, or in the record if it is not listed there.
    venue = (
        citation.container if isinstance(paper.venue, UnlistedVenue) else citation.container_short
    )
    page = f"{settings.site_url}papers/{paper.id}/" if settings.site_url else ""
    return [
        paper.id, citation.title, "; ".join(author.name for author in paper.authors), venue,
        str(paper.year or ""), paper.published or "", paper.added or "", paper.doi or "",
        f"arXiv:{paper.arxiv}" if paper.arxiv else "", citation.url, citation.pdf, " ".join(paper.code),
        "; ".join(exported.tags), paper.summary, citation.citation_key, page,
        "; ".join(editor.name for editor in paper.editors), paper.series, paper.edition,
        paper.volume, paper.issue, escape_page_range(paper.pages), paper.article_number, citation.publisher,
        paper.place, " ".join(map(escape_isbn, paper.isbn)), " ".join(paper.issn), paper.date_note,
        citation.type, paper.track, paper.session, paper.decision,
        paper.status.kind if paper.status else "", _own_values_cell(exported),
    ]  # fmt: skip


def _own_values_cell(exported: ExportedPaper) -> str:
    """Return the values of the fields that the collection declares itself, as one line of JSON."""
    values = export_own_values(exported.paper.extra, exported.settings.fields)
    return dump_json(values) if values else ""


def _render_line(cells: Iterable[str]) -> str:
    """Format a row (RFC 4180); a cell that a spreadsheet would reinterpret gets a leading quote."""
    line = io.StringIO()
    names = zip(CSV_COLUMNS, cells, strict=True)
    csv.writer(line).writerow(
        cell if name in _DATE_COLUMNS else escape_cell(cell) for name, cell in names
    )
    return line.getvalue()


_DATE_COLUMNS = frozenset({"year", "published", "added"})
"""Columns that spreadsheets should read as numbers and dates."""


def _render(exported: ExportedPaper, _with_abstract: bool) -> str:
    return _render_line(_cells(exported))


CSV = ExportFormat(
    name="csv",
    ending=".csv",
    label="CSV",
    media_type="text/csv",
    render=_render,
    envelope=Envelope(opening=f"{BYTE_ORDER_MARK}{_render_line(CSV_COLUMNS)}".encode()),
    large_listings=("several",),
)
