"""Exports of many papers at once: BibTeX, RIS, CSL-JSON, JSONL, CSV and Markdown.

Papers of a catalogue come in, files go out: one for a selection, or those that stand beside the
listings. A file stays below 50 MB, which is what hosts and reference managers take.

Every listing has all formats while the collection is small. A paper is in about seven listings, so
from `FULL_LIMIT` papers on that would be most of the site: then tags, venues and years keep what
fits in a tenth of it, authors BibTeX, and `papershelf export` makes the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from generator.bibtex import add_abstract, bibtex_entry
from generator.catalogue import Catalogue
from generator.csl import render_csl_line, work_item
from generator.groups import Group, plan_groups
from generator.identifiers import CitationKey
from generator.model import Paper, PaperId
from generator.page import Artifact
from generator.records import paper_record, render_jsonl_line
from generator.ris import ris_record
from generator.settings import Settings
from generator.twin import render_markdown_twin
from generator.works import Work, make_work

PART_LIMIT = 48_000_000
FULL_LIMIT = 2_000

FormatName = Literal[
    "bibtex", "bibtex-abstracts", "ris", "csl-json", "jsonl", "csv", "markdown"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of export: what the command line, the file and the reader call it."""

    name: FormatName
    ending: str
    label: str
    media_type: str


FORMATS: Mapping[FormatName, Format] = {
    f.name: f
    for f in (
        Format(name="bibtex", ending=".bib", label="BibTeX", media_type="application/x-bibtex"),
        Format(
            name="bibtex-abstracts", ending=".abstracts.bib", label="BibTeX with abstracts",
            media_type="application/x-bibtex",
        ),
        Format(
            name="ris", ending=".ris", label="RIS",
            media_type="application/x-research-info-systems",
        ),
        Format(
            name="csl-json", ending=".csl.json", label="CSL-JSON",
            media_type="application/vnd.citationstyles.csl+json",
        ),
        Format(name="jsonl", ending=".jsonl", label="JSONL", media_type="application/jsonl"),
        Format(name="csv", ending=".csv", label="CSV", media_type="text/csv"),
        Format(name="markdown", ending=".md", label="Markdown", media_type="text/markdown"),
    )
}  # fmt: skip

_ALL: tuple[FormatName, ...] = ("bibtex", "bibtex-abstracts", "ris", "csl-json", "jsonl", "csv")
# These have the abstract in the export of the collection, and not in those of its parts.
_LONG: tuple[FormatName, ...] = ("ris", "csl-json")
_SHORT: tuple[FormatName, ...] = ("bibtex", "ris", "csl-json", "csv")


def group_formats(group: Group, total: int) -> tuple[Format, ...]:
    """The formats in which a group of a collection of `total` papers is exported."""
    if group.kind == "day":
        return ()
    names = _ALL
    if group.kind != "collection" and total > FULL_LIMIT:
        names = ("bibtex",) if group.kind == "author" else _SHORT
    return tuple(FORMATS[name] for name in names)


def export_paths(group: Group, total: int) -> list[str]:
    """Where the exports of a group stand; a second part of one is not among them."""
    return [f"{group.address[:-1]}{f.ending}" for f in group_formats(group, total)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """Makes exports; what groups share of a paper it remembers, but no long text of a big site."""

    catalogue: Catalogue
    settings: Settings
    keys: Mapping[PaperId, CitationKey]
    _works: dict[PaperId, Work] = field(default_factory=dict, repr=False)
    _memory: dict[tuple[PaperId, FormatName], str] = field(default_factory=dict, repr=False)

    @property
    def _is_big(self) -> bool:
        return len(self.catalogue.papers) > FULL_LIMIT

    def work(self, paper: Paper) -> Work:
        """The facts to cite a paper by."""
        work = self._works.get(paper.id)
        if work is None:
            venue = self.catalogue.venues.get(paper.venue) if paper.venue else None
            work = self._works[paper.id] = make_work(paper, self.keys[paper.id], venue)
        return work

    def piece(self, paper: Paper, name: FormatName, *, abstracts: bool) -> str:
        """A paper's piece of a file."""
        if (abstracts and name in _LONG) or (name not in _SHORT and self._is_big):
            return self._render(paper, name, abstracts=abstracts)
        piece = self._memory.get((paper.id, name))
        if piece is None:
            piece = self._render(paper, name, abstracts=False)
            self._memory[paper.id, name] = piece
        return piece

    def _render(self, paper: Paper, name: FormatName, *, abstracts: bool) -> str:
        match name:
            case "bibtex":
                return bibtex_entry(self.work(paper))
            case "bibtex-abstracts":
                return add_abstract(self.piece(paper, "bibtex", abstracts=False), paper)
            case "ris":
                return ris_record(self.work(paper), abstract=abstracts)
            case "csl-json":
                tags = tag_names(paper, self.catalogue)
                return render_csl_line(work_item(self.work(paper), tags, abstract=abstracts))
            case "jsonl":
                return render_jsonl_line(paper_record(paper, self.keys[paper.id]))
            case "csv":
                return _csv_line(_csv_cells(self.work(paper), self.catalogue, self.settings))
            case "markdown":
                key = self.keys[paper.id]
                return render_markdown_twin(paper, self.catalogue, self.settings, key)

    def parts(
        self, name: FormatName, papers: Iterable[Paper], *, abstracts: bool = True
    ) -> Iterator[bytes]:
        """Files of some papers, each below the limit; one at least, if an empty one."""
        opening, between, closing = _FRAMES[name]
        pieces: list[str] = []
        size = 0
        for paper in papers:
            piece = self.piece(paper, name, abstracts=abstracts)
            # A letter has at most four bytes; the exact size is only asked for near the limit.
            length = len(piece) if piece.isascii() else len(piece.encode())
            if pieces and size + length > PART_LIMIT:
                yield (opening + between.join(pieces) + closing).encode()
                pieces, size = [], 0
            pieces.append(piece)
            size += length + len(between)
        yield (opening + between.join(pieces) + closing).encode()

    def artifacts(self, group: Group, names: Sequence[FormatName] = ()) -> Iterator[Artifact]:
        """The exports that stand beside the listing of a group, or some of them."""
        stem = group.address[:-1]
        for found in group_formats(group, len(self.catalogue.papers)):
            if names and found.name not in names:
                continue
            parts = self.parts(found.name, group.papers, abstracts=group.kind == "collection")
            for number, content in enumerate(parts, 1):
                part = f".{number}" if number > 1 else ""
                yield Artifact(f"{stem}{part}{found.ending}", content)


def render_export(
    name: FormatName,
    papers: Sequence[Paper],
    catalogue: Catalogue,
    settings: Settings,
    keys: Mapping[PaperId, CitationKey],
) -> Iterator[bytes]:
    """Some papers in one format, in files below the limit."""
    exporter = Exporter(catalogue=catalogue, settings=settings, keys=keys)
    return exporter.parts(name, papers)


def bulk_artifacts(
    catalogue: Catalogue, settings: Settings, keys: Mapping[PaperId, CitationKey]
) -> Iterator[Artifact]:
    """The exports of every group."""
    exporter = Exporter(catalogue=catalogue, settings=settings, keys=keys)
    for group in plan_groups(catalogue):
        yield from exporter.artifacts(group)


def tag_names(paper: Paper, catalogue: Catalogue) -> list[str]:
    """The names of a paper's tags, in its order."""
    return [catalogue.tags[tag].name for tag in paper.tags if tag in catalogue.tags]


# --- CSV ----------------------------------------------------------------------------------------

CSV_COLUMNS = (
    "id", "title", "authors", "venue", "year", "published", "added", "doi", "arxiv", "url", "pdf",
    "code", "tags", "summary", "citation_key", "page",
)  # fmt: skip


def _csv_cells(work: Work, catalogue: Catalogue, settings: Settings) -> list[str]:
    paper = work.paper
    venue = work.container_short
    page = f"{settings.site_url}papers/{paper.id}/" if settings.site_url else ""
    return [
        paper.id, work.title, "; ".join(author.name for author in paper.authors), venue,
        str(paper.year or ""), paper.published or "", paper.added or "", paper.doi or "",
        paper.arxiv or "", work.url, paper.pdf, " ".join(paper.code),
        "; ".join(tag_names(paper, catalogue)), paper.summary, work.key, page,
    ]  # fmt: skip


def _csv_line(cells: Iterable[str]) -> str:
    """A line by RFC 4180; a cell that a spreadsheet would run as a formula begins with a quote."""
    line = io.StringIO()
    safe = (f"'{cell}" if cell[:1] in _FORMULA else cell for cell in cells)
    csv.writer(line).writerow(safe)
    return line.getvalue()


_FORMULA = frozenset("=+-@\t\r")

_FRAMES: Mapping[FormatName, tuple[str, str, str]] = {
    "bibtex": ("", "\n", ""),
    "bibtex-abstracts": ("", "\n", ""),
    "ris": ("", "\r\n", ""),
    "csl-json": ("[\n", ",\n", "\n]\n"),
    "jsonl": ("", "", ""),
    "csv": (_csv_line(CSV_COLUMNS), "", ""),
    "markdown": ("", "\n---\n\n", ""),
}
"""What stands at the start, between two papers, and at the end of a file."""
