"""What a sync has read already, kept beside the collection: so a run that was cut short goes on.

A name of a sync and a folder come in; for each day (or paper) the day on which it was read whole
goes out, or for a library the version up to which it was read. A file that cannot be understood
says that nothing was read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.sources.own.data_writer import replace_data_file


class SyncState:
    """When each part of a service was last read whole into one collection."""

    def __init__(self, folder: Path, name: str, data: Path) -> None:
        self._path = _path(folder, name, data)
        self._read_days: dict[str, IsoDate] = {}
        try:
            stored = json.loads(self._path.read_bytes())
            self._read_days = {str(part): parse_day(day) for part, day in stored.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self._read_days = {}

    def last_read_day(self, part: str) -> IsoDate | None:
        """The last day on which a part was read whole."""
        return self._read_days.get(part)

    def mark_read(self, parts: dict[str, IsoDate]) -> None:
        """Keep that parts were read whole on some days."""
        if parts:
            self._read_days |= parts
            text = json.dumps(dict(sorted(self._read_days.items())), indent=0)
            replace_data_file(self._path, text.encode() + b"\n")


class LibraryState:
    """The version up to which a library was read into one collection; 0 before that."""

    def __init__(self, folder: Path, name: str, data: Path) -> None:
        self._path = _path(folder, name, data)
        try:
            stored = json.loads(self._path.read_bytes())
            self.version = max(0, int(stored["version"]))
        except (OSError, ValueError, TypeError, KeyError):
            self.version = 0

    def mark_read(self, version: int) -> None:
        """Keep that everything up to a version was read."""
        self.version = version
        replace_data_file(self._path, json.dumps({"version": version}).encode() + b"\n")


def _path(folder: Path, name: str, data: Path) -> Path:
    # Two collections may share a cache; what one has, the other may lack.
    whose = hashlib.blake2b(str(data.resolve()).encode(), digest_size=6).hexdigest()
    return folder / f"{name}-{whose}.json"
