"""What an export format is: its name, its files, and the function that renders a paper."""

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
    """A paper with everything that a format may say of it; what costs time is made when asked."""

    paper: Paper
    catalogue: Catalogue
    settings: Settings
    citation_key: CitationKey

    @cached_property
    def citation(self) -> Citation:
        """The facts to cite the paper by."""
        return make_citation(self.paper, self.citation_key, self.catalogue.venue_of(self.paper))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags."""
        return self.catalogue.tag_names(self.paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """A format of exports; the command line, files and pages take all that they know from it.

    `render` makes the record of one paper, with its abstract where the second argument is true;
    `envelope` is what a file has around and between records. `label` is the name for readers.

    `is_beside_papers`: every page of a paper has a file and a link in its cite box.
    `is_beside_listings`: every listing has a file while the collection is small; in a large one
    only those whose `Axis.exports` is among `large_listings`. `needs_abstracts`: the file is made
    only where a paper has an abstract. `has_abstracts_once`: only the file of the whole collection
    has the abstracts, those of listings do not repeat them.
    """

    name: str
    ending: str
    label: str
    media_type: str
    render: Callable[[ExportedPaper, bool], str]
    envelope: Envelope
    is_beside_papers: bool = False
    is_beside_listings: bool = True
    large_listings: tuple[str, ...] = ()
    needs_abstracts: bool = False
    has_abstracts_once: bool = False
