"""The definition of an export format: its name, its files, and its render function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import CitationKey
from papershelf.core.settings import Settings
from papershelf.exports.bulk_file import Envelope
from papershelf.exports.citation_data import Citation, make_citation
from papershelf.records.model import Paper


@dataclass(frozen=True, kw_only=True)
class ExportedPaper:
    """A paper with all the data that formats use; expensive values are computed on demand."""

    paper: Paper
    catalogue: Catalogue
    settings: Settings
    citation_key: CitationKey

    @cached_property
    def citation(self) -> Citation:
        """The citation of the paper."""
        return make_citation(self.paper, self.citation_key, self.catalogue.venue_of(self.paper))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags."""
        return self.catalogue.tag_names(self.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """An export format; the command line, files and pages are driven by this description.

    `render` renders the record of one paper, with its abstract if the second argument is true;
    `envelope` has the text around and between the records of a file. `label` is the display name.

    `comment` begins a line that programs skip; a file of many papers begins with such lines.

    `is_beside_papers`: every paper has a record in this format, in its cite box, in its JSON file
    and, if the site has such files, in a file of its own.
    `is_beside_listings`: every listing has a file while the collection is small; in a large
    collection, only those whose `Axis.exports` is among `large_listings`. `needs_abstracts`: the
    file is only built if a paper has an abstract. `has_abstracts_once`: only the file of the whole
    collection contains abstracts; the files of listings do not repeat them.
    """

    name: str
    ending: str
    label: str
    media_type: str
    render: Callable[[ExportedPaper, bool], str]
    envelope: Envelope
    comment: str = ""
    is_beside_papers: bool = False
    is_beside_listings: bool = True
    large_listings: tuple[str, ...] = ()
    needs_abstracts: bool = False
    has_abstracts_once: bool = False

    @property
    def record_field(self) -> str:
        """The field of a paper's JSON file that has its record in this format, such as `csl`."""
        return self.name.removesuffix("-json")
