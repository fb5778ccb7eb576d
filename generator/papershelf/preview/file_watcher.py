"""Detects changed files by polling their modification times and sizes, without a system service.

Takes folders and files; returns `FileStates`. If two of them differ, something changed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from papershelf.engine.manifest import MANIFEST_FILE, is_link_cycle, read_manifest

FileStates = Mapping[str, tuple[int, int]]
"""Modification time (ns) and size (bytes) of every watched file, by path."""

_STABLE_NS = 2_000_000_000
"""A folder modified less than this many nanoseconds ago may change again with the same time."""


class _FolderListing(NamedTuple):
    """The contents of a folder; `links` point to folders, `mtime_ns` is the folder's own time."""

    mtime_ns: int
    folders: list[str]
    files: list[str]
    links: list[str]


class Watcher:
    """Polls paths repeatedly, except our own generated files in the MkDocs folder.

    Hidden files and temporary files of editors are ignored. A folder is listed again only if it
    changed, since a large collection has a hundred thousand generated files.
    """

    def __init__(self, docs: Path) -> None:
        self._docs = docs
        self._own_paths: AbstractSet[str] = frozenset()
        self._manifest_mtime = 0
        self._listings: dict[str, _FolderListing] = {}

    def file_states(self, paths: Iterable[Path]) -> FileStates:
        """Return the current state of the files below the given paths."""
        self._read_own_paths()
        found: dict[str, tuple[int, int]] = {}
        for place in paths:
            for path in self._walk(str(place)):
                try:
                    status = os.stat(path)  # noqa: PTH116  # faster, and this runs all the time
                except OSError:
                    continue
                found[path] = (status.st_mtime_ns, status.st_size)
        return found

    def _read_own_paths(self) -> None:
        """Reload the list of generated files if the manifest has changed."""
        manifest = self._docs / MANIFEST_FILE
        written = manifest.stat().st_mtime_ns if manifest.exists() else 0
        if written != self._manifest_mtime:
            self._own_paths = {f"{self._docs}/{path}" for path in read_manifest(self._docs).paths}
            self._manifest_mtime = written
            self._listings.clear()

    def _walk(self, path: str, parent_folders: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield the files below a path; `parent_folders` are the real folders above it, to detect link cycles."""
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError:
            return
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        known = self._listings.get(path)
        if known is None or known.mtime_ns != status.st_mtime_ns:
            known = self._list_folder(path, status.st_mtime_ns)
        yield from known.files
        for folder in known.folders:
            yield from self._walk(folder, parent_folders)
        if known.links:
            here = (*parent_folders, os.path.realpath(path))
            for link in known.links:
                if is_link_cycle(link, here):
                    yield link
                else:
                    yield from self._walk(link, here)

    def _list_folder(self, folder: str, changed: int) -> _FolderListing:
        listing = _FolderListing(changed, [], [], [])
        try:
            names = os.listdir(folder)  # noqa: PTH208
        except OSError:
            return listing
        ours = self._own_paths
        for path in [path for name in names if (path := f"{folder}/{name}") not in ours]:
            name = path[len(folder) + 1 :]
            if name.startswith((".", "#", "__pycache__")) or name.endswith(("~", ".swp", ".tmp")):
                continue
            if not os.path.isdir(path):  # noqa: PTH112
                listing.files.append(path)
            else:
                is_link = os.path.islink(path)  # noqa: PTH114
                (listing.links if is_link else listing.folders).append(path)
        if time.time_ns() - changed > _STABLE_NS:
            self._listings[folder] = listing
        return listing


def changed_paths(before: FileStates, after: FileStates) -> list[str]:
    """Return the paths added, removed or changed between two states, sorted."""
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )
