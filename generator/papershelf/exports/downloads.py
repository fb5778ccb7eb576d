"""The available downloads with counts and sizes, for the download page.

Takes a catalogue and the sizes of the files that were built; yields one `Download` for each group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from papershelf.catalogue.axes import AXES, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND, list_groups
from papershelf.core.outputs import Outputs
from papershelf.exports.exporter import group_formats

DOWNLOAD_KINDS = (COLLECTION_KIND, *(axis.kind for axis in AXES if axis.in_downloads))
"""Groups listed on the page. Exports of an author are linked only from the author's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFile:
    """One file: the name of its format, its path from the site's root, its size in bytes.

    `part` is its number if the format has several files, else 1.
    """

    label: str
    path: str
    size: int
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The files of a group; `page_address` is the address of its listing."""

    kind: str
    title: str
    page_address: str
    paper_count: int
    files: tuple[DownloadFile, ...]


def list_downloads(
    catalogue: Catalogue, sizes: Mapping[str, int], outputs: Outputs
) -> Iterator[Download]:
    """Yield the exports of every group in display order; `sizes` maps paths to bytes."""
    total = len(catalogue.papers)
    for group in list_groups(catalogue, *DOWNLOAD_KINDS):
        if files := tuple(_group_files(group, total, sizes, outputs)):
            yield Download(
                kind=group.kind,
                title=group.title,
                page_address=group.address,
                paper_count=len(group.papers),
                files=files,
            )


def _group_files(
    group: Group, total: int, sizes: Mapping[str, int], outputs: Outputs
) -> Iterator[DownloadFile]:
    """Yield the parts of each format; the second and later parts have a number in their path."""
    for known in group_formats(group, total, outputs):
        number, path = 1, f"{group.address[:-1]}{known.ending}"
        while path in sizes:
            yield DownloadFile(label=known.label, path=path, size=sizes[path], part=number)
            number += 1
            path = f"{group.address[:-1]}.{number}{known.ending}"
