"""The axis of institutions: where the authors of papers work, by their `affiliation`.

An affiliation may name several institutions with "; " between them, as the readers of sources write
them. One spelling is one institution: nothing here guesses that two names mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes.named_values import get_name_index, make_named_axis
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Author, Paper

_KIND = "institution"


def split_affiliation(author: Author) -> list[str]:
    """The names of the institutions of an author, white space normalized."""
    names = f"{' '.join(author.affiliation.split())} ".split("; ") if author.affiliation else []
    return [name.strip(" ;") for name in names if name.strip(" ;")]


def _institutions_of_paper(paper: Paper) -> Iterator[str]:
    for author in paper.authors:
        if author.affiliation:
            yield from split_affiliation(author)


def institution_id(catalogue: Catalogue, name: str) -> Slug | None:
    """The id of an institution; `None` for a name without letters."""
    return get_name_index(catalogue, _KIND, _institutions_of_paper).ids.get(name)


INSTITUTIONS = make_named_axis(
    kind=_KIND,
    title="Institutions",
    address="institutions/",
    names_of=_institutions_of_paper,
    feed_description="New papers from",
)
