"""Notices that files changed, by looking at their times and sizes; needs no service of the system.

Folders and files come in, a `Snapshot` goes out; two that differ mean that something changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

Snapshot = Mapping[str, tuple[int, int]]
"""The time of change (ns) and size (bytes) of every file looked at, by path."""


Names = Mapping[str, AbstractSet[str]]
"""Names of files, by folder."""


def name_files(root: Path, paths: Iterable[str]) -> Names:
    """Some files below a folder, as `take_snapshot` leaves them out."""
    names: dict[str, set[str]] = {}
    for path in paths:
        folder, _, name = f"{root}/{path}".rpartition("/")
        names.setdefault(folder, set()).add(name)
    return names


def take_snapshot(places: Iterable[Path], ours: Names) -> Snapshot:
    """Look at every file below some places, but those that we write ourselves.

    Hidden files and the left-overs of editors do not count.
    """
    found: dict[str, tuple[int, int]] = {}
    for place in places:
        for path in _files(place, ours):
            try:
                status = os.stat(path)  # noqa: PTH116  # text is quicker, and this runs all the time
            except OSError:
                continue
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changed_paths(before: Snapshot, after: Snapshot) -> list[str]:
    """What came, went or changed between two looks, sorted."""
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )


def _files(place: Path, ours: Names) -> Iterator[str]:
    if place.is_file():
        yield str(place)
        return
    for folder, names, files in os.walk(place):
        names[:] = [name for name in names if not name.startswith((".", "__pycache__"))]
        # All at once: of a large collection a hundred thousand files are ours.
        for name in set(files).difference(ours.get(folder, ())):
            if not name.startswith((".", "#")) and not name.endswith(("~", ".swp", ".tmp")):
                yield f"{folder}/{name}"
