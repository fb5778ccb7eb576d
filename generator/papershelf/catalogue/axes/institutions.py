"""The axis of institutions of authors, taken from their `affiliation`.

An affiliation may contain several institutions separated by "; ", as the source readers write
them. Each spelling is a separate institution; names are never guessed to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes.named_values import get_name_index, make_named_axis
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.records.model import Author, Paper

_KIND = "institution"


def split_affiliation(author: Author) -> list[str]:
    """Return the names of an author's institutions, with normalized whitespace."""
    names = f"{' '.join(author.affiliation.split())} ".split("; ") if author.affiliation else []
    return [name.strip(" ;") for name in names if name.strip(" ;")]


def _institutions_of_paper(paper: Paper) -> Iterator[str]:
    for author in paper.authors:
        if author.affiliation:
            yield from split_affiliation(author)


def institution_id(catalogue: Catalogue, name: str) -> Slug | None:
    """Return the id of an institution; `None` for a name without letters or digits."""
    return get_name_index(catalogue, _KIND, _institutions_of_paper).ids.get(name)


INSTITUTIONS = make_named_axis(
    kind=_KIND,
    address="institutions/",
    names_of=_institutions_of_paper,
)
