"""Parses the exported records of papers: JSON, JSONL, CSV and Markdown.

Takes the text of a file; returns facts, and computes the expected facts.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from papershelf.catalogue.paper_days import last_change_day
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.record_schema import PDF_URL
from papershelf.records.model import UnlistedVenue
from papershelf.sitecheck.expected_facts import (
    ExpectedFacts,
    FactValue,
    FactValues,
    collapse_spaces,
)
from papershelf.text.json_text import dump_json
from papershelf.text.spreadsheet_cells import BYTE_ORDER_MARK, unescape_cell, unescape_page_range

_BOOK_FIELDS = ("series", "edition", "article_number", "place", "date_note")
PROGRAM_FIELDS = ("track", "session", "decision")
"""The fields about a paper's presentation at a conference."""
_TEXT_FIELDS = (
    "id", "title", "summary", "abstract", "venue", "published", "added", *SCHEMES, "url", *_BOOK_FIELDS,
    *PROGRAM_FIELDS, "container_doi",
)  # fmt: skip
_LIST_FIELDS = ("featured", "tags", "aliases", "isbn", "issn")


def parse_record_facts(text: str) -> FactValues:
    """Parse the facts of one JSON record. Raises `ValueError`."""
    record = json.loads(text)
    if not isinstance(record, dict):
        raise ValueError("is not a record")  # noqa: TRY004  # invalid content, not a wrong argument type
    return _record_facts(record)


def parse_jsonl_facts(text: str) -> Iterator[FactValues]:
    """Yield the facts of each record of a JSONL file. Raises `ValueError`."""
    yield from map(parse_record_facts, filter(None, text.split("\n")))


def _record_facts(record: dict[str, Any]) -> FactValues:
    authors, editors = (
        [a if isinstance(a, dict) else {"name": a} for a in record.get(name, [])]
        for name in ("authors", "editors")
    )
    facts: dict[str, FactValue] = {name: str(record.get(name, "")) for name in _TEXT_FIELDS}
    venue = record.get("venue", "")
    facts["venue"] = tuple(map(str, venue.values())) if isinstance(venue, dict) else venue
    facts |= {name: tuple(record.get(name, ())) for name in _LIST_FIELDS}
    facts["authors"] = tuple(str(author.get("name", "")) for author in authors)
    facts["editors"] = tuple(str(editor.get("name", "")) for editor in editors)
    facts["orcids"] = tuple(author["orcid"] for author in authors if "orcid" in author)
    facts["year"] = str(record.get("year", ""))
    facts["page"] = str(record.get("page", ""))
    facts["status"] = str(record.get("status", {}).get("kind", ""))
    facts["citation key"] = str(record.get("citation_key", ""))
    facts["extra"] = dump_json(record["extra"]) if "extra" in record else ""
    facts["pdf"], facts["changed"] = (str(record.get(key, "")) for key in (PDF_URL, "changed"))
    return facts


def expected_record_facts(expected: ExpectedFacts, *, page: bool = True) -> FactValues:
    """Return the expected facts of a record; bulk exports have neither a page nor a change date."""
    paper = expected.citation.paper
    facts: dict[str, FactValue] = {name: getattr(paper, name) or "" for name in _TEXT_FIELDS}
    if isinstance(venue := paper.venue, UnlistedVenue):
        facts["venue"] = tuple(filter(None, (venue.name, venue.short, venue.kind)))
    facts |= {name: tuple(getattr(paper, name)) for name in _LIST_FIELDS}
    facts["authors"] = tuple(author.name for author in paper.authors)
    facts["editors"] = tuple(editor.name for editor in paper.editors)
    facts["orcids"] = tuple(author.orcid for author in paper.authors if author.orcid)
    facts["year"] = str(paper.year or "")
    facts["page"] = expected.page_address if page else ""
    facts["changed"] = (last_change_day(paper) or "") if page else ""
    facts["pdf"] = expected.citation.pdf
    facts["status"] = expected.status
    facts["extra"] = expected.exported_own_values
    facts["citation key"] = expected.citation.citation_key
    return facts


# --- CSV ----------------------------------------------------------------------------------------

_COLUMNS = (
    "id", "title", "published", "added", "year", "doi", "arxiv", "url", "pdf", "volume", "issue",
    "pages",
    "publisher", *_BOOK_FIELDS, *PROGRAM_FIELDS,
)  # fmt: skip


def parse_csv_facts(text: str) -> Iterator[FactValues]:
    """Yield the facts of each row of a CSV file; escaped cells are converted back to their text."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        cells = {name: unescape_cell(cell or "") for name, cell in row.items() if name}
        facts: dict[str, FactValue] = {name: cells.get(name, "") for name in _COLUMNS}
        facts["title"] = collapse_spaces(cells.get("title", ""))
        facts |= {name: cells.get(name, "") for name in ("authors", "editors")}
        facts["arxiv"] = cells.get("arxiv", "").removeprefix("arXiv:")
        facts["pages"] = unescape_page_range(cells.get("pages", ""))
        facts["isbn"] = tuple(cells.get("isbn", "").replace("-", "").split())
        facts["issn"] = tuple(cells.get("issn", "").split())
        facts["tags"] = cells.get("tags", "")
        facts |= {"citation key": cells.get("citation_key", ""), "type": cells.get("type", "")}
        facts |= {name: cells.get(name, "") for name in ("status", "extra")}
        yield facts


def expected_csv_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's CSV row."""
    paper = expected.citation.paper
    facts: dict[str, FactValue] = {name: str(getattr(paper, name) or "") for name in _COLUMNS}
    facts |= expected.select_facts(
        "title", "url", "pdf", "citation key", "publisher", "isbn", "issn", "status"
    )
    facts["authors"] = "; ".join(author.name for author in paper.authors)
    facts["editors"] = "; ".join(editor.name for editor in paper.editors)
    facts["tags"] = "; ".join(expected.tags)
    facts["type"] = expected.citation.type
    facts["extra"] = expected.exported_own_values
    return facts


# --- Markdown -----------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FACT_LABELS = (
    "Authors", "Editors", "Venue", "Series", "Track", "Session", "Decision", "Edition", "Pages",
    "Article number", "Publisher", "ISBN", "ISSN", "Date", "Added", "Tags", "Page", "PDF",
)  # fmt: skip
_LINKS = {"page": "Page", "pdf": "PDF"}
_FACT_LINE = re.compile(rf"- ({'|'.join(_FACT_LABELS)}): (.*)")


def parse_markdown_facts(text: str) -> FactValues:
    """Parse the facts of a paper's Markdown file. Raises `ValueError` if it has no heading."""
    heading, _, rest = text.partition("\n")
    if not heading.startswith("# "):
        raise ValueError("has no heading")
    found: dict[str, str] = {}
    for line in rest.partition("\n## ")[0].split("\n"):
        if fact := _FACT_LINE.fullmatch(line):
            found[fact[1]] = _ESCAPE.sub(r"\1", fact[2])
    facts: dict[str, FactValue] = {name.lower(): found.get(name, "") for name in _FACT_LABELS}
    facts["title"] = collapse_spaces(_ESCAPE.sub(r"\1", heading[2:]))
    facts |= {name: found.get(label, "").strip("<>") for name, label in _LINKS.items()}
    return facts


def expected_markdown_facts(expected: ExpectedFacts) -> FactValues:
    """Return the expected facts of a paper's Markdown file."""
    paper = expected.citation.paper
    volume = f"volume {paper.volume}" if paper.volume else ""
    return {
        **expected.select_facts(
            "title", "page", "pdf", "series", *PROGRAM_FIELDS, "article number"
        ),
        "date": expected.citation.issued or paper.date_note,
        "authors": ", ".join(author.name for author in paper.authors),
        "editors": ", ".join(editor.name for editor in paper.editors),
        "edition": expected.citation.edition,
        "pages": expected.citation.pages,
        "publisher": ", ".join(filter(None, [expected.citation.publisher, paper.place])),
        "isbn": ", ".join(paper.isbn),
        "issn": ", ".join(paper.issn),
        "venue": ", ".join(filter(None, [expected.citation.container, volume])),
        "added": paper.added or "",
        "tags": ", ".join(expected.tags),
    }
