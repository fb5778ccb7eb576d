"""Notices that files changed, by looking at their times and sizes; needs no service of the system.

Folders and files come in, a `Snapshot` goes out; two that differ mean that something changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Snapshot = Mapping[str, tuple[int, int]]
"""The time of change (ns) and size (bytes) of every file looked at, by path."""


def take_snapshot(places: Iterable[Path], is_ours: Callable[[str], bool]) -> Snapshot:
    """Look at every file below some places, but those that we write ourselves.

    Hidden files and the left-overs of editors do not count.
    """
    found: dict[str, tuple[int, int]] = {}
    for place in places:
        for path in _files(place):
            if is_ours(path):
                continue
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


def _files(place: Path) -> Iterator[str]:
    if place.is_file():
        yield str(place)
        return
    for folder, names, files in os.walk(place):
        names[:] = [name for name in names if not name.startswith((".", "__pycache__"))]
        for name in files:
            if not name.startswith((".", "#")) and not name.endswith(("~", ".swp", ".tmp")):
                yield f"{folder}/{name}"
