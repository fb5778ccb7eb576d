"""The groups of papers that have feeds and exports of their own: the collection, and each value.

A catalogue comes in, `Group`s go out, in the order in which pages list them.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes import AXES, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.site_paths import PAPERS_ADDRESS

COLLECTION_KIND = "collection"
"""The kind of the group of all papers; the others are those of the axes."""


def collection_group(catalogue: Catalogue) -> Group:
    """All papers of the collection."""
    return Group(
        kind=COLLECTION_KIND,
        name="papers",
        title="All papers",
        address=PAPERS_ADDRESS,
        papers=catalogue.papers,
    )


def list_groups(catalogue: Catalogue, *kinds: str) -> Iterator[Group]:
    """The groups of some kinds, or of all."""
    if not kinds or COLLECTION_KIND in kinds:
        yield collection_group(catalogue)
    for axis in AXES:
        # Only what is wanted: to look at all persons takes long, above all in a forked process.
        if not kinds or axis.kind in kinds:
            yield from axis.groups(catalogue)
