"""Groups of papers with their own feeds and exports: the collection, and each value of an axis.

Takes a catalogue; yields `Group`s in the order in which pages list them.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes import AXES, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.site_paths import PAPERS_ADDRESS

COLLECTION_KIND = "collection"
"""The kind of the group of all papers; other groups have the kind of their axis."""


def collection_group(catalogue: Catalogue) -> Group:
    """Return the group of all papers."""
    return Group(
        kind=COLLECTION_KIND,
        name="papers",
        title="All papers",
        address=PAPERS_ADDRESS,
        papers=catalogue.papers,
    )


def list_groups(catalogue: Catalogue, *kinds: str) -> Iterator[Group]:
    """Yield the groups of some kinds, or of all."""
    if not kinds or COLLECTION_KIND in kinds:
        yield collection_group(catalogue)
    for axis in AXES:
        # Skip unwanted kinds: iterating over all persons is slow, especially in a forked process.
        if not kinds or axis.kind in kinds:
            yield from axis.groups(catalogue)
