"""What there is to download, with counts and sizes: the facts of the download page.

A catalogue and the sizes of the files that were made come in, `Download`s go out, one a group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from papershelf.catalogue.axes import AXES, Group
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND, list_groups
from papershelf.exports.exporter import group_formats

DOWNLOAD_KINDS = (COLLECTION_KIND, *(axis.kind for axis in AXES if axis.in_downloads))
"""What the page lists; the exports of an author stand on the author's own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFile:
    """One file: the name of its format, its path from the root, its size in bytes."""

    label: str
    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The files of a group; `page_address` is the address of its listing."""

    kind: str
    title: str
    page_address: str
    paper_count: int
    files: tuple[DownloadFile, ...]


def list_downloads(catalogue: Catalogue, sizes: Mapping[str, int]) -> Iterator[Download]:
    """The exports of every group, in the order of display; `sizes` are bytes by path."""
    total = len(catalogue.papers)
    for group in list_groups(catalogue, *DOWNLOAD_KINDS):
        if files := tuple(_group_files(group, total, sizes)):
            yield Download(
                kind=group.kind,
                title=group.title,
                page_address=group.address,
                paper_count=len(group.papers),
                files=files,
            )


def _group_files(group: Group, total: int, sizes: Mapping[str, int]) -> Iterator[DownloadFile]:
    """The parts of each format; a part has a number from the second one on."""
    for known in group_formats(group, total):
        number, path = 1, f"{group.address[:-1]}{known.ending}"
        while path in sizes:
            label = known.label if number == 1 else f"{known.label}, part {number}"
            yield DownloadFile(label=label, path=path, size=sizes[path])
            number += 1
            path = f"{group.address[:-1]}.{number}{known.ending}"
