"""Exports of many papers at once: BibTeX, RIS, CSL-JSON, JSONL, CSV and Markdown.

Papers of a catalogue come in, files go out: one for a selection, or those that stand beside the
listings. A file stays below 50 MB, which is what hosts and reference managers take.

Every listing has all formats while the collection is small. A paper is in about seven listings, so
from `ALL_FORMATS_LIMIT` papers on that would be most of the site: then tags, venues and years keep what
fits in a tenth of it, authors BibTeX, and `papershelf export` makes the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from papershelf.catalogue.axes import AXIS_BY_KIND, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND
from papershelf.core.export_formats import FORMATS, ExportFormat, FormatName
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import Artifact, RecordOffsets
from papershelf.core.settings import Settings
from papershelf.exports.bibtex import render_bibtex_entry
from papershelf.exports.bulk_file import BulkFile, Envelope, PreviousExports, RecordBytes
from papershelf.exports.citation_data import Citation, make_citation
from papershelf.exports.csl_json import csl_item, render_csl_line
from papershelf.exports.markdown import render_paper_markdown
from papershelf.exports.ris import render_ris_record
from papershelf.records.model import Paper, PaperId, UnlistedVenue
from papershelf.records.serializer import public_record, render_jsonl_line
from papershelf.text.spreadsheet_cells import (
    BYTE_ORDER_MARK,
    escape_cell,
    escape_isbn,
    escape_page_range,
)

PART_LIMIT = 48_000_000
ALL_FORMATS_LIMIT = 2_000
_CACHE_LIMIT = 20_000
"""Works at most: those of a very large collection would fill the memory."""

_ALL_FORMATS: tuple[FormatName, ...] = (
    "bibtex",
    "bibtex-abstracts",
    "ris",
    "csl-json",
    "jsonl",
    "csv",
)
# These have the abstract in the export of the collection, and not in those of its parts.
_LONG_FORMATS: tuple[FormatName, ...] = ("ris", "csl-json")
_SHORT_FORMATS: tuple[FormatName, ...] = ("bibtex", "ris", "csl-json", "csv")


def group_formats(group: Group, total: int) -> tuple[ExportFormat, ...]:
    """The formats in which a group of a collection of `total` papers is exported.

    BibTeX with abstracts is one of them only where there is an abstract.
    """
    exports = "" if group.kind == COLLECTION_KIND else AXIS_BY_KIND[group.kind].exports
    if exports == "none":
        return ()
    names = _ALL_FORMATS
    if exports and total > ALL_FORMATS_LIMIT:
        names = ("bibtex",) if exports == "one" else _SHORT_FORMATS
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
    citation_keys: Mapping[PaperId, CitationKey]
    part_limit: int = PART_LIMIT
    _citations: dict[PaperId, Citation] = field(default_factory=dict, repr=False)
    previous: PreviousExports = field(default_factory=PreviousExports, repr=False)
    _record_cache: dict[tuple[PaperId, FormatName], bytes] = field(default_factory=dict, repr=False)

    @property
    def _is_large(self) -> bool:
        return len(self.catalogue.papers) > ALL_FORMATS_LIMIT

    def citation(self, paper: Paper) -> Citation:
        """The facts to cite a paper by."""
        work = self._citations.get(paper.id)
        if work is None:
            if len(self._citations) == _CACHE_LIMIT:
                self._citations.clear()
            venue = self.catalogue.venue_of(paper)
            work = self._citations[paper.id] = make_citation(
                paper, self.citation_keys[paper.id], venue
            )
        return work

    def record_bytes(self, paper: Paper, name: FormatName, *, abstracts: bool) -> bytes:
        """A paper's piece of a file."""
        if (abstracts and name in _LONG_FORMATS) or (name not in _SHORT_FORMATS and self._is_large):
            return self._render_record(paper, name, abstracts=abstracts).encode()
        piece = self._record_cache.get((paper.id, name))
        if piece is None:
            piece = self._render_record(paper, name, abstracts=False).encode()
            self._record_cache[paper.id, name] = piece
        return piece

    def _render_record(self, paper: Paper, name: FormatName, *, abstracts: bool) -> str:
        tags = self.catalogue.tag_names(paper)
        match name:
            case "bibtex":
                return render_bibtex_entry(self.citation(paper), tags)
            case "bibtex-abstracts":
                return render_bibtex_entry(self.citation(paper), tags, with_abstract=True)
            case "ris":
                return render_ris_record(self.citation(paper), tags, with_abstract=abstracts)
            case "csl-json":
                return render_csl_line(
                    csl_item(self.citation(paper), tags, with_abstract=abstracts)
                )
            case "jsonl":
                return render_jsonl_line(public_record(paper, self.citation_keys[paper.id]))
            case "csv":
                return _csv_line(_csv_cells(self.citation(paper), self.catalogue, self.settings))
            case "markdown":
                key = self.citation_keys[paper.id]
                return render_paper_markdown(paper, self.catalogue, self.settings, key)

    def render_parts(
        self, name: FormatName, papers: Iterable[Paper], *, abstracts: bool = True, path: str = ""
    ) -> Iterator[BulkFile]:
        """Files of some papers, each below the limit; one at least, if an empty one.

        `path` is where the first of them stands, if one may stand there already.
        """
        known, frame = self.previous.read_records(path), _ENVELOPES[name]
        pieces: list[RecordBytes] = []
        size = 0
        for paper in papers:
            piece: RecordBytes | None = (
                known.get(self.previous.record_keys[paper.id]) if known else None
            )
            if piece is None:
                piece = self.record_bytes(paper, name, abstracts=abstracts)
            if pieces and size + len(piece) > self.part_limit:
                yield frame.join(pieces)
                pieces, size = [], 0
            pieces.append(piece)
            size += len(piece) + len(frame.separator)
        yield frame.join(pieces)

    def group_artifacts(self, group: Group, names: Sequence[FormatName] = ()) -> Iterator[Artifact]:
        """The exports that stand beside the listing of a group, or some of them."""
        stem = group.address[:-1]
        for found in group_formats(group, len(self.catalogue.papers)):
            if names and found.name not in names:
                continue
            path, whole = f"{stem}{found.ending}", group.kind == "collection"
            parts = self.render_parts(found.name, group.papers, abstracts=whole, path=path)
            first = 0
            for place, bulk in zip(part_paths(path), parts, strict=False):
                yield Artifact(place, bulk.content, RecordOffsets(first, bulk.lengths))
                first += len(bulk.lengths)


def render_export(  # noqa: PLR0913, PLR0917
    name: FormatName,
    papers: Sequence[Paper],
    catalogue: Catalogue,
    settings: Settings,
    citation_keys: Mapping[PaperId, CitationKey],
    part_limit: int = PART_LIMIT,
) -> Iterator[bytes]:
    """Some papers in one format, in files below the limit."""
    exporter = Exporter(
        catalogue=catalogue,
        settings=settings,
        citation_keys=citation_keys,
        part_limit=part_limit,
    )
    return (bulk.content for bulk in exporter.render_parts(name, papers))


def part_paths(path: str) -> Iterator[str]:
    """Where the parts of a bulk file stand, without end: `papers.bib`, `papers.2.bib`, …."""
    yield path
    ending = _format_of_path(path).ending
    for number in count(2):
        yield f"{path.removesuffix(ending)}.{number}{ending}"


def split_bulk_file(path: str, content: bytes, lengths: Sequence[int]) -> Iterator[RecordBytes]:
    """The pieces of a bulk file, by the format that its path tells."""
    return _ENVELOPES[_format_of_path(path).name].split(content, lengths)


def _format_of_path(path: str) -> ExportFormat:
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


def _csv_cells(citation: Citation, catalogue: Catalogue, settings: Settings) -> list[str]:
    paper = citation.paper
    # The name by which `venues.yaml` or, where it is not listed there, a reader knows the venue.
    venue = (
        citation.container if isinstance(paper.venue, UnlistedVenue) else citation.container_short
    )
    page = f"{settings.site_url}papers/{paper.id}/" if settings.site_url else ""
    return [
        paper.id, citation.title, "; ".join(author.name for author in paper.authors), venue,
        str(paper.year or ""), paper.published or "", paper.added or "", paper.doi or "",
        f"arXiv:{paper.arxiv}" if paper.arxiv else "", citation.url, citation.pdf, " ".join(paper.code),
        "; ".join(catalogue.tag_names(paper)), paper.summary, citation.citation_key, page,
        "; ".join(editor.name for editor in paper.editors), paper.series, paper.edition,
        paper.volume, paper.issue, escape_page_range(paper.pages), paper.article_number, citation.publisher,
        paper.place, " ".join(map(escape_isbn, paper.isbn)), " ".join(paper.issn), paper.date_note,
        citation.type, paper.track, paper.session, paper.decision,
        paper.status.kind if paper.status else "",
    ]  # fmt: skip


def _csv_line(cells: Iterable[str]) -> str:
    """A line by RFC 4180; a cell that a spreadsheet would change begins with a quote."""
    line = io.StringIO()
    names = zip(CSV_COLUMNS, cells, strict=True)
    csv.writer(line).writerow(
        cell if name in _DATE_COLUMNS else escape_cell(cell) for name, cell in names
    )
    return line.getvalue()


_DATE_COLUMNS = frozenset({"year", "published", "added"})
"""Columns that are to be read as numbers and dates."""

_ENVELOPES: Mapping[FormatName, Envelope] = {
    "bibtex": Envelope(separator=b"\n"),
    "bibtex-abstracts": Envelope(separator=b"\n"),
    "ris": Envelope(separator=b"\r\n"),
    "csl-json": Envelope(b"[\n", b",\n", b"\n]\n"),
    "jsonl": Envelope(),
    "csv": Envelope(opening=f"{BYTE_ORDER_MARK}{_csv_line(CSV_COLUMNS)}".encode()),
    "markdown": Envelope(separator=b"\n---\n\n"),
}
