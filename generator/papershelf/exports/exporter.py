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
from itertools import count

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import Group
from papershelf.core.export_formats import FORMATS, Format, FormatName
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import Artifact, Cuts
from papershelf.core.settings import Settings
from papershelf.exports.bibtex import bibtex_entry
from papershelf.exports.bulk_file import Bulk, Frame, Past, Piece
from papershelf.exports.citation_data import Work, make_work
from papershelf.exports.csl_json import render_csl_line, work_item
from papershelf.exports.markdown import render_markdown_twin
from papershelf.exports.ris import ris_record
from papershelf.records.model import Paper, PaperId, UnlistedVenue
from papershelf.records.serializer import public_record, render_jsonl_line
from papershelf.text.spreadsheet_cells import MARK, guard_cell, guard_isbn, guard_pages

PART_LIMIT = 48_000_000
FULL_LIMIT = 2_000
_REMEMBERED = 20_000
"""Works at most: those of a very large collection would fill the memory."""

_ALL: tuple[FormatName, ...] = ("bibtex", "bibtex-abstracts", "ris", "csl-json", "jsonl", "csv")
# These have the abstract in the export of the collection, and not in those of its parts.
_LONG: tuple[FormatName, ...] = ("ris", "csl-json")
_SHORT: tuple[FormatName, ...] = ("bibtex", "ris", "csl-json", "csv")


def group_formats(group: Group, total: int) -> tuple[Format, ...]:
    """The formats in which a group of a collection of `total` papers is exported.

    BibTeX with abstracts is one of them only where there is an abstract.
    """
    if group.kind == "day":
        return ()
    names = _ALL
    if group.kind != "collection" and total > FULL_LIMIT:
        names = ("bibtex",) if group.kind == "author" else _SHORT
    if not any(paper.abstract for paper in group.papers):  # it would be the same as without
        names = tuple(name for name in names if name != "bibtex-abstracts")
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
    past: Past = field(default_factory=Past, repr=False)
    _memory: dict[tuple[PaperId, FormatName], bytes] = field(default_factory=dict, repr=False)

    @property
    def _is_big(self) -> bool:
        return len(self.catalogue.papers) > FULL_LIMIT

    def work(self, paper: Paper) -> Work:
        """The facts to cite a paper by."""
        work = self._works.get(paper.id)
        if work is None:
            if len(self._works) == _REMEMBERED:
                self._works.clear()
            venue = self.catalogue.venue_of(paper)
            work = self._works[paper.id] = make_work(paper, self.keys[paper.id], venue)
        return work

    def piece(self, paper: Paper, name: FormatName, *, abstracts: bool) -> bytes:
        """A paper's piece of a file."""
        if (abstracts and name in _LONG) or (name not in _SHORT and self._is_big):
            return self._render(paper, name, abstracts=abstracts).encode()
        piece = self._memory.get((paper.id, name))
        if piece is None:
            piece = self._render(paper, name, abstracts=False).encode()
            self._memory[paper.id, name] = piece
        return piece

    def _render(self, paper: Paper, name: FormatName, *, abstracts: bool) -> str:
        tags = self.catalogue.tag_names(paper)
        match name:
            case "bibtex":
                return bibtex_entry(self.work(paper), tags)
            case "bibtex-abstracts":
                return bibtex_entry(self.work(paper), tags, abstract=True)
            case "ris":
                return ris_record(self.work(paper), tags, abstract=abstracts)
            case "csl-json":
                return render_csl_line(work_item(self.work(paper), tags, abstract=abstracts))
            case "jsonl":
                return render_jsonl_line(public_record(paper, self.keys[paper.id]))
            case "csv":
                return _csv_line(_csv_cells(self.work(paper), self.catalogue, self.settings))
            case "markdown":
                key = self.keys[paper.id]
                return render_markdown_twin(paper, self.catalogue, self.settings, key)

    def parts(
        self, name: FormatName, papers: Iterable[Paper], *, abstracts: bool = True, path: str = ""
    ) -> Iterator[Bulk]:
        """Files of some papers, each below the limit; one at least, if an empty one.

        `path` is where the first of them stands, if one may stand there already.
        """
        known, frame = self.past.recall(path), _FRAMES[name]
        pieces: list[Piece] = []
        size = 0
        for paper in papers:
            piece: Piece | None = known.get(self.past.keys[paper.id]) if known else None
            if piece is None:
                piece = self.piece(paper, name, abstracts=abstracts)
            if pieces and size + len(piece) > PART_LIMIT:
                yield frame.join(pieces)
                pieces, size = [], 0
            pieces.append(piece)
            size += len(piece) + len(frame.between)
        yield frame.join(pieces)

    def artifacts(self, group: Group, names: Sequence[FormatName] = ()) -> Iterator[Artifact]:
        """The exports that stand beside the listing of a group, or some of them."""
        stem = group.address[:-1]
        for found in group_formats(group, len(self.catalogue.papers)):
            if names and found.name not in names:
                continue
            path, whole = f"{stem}{found.ending}", group.kind == "collection"
            parts = self.parts(found.name, group.papers, abstracts=whole, path=path)
            first = 0
            for place, bulk in zip(part_paths(path), parts, strict=False):
                yield Artifact(place, bulk.content, Cuts(first, bulk.lengths))
                first += len(bulk.lengths)


def render_export(
    name: FormatName,
    papers: Sequence[Paper],
    catalogue: Catalogue,
    settings: Settings,
    keys: Mapping[PaperId, CitationKey],
) -> Iterator[bytes]:
    """Some papers in one format, in files below the limit."""
    exporter = Exporter(catalogue=catalogue, settings=settings, keys=keys)
    return (bulk.content for bulk in exporter.parts(name, papers))


def part_paths(path: str) -> Iterator[str]:
    """Where the parts of a bulk file stand, without end: `papers.bib`, `papers.2.bib`, …."""
    yield path
    ending = _format_of(path).ending
    for number in count(2):
        yield f"{path.removesuffix(ending)}.{number}{ending}"


def cut_bulk(path: str, content: bytes, lengths: Sequence[int]) -> Iterator[Piece]:
    """The pieces of a bulk file, by the format that its path tells."""
    return _FRAMES[_format_of(path).name].cut(content, lengths)


def _format_of(path: str) -> Format:
    # The longest ending counts: `.abstracts.bib` is a `.bib`, too.
    fitting = [found for found in FORMATS.values() if path.endswith(found.ending)]
    return max(fitting, key=lambda found: len(found.ending))


# --- CSV ----------------------------------------------------------------------------------------

CSV_COLUMNS = (
    "id", "title", "authors", "venue", "year", "published", "added", "doi", "arxiv", "url", "pdf",
    "code", "tags", "summary", "citation_key", "page", "editors", "series", "edition", "volume",
    "issue", "pages", "article_number", "publisher", "place", "isbn", "issn", "date_note", "type",
    "track", "session", "decision", "status",
)  # fmt: skip


def _csv_cells(work: Work, catalogue: Catalogue, settings: Settings) -> list[str]:
    paper = work.paper
    # The name by which `venues.yaml` or, where it is not listed there, a reader knows the venue.
    venue = work.container if isinstance(paper.venue, UnlistedVenue) else work.container_short
    page = f"{settings.site_url}papers/{paper.id}/" if settings.site_url else ""
    return [
        paper.id, work.title, "; ".join(author.name for author in paper.authors), venue,
        str(paper.year or ""), paper.published or "", paper.added or "", paper.doi or "",
        f"arXiv:{paper.arxiv}" if paper.arxiv else "", work.url, work.pdf, " ".join(paper.code),
        "; ".join(catalogue.tag_names(paper)), paper.summary, work.key, page,
        "; ".join(editor.name for editor in paper.editors), paper.series, paper.edition,
        paper.volume, paper.issue, guard_pages(paper.pages), paper.article_number, work.publisher,
        paper.place, " ".join(map(guard_isbn, paper.isbn)), " ".join(paper.issn), paper.date_note,
        work.type, paper.track, paper.session, paper.decision,
        paper.status.kind if paper.status else "",
    ]  # fmt: skip


def _csv_line(cells: Iterable[str]) -> str:
    """A line by RFC 4180; a cell that a spreadsheet would change begins with a quote."""
    line = io.StringIO()
    names = zip(CSV_COLUMNS, cells, strict=True)
    csv.writer(line).writerow(cell if name in _DATES else guard_cell(cell) for name, cell in names)
    return line.getvalue()


_DATES = frozenset({"year", "published", "added"})
"""Columns that are to be read as numbers and dates."""

_FRAMES: Mapping[FormatName, Frame] = {
    "bibtex": Frame(between=b"\n"),
    "bibtex-abstracts": Frame(between=b"\n"),
    "ris": Frame(between=b"\r\n"),
    "csl-json": Frame(b"[\n", b",\n", b"\n]\n"),
    "jsonl": Frame(),
    "csv": Frame(opening=f"{MARK}{_csv_line(CSV_COLUMNS)}".encode()),
    "markdown": Frame(between=b"\n---\n\n"),
}
