"""Reads back the records of papers for machines and for people: JSON, JSONL, CSV and Markdown.

The text of a file comes in, facts go out; and what they must be.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from papershelf.catalogue.groups import last_change
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.core.record_schema import PDF_URL
from papershelf.records.model import UnlistedVenue
from papershelf.sitecheck.expected_facts import Facts, Truth, Value, one_line
from papershelf.text.spreadsheet_cells import MARK, unguard_cell, unguard_pages

_BOOK = ("series", "edition", "article_number", "place", "date_note")
PROGRAMME = ("track", "session", "decision")
"""The fields on how a paper was presented at a conference."""
_TEXTS = (
    "id", "title", "summary", "abstract", "venue", "published", "added", *SCHEMES, "url", *_BOOK,
    *PROGRAMME, "container_doi",
)  # fmt: skip
_ROWS = ("featured", "tags", "aliases", "isbn", "issn")


def read_record(text: str) -> Facts:
    """The facts of one record in JSON. Raises `ValueError`."""
    record = json.loads(text)
    if not isinstance(record, dict):
        raise ValueError("is no record")  # noqa: TRY004  # of the file, not of the program
    return _record_facts(record)


def read_records(text: str) -> Iterator[Facts]:
    """The facts of each record of a JSONL file. Raises `ValueError`."""
    yield from map(read_record, filter(None, text.split("\n")))


def _record_facts(record: dict[str, Any]) -> Facts:
    authors, editors = (
        [a if isinstance(a, dict) else {"name": a} for a in record.get(name, [])]
        for name in ("authors", "editors")
    )
    facts: dict[str, Value] = {name: str(record.get(name, "")) for name in _TEXTS}
    venue = record.get("venue", "")
    facts["venue"] = tuple(map(str, venue.values())) if isinstance(venue, dict) else venue
    facts |= {name: tuple(record.get(name, ())) for name in _ROWS}
    facts["authors"] = tuple(str(author.get("name", "")) for author in authors)
    facts["editors"] = tuple(str(editor.get("name", "")) for editor in editors)
    facts["orcids"] = tuple(author["orcid"] for author in authors if "orcid" in author)
    facts["year"] = str(record.get("year", ""))
    facts["page"] = str(record.get("page", ""))
    facts["status"] = str(record.get("status", {}).get("kind", ""))
    facts["citation key"] = str(record.get("citation_key", ""))
    facts["pdf"], facts["changed"] = (str(record.get(key, "")) for key in (PDF_URL, "changed"))
    return facts


def record_facts(truth: Truth, *, page: bool = True) -> Facts:
    """What the record of a paper must say; in bulk exports it names neither page nor change."""
    paper = truth.work.paper
    facts: dict[str, Value] = {name: getattr(paper, name) or "" for name in _TEXTS}
    if isinstance(venue := paper.venue, UnlistedVenue):
        facts["venue"] = tuple(filter(None, (venue.name, venue.short, venue.kind)))
    facts |= {name: tuple(getattr(paper, name)) for name in _ROWS}
    facts["authors"] = tuple(author.name for author in paper.authors)
    facts["editors"] = tuple(editor.name for editor in paper.editors)
    facts["orcids"] = tuple(author.orcid for author in paper.authors if author.orcid)
    facts["year"] = str(paper.year or "")
    facts["page"] = truth.page if page else ""
    facts["changed"] = (last_change(paper) or "") if page else ""
    facts["pdf"] = truth.work.pdf
    facts["status"] = truth.status
    facts["citation key"] = truth.work.key
    return facts


# --- CSV ----------------------------------------------------------------------------------------

_COLUMNS = (
    "id", "title", "published", "added", "year", "doi", "arxiv", "url", "pdf", "volume", "issue",
    "pages",
    "publisher", *_BOOK, *PROGRAMME,
)  # fmt: skip


def read_csv(text: str) -> Iterator[Facts]:
    """The facts of each line of a table, whose cells are read as the text that they stand for."""
    text = text.removeprefix(MARK)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        cells = {name: unguard_cell(cell or "") for name, cell in row.items() if name}
        facts: dict[str, Value] = {name: cells.get(name, "") for name in _COLUMNS}
        facts["title"] = one_line(cells.get("title", ""))
        facts |= {name: cells.get(name, "") for name in ("authors", "editors")}
        facts["arxiv"] = cells.get("arxiv", "").removeprefix("arXiv:")
        facts["pages"] = unguard_pages(cells.get("pages", ""))
        facts["isbn"] = tuple(cells.get("isbn", "").replace("-", "").split())
        facts["issn"] = tuple(cells.get("issn", "").split())
        facts["tags"] = cells.get("tags", "")
        facts |= {"citation key": cells.get("citation_key", ""), "type": cells.get("type", "")}
        facts["status"] = cells.get("status", "")
        yield facts


def csv_facts(truth: Truth) -> Facts:
    """What a paper's line in a table must say."""
    paper = truth.work.paper
    facts: dict[str, Value] = {name: str(getattr(paper, name) or "") for name in _COLUMNS}
    facts |= truth.pick(
        "title", "url", "pdf", "citation key", "publisher", "isbn", "issn", "status"
    )
    facts["authors"] = "; ".join(author.name for author in paper.authors)
    facts["editors"] = "; ".join(editor.name for editor in paper.editors)
    facts["tags"] = "; ".join(truth.tags)
    facts["type"] = truth.work.type
    return facts


# --- Markdown -----------------------------------------------------------------------------------

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_FACTS = (
    "Authors", "Editors", "Venue", "Series", "Track", "Session", "Decision", "Edition", "Pages",
    "Article number", "Publisher", "ISBN", "ISSN", "Date", "Added", "Tags", "Page", "PDF",
)  # fmt: skip
_LINKS = {"page": "Page", "pdf": "PDF"}
_FACT = re.compile(rf"- ({'|'.join(_FACTS)}): (.*)")


def read_markdown(text: str) -> Facts:
    """The facts of a paper's Markdown file. Raises `ValueError` where it has no heading."""
    heading, _, rest = text.partition("\n")
    if not heading.startswith("# "):
        raise ValueError("has no heading")
    found: dict[str, str] = {}
    for line in rest.partition("\n## ")[0].split("\n"):
        if fact := _FACT.fullmatch(line):
            found[fact[1]] = _ESCAPE.sub(r"\1", fact[2])
    facts: dict[str, Value] = {name.lower(): found.get(name, "") for name in _FACTS}
    facts["title"] = one_line(_ESCAPE.sub(r"\1", heading[2:]))
    facts |= {name: found.get(label, "").strip("<>") for name, label in _LINKS.items()}
    return facts


def markdown_facts(truth: Truth) -> Facts:
    """What the Markdown file of a paper must say."""
    paper = truth.work.paper
    volume = f"volume {paper.volume}" if paper.volume else ""
    return {
        **truth.pick("title", "page", "pdf", "series", *PROGRAMME, "article number"),
        "date": truth.work.issued or paper.date_note,
        "authors": ", ".join(author.name for author in paper.authors),
        "editors": ", ".join(editor.name for editor in paper.editors),
        "edition": truth.work.edition,
        "pages": truth.work.pages,
        "publisher": ", ".join(filter(None, [truth.work.publisher, paper.place])),
        "isbn": ", ".join(paper.isbn),
        "issn": ", ".join(paper.issn),
        "venue": ", ".join(filter(None, [truth.work.container, volume])),
        "added": paper.added or "",
        "tags": ", ".join(truth.tags),
    }
