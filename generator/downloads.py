"""What there is to download, with counts and sizes: the facts of the download page.

An `Exporter` comes in, `Download`s go out, one for each group. Sizes are those of the files
themselves; for the parts of a large collection, where measuring would mean to make everything
twice, they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.exports import FULL_LIMIT, Exporter, export_paths, group_formats
from generator.groups import Group, GroupKind, plan_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFile:
    """One file: the name of its format, its path from the root, its bytes where measured."""

    label: str
    path: str
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """The files of a group; `page` is the address of its listing."""

    kind: GroupKind
    title: str
    page: str
    papers: int
    files: tuple[DownloadFile, ...]


def plan_downloads(exporter: Exporter) -> Iterator[Download]:
    """The exports of every group, in the order of display."""
    total = len(exporter.catalogue.papers)
    for group in plan_groups(exporter.catalogue):
        if group_formats(group, total):
            measured = group.kind == "collection" or total <= FULL_LIMIT
            yield Download(
                kind=group.kind,
                title=group.title,
                page=group.address,
                papers=len(group.papers),
                files=tuple(_files(exporter, group, total, measured=measured)),
            )


def _files(
    exporter: Exporter, group: Group, total: int, *, measured: bool
) -> Iterator[DownloadFile]:
    if not measured:
        formats = zip(group_formats(group, total), export_paths(group, total), strict=True)
        for known, path in formats:
            yield DownloadFile(label=known.label, path=path, size=None)
        return
    for known in group_formats(group, total):
        for artifact in exporter.artifacts(group, (known.name,)):
            size = len(artifact.content)
            yield DownloadFile(label=known.label, path=artifact.path, size=size)
