"""Saves the progress of syncs in a cache folder, so that an interrupted sync can resume.

Keeps for each day or paper the date on which it was last read completely, and for a library the
last version read. An unreadable file counts as no progress.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.sources.own.data_writer import replace_data_file


class SyncState:
    """For each part of a service, the date on which it was last read completely."""

    def __init__(self, folder: Path, name: str, data: Path) -> None:
        self._path = _path(folder, name, data)
        self._read_days: dict[str, IsoDate] = {}
        try:
            stored = json.loads(self._path.read_bytes())
            self._read_days = {str(part): parse_day(day) for part, day in stored.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self._read_days = {}

    def last_read_day(self, part: str) -> IsoDate | None:
        """The date on which a part was last read completely, or `None`."""
        return self._read_days.get(part)

    def mark_read(self, parts: dict[str, IsoDate]) -> None:
        """Save the dates on which parts were read completely."""
        if parts:
            self._read_days |= parts
            text = json.dumps(dict(sorted(self._read_days.items())), indent=0)
            replace_data_file(self._path, text.encode() + b"\n")


class LibraryState:
    """The version of a library up to which it was read; 0 if never."""

    def __init__(self, folder: Path, name: str, data: Path) -> None:
        self._path = _path(folder, name, data)
        try:
            stored = json.loads(self._path.read_bytes())
            self.version = max(0, int(stored["version"]))
        except (OSError, ValueError, TypeError, KeyError):
            self.version = 0

    def mark_read(self, version: int) -> None:
        """Save that everything up to a version was read."""
        self.version = version
        replace_data_file(self._path, json.dumps({"version": version}).encode() + b"\n")


def _path(folder: Path, name: str, data: Path) -> Path:
    # Collections may share a cache folder, but each has its own progress.
    whose = hashlib.blake2b(str(data.resolve()).encode(), digest_size=6).hexdigest()
    return folder / f"{name}-{whose}.json"
