"""Exports many papers at once, in every registered format.

Takes papers of a catalogue; returns files, either for a selection or for the groups that have
listings. Each file stays below 50 MB, a size that hosts and reference managers accept.

A small collection offers every format for every listing. A paper is in about seven listings, so
from `LARGE_COLLECTION` papers on this would make up most of the site. Tags, venues and years then
keep the formats that fit in a tenth of that size, and authors keep BibTeX only; `papershelf
export` can still produce the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from papershelf.catalogue.axes import AXIS_BY_KIND, Group
from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND
from papershelf.core.identifiers import CitationKey
from papershelf.core.outputs import LARGE_COLLECTION, Outputs
from papershelf.core.page import Artifact, RecordOffsets
from papershelf.core.settings import Settings
from papershelf.exports.bulk_file import BulkFile, Envelope, PreviousExports, RecordBytes
from papershelf.exports.formats.export_format import ExportedPaper, ExportFormat
from papershelf.exports.formats.registry import EXPORT_FORMATS, format_of_path
from papershelf.exports.reuse import reuse_sentences
from papershelf.records.model import Paper, PaperId

PART_LIMIT = 48_000_000
_CACHE_LIMIT = 20_000
"""Maximum number of papers with cached citations, which limits memory in very large collections."""


def group_formats(group: Group, total: int, outputs: Outputs) -> tuple[ExportFormat, ...]:
    """Return the export formats of a group in a collection of `total` papers.

    A format that exists for its abstracts is included only if a paper of the group has one.
    """
    exports = "" if group.kind == COLLECTION_KIND else AXIS_BY_KIND[group.kind].exports
    is_off = group.kind == AUTHORS.kind and not outputs.author_exports
    if exports == "none" or is_off or (exports and outputs.listing_exports == "none"):
        return ()
    if exports and outputs.listing_exports == "bibtex":
        exports = "one"
    has_abstracts = any(paper.abstract for paper in group.papers)
    return tuple(
        known
        for known in EXPORT_FORMATS.values()
        if known.is_beside_listings
        and (not exports or total <= LARGE_COLLECTION or exports in known.large_listings)
        and (has_abstracts or not known.needs_abstracts)
    )


def export_paths(group: Group, total: int, outputs: Outputs) -> list[str]:
    """Return the paths of the exports of a group, first parts only."""
    return [f"{group.address[:-1]}{f.ending}" for f in group_formats(group, total, outputs)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """Makes exports. Caches records used by several groups, except long ones in large collections."""

    catalogue: Catalogue
    settings: Settings
    citation_keys: Mapping[PaperId, CitationKey]
    part_limit: int = PART_LIMIT
    previous: PreviousExports = field(default_factory=PreviousExports, repr=False)
    _exported: dict[PaperId, ExportedPaper] = field(default_factory=dict, repr=False)
    _record_cache: dict[tuple[PaperId, str], bytes] = field(default_factory=dict, repr=False)

    def _exported_paper(self, paper: Paper) -> ExportedPaper:
        exported = self._exported.get(paper.id)
        if exported is None:
            if len(self._exported) == _CACHE_LIMIT:
                self._exported.clear()
            exported = self._exported[paper.id] = ExportedPaper(
                paper=paper,
                catalogue=self.catalogue,
                settings=self.settings,
                citation_key=self.citation_keys[paper.id],
            )
        return exported

    def record_bytes(self, paper: Paper, name: str, *, abstracts: bool) -> bytes:
        """Return the record of a paper in a format."""
        found = EXPORT_FORMATS[name]
        with_abstract = abstracts or not found.has_abstracts_once
        if self._is_rendered_once(found, abstracts=abstracts):
            return found.render(self._exported_paper(paper), with_abstract).encode()
        piece = self._record_cache.get((paper.id, name))
        if piece is None:
            piece = found.render(self._exported_paper(paper), with_abstract).encode()
            self._record_cache[paper.id, name] = piece
        return piece

    def _is_rendered_once(self, found: ExportFormat, *, abstracts: bool) -> bool:
        """Whether no other file contains the same record, so that caching it would only cost memory."""
        if found.has_abstracts_once:
            return abstracts
        is_large = len(self.catalogue.papers) > LARGE_COLLECTION
        return is_large and not found.large_listings

    def render_parts(
        self, name: str, papers: Iterable[Paper], *, abstracts: bool = True, path: str = ""
    ) -> Iterator[BulkFile]:
        """Yield files of the papers, each below the size limit; at least one, even if it is empty.

        `path` is the path of the first part in an earlier build, if it may exist.
        """
        known, frame = self.previous.read_records(path), self._envelope(EXPORT_FORMATS[name])
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

    def _envelope(self, found: ExportFormat) -> Envelope:
        """The envelope of a file, which begins with who may reuse it if the format has comments."""
        lines = reuse_sentences(self.settings) if found.comment else ()
        # BibTeX takes any "@" between entries for the beginning of one.
        header = "".join(f"{found.comment}{line.replace('@', '(at)')}\n" for line in lines)
        envelope = found.envelope
        return envelope._replace(opening=f"{header}\n".encode()) if header else envelope

    def group_artifacts(self, group: Group, names: Sequence[str] = ()) -> Iterator[Artifact]:
        """Yield the exports linked from a group's listing, limited to the formats in `names` if given."""
        stem = group.address[:-1]
        for found in group_formats(group, len(self.catalogue.papers), self.settings.outputs):
            if names and found.name not in names:
                continue
            path, whole = f"{stem}{found.ending}", group.kind == "collection"
            parts = self.render_parts(found.name, group.papers, abstracts=whole, path=path)
            first = 0
            for place, bulk in zip(part_paths(path), parts, strict=False):
                yield Artifact(place, bulk.content, RecordOffsets(first, bulk.lengths))
                first += len(bulk.lengths)


def render_export(  # noqa: PLR0913, PLR0917
    name: str,
    papers: Sequence[Paper],
    catalogue: Catalogue,
    settings: Settings,
    citation_keys: Mapping[PaperId, CitationKey],
    part_limit: int = PART_LIMIT,
) -> Iterator[bytes]:
    """Yield files of the papers in one format, each below the size limit."""
    exporter = Exporter(
        catalogue=catalogue,
        settings=settings,
        citation_keys=citation_keys,
        part_limit=part_limit,
    )
    return (bulk.content for bulk in exporter.render_parts(name, papers))


def part_paths(path: str) -> Iterator[str]:
    """Yield the paths of the parts of a bulk file, endlessly: `papers.bib`, `papers.2.bib`, …."""
    yield path
    ending = format_of_path(path).ending
    for number in count(2):
        yield f"{path.removesuffix(ending)}.{number}{ending}"


def split_bulk_file(path: str, content: bytes, lengths: Sequence[int]) -> Iterator[RecordBytes]:
    """Split a bulk file into records; the path determines the format."""
    return format_of_path(path).envelope.split(content, lengths)
