"""What is ours in a folder: the manifest of units and their files, and the journals of killed runs.

A folder comes in, `Entry` objects go out, and back. What is damaged names nothing as ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

MANIFEST = ".papershelf.json"
JOURNAL = ".papershelf-journal"
_FORMAT = 1


class Owned(NamedTuple):
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    digest: str
    size: int
    changed: int


class Entry(NamedTuple):
    """What we know of a unit: the key it was made by, and its files by path."""

    key: str
    files: dict[str, Owned]


def digest(content: bytes) -> str:
    """The name of some bytes: BLAKE2b, 16 bytes, in hexadecimal."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def read_manifest(root: Path) -> dict[str, Entry]:
    """The units in a folder that are ours; none where the manifest is missing or damaged.

    A damaged manifest is no licence to overwrite: files that it no longer names count as foreign
    unless they hold exactly what we would write.
    """
    try:
        data = json.loads((root / MANIFEST).read_bytes())
        if data["format"] != _FORMAT:
            return {}
        return {
            str(name): Entry(
                str(key), {path: _read_note(path, note) for path, note in files.items()}
            )
            for name, (key, files) in data["units"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _read_note(path: str, note: list[object]) -> Owned:
    name, size, changed = note
    if not (is_inside(path) and isinstance(size, int) and isinstance(changed, int)):
        raise ValueError(path)
    return Owned(str(name), size, changed)


def write_manifest(root: Path, units: Mapping[str, Entry]) -> None:
    """Write down what is ours, by one rename."""
    new = root / f"{MANIFEST}.new"
    data = {"format": _FORMAT, "units": dict(sorted(units.items()))}
    new.write_text(json.dumps(data, separators=(",", ":")), "utf-8")
    new.replace(root / MANIFEST)


def read_journals(root: Path) -> set[str]:
    """The paths that runs which did not end were about to write."""
    lines = (
        line
        for journal in root.glob(f"{JOURNAL}*")
        for line in journal.read_text("utf-8", "replace").splitlines()
    )
    return {line for line in lines if is_inside(line)}


def is_inside(path: str) -> bool:
    """Whether a relative path stays in its folder and is not one of our own notes."""
    return "\\" not in path and not any(
        part in {"", ".", ".."} or part.startswith(".papershelf") for part in path.split("/")
    )
