"""The axis of persons who put papers on daily lists, and the pages of their index.

The pages of the index show the papers of persons with too few for a page of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from papershelf.catalogue.author_index import split_by_size
from papershelf.catalogue.axes.named_values import get_name_index, make_named_axis
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper
from papershelf.records.site_paths import SUBMITTERS_ADDRESS, listing_page_address

_KIND = "submitter"


class Submitter(NamedTuple):
    """A person with the papers that they put on daily lists, newest first."""

    slug: Slug
    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitterIndex:
    """The submitters on each page of the index, in the order of their slugs."""

    min_papers: int
    pages: tuple[tuple[Submitter, ...], ...]
    _anchors: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def submitters(self) -> Iterator[Submitter]:
        """All submitters."""
        return (one for page in self.pages for one in page)

    def has_page(self, submitter: Submitter) -> bool:
        """Whether a submitter has a page of their own."""
        return len(submitter.papers) >= self.min_papers

    def address_of(self, name: str) -> str:
        """Return the address of a submitter by name; "" for a name without letters and digits."""
        if not self._anchors:
            for number, page in enumerate(self.pages, 1):
                address = listing_page_address(SUBMITTERS_ADDRESS, number)
                for one in page:
                    anchor = f"{address}#{submitter_anchor(one.slug)}"
                    own = SUBMITTERS.address_of(one.slug)
                    self._anchors[one.name] = own if self.has_page(one) else anchor
        return self._anchors.get(" ".join(name.split()), "")


def submitter_anchor(slug: Slug) -> str:
    """Return the anchor of a submitter in a page of the index."""
    return f"submitter-{slug}"


def submitter_index(catalogue: Catalogue, min_papers: int) -> SubmitterIndex:
    """Return the index of the submitters of a catalogue."""
    return catalogue.cached_index(
        f"submitters of {min_papers} papers", lambda: _make_index(catalogue, min_papers)
    )


def _make_index(catalogue: Catalogue, min_papers: int) -> SubmitterIndex:
    found = get_name_index(catalogue, _KIND, _submitters_of)
    submitters = [Submitter(slug, found.names[slug], found.papers[slug]) for slug in found.papers]
    pages = split_by_size(submitters, min_papers)
    return SubmitterIndex(
        min_papers=min_papers, pages=tuple(tuple(submitters[piece]) for piece in pages)
    )


def _submitters_of(paper: Paper) -> Iterator[str]:
    if paper.submitted_by:
        yield paper.submitted_by


SUBMITTERS = make_named_axis(
    kind=_KIND, address=SUBMITTERS_ADDRESS, names_of=_submitters_of, is_minor=True
)
