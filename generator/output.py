"""Writes generated files: what changed, and nothing else; deletes what it owns and no longer makes.

Paths with their bytes come in; the folder ends up holding exactly those, beside the files of
others, which are never touched. What is ours stands in a manifest, `.papershelf.json`, in that
folder. It is written before the first file (with all that we are about to own) and after the last,
so that a run killed at any moment leaves nothing that the next one takes for somebody else's; and
every file comes into being by a rename, so that none is ever half there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import PapersError, Problem

MANIFEST = ".papershelf.json"
_STAGING = ".papershelf-new"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Owned:
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    digest: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """How many files a run touched, and how many it left as they were."""

    written: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        """`12 written, 3 deleted, 10 381 unchanged`, thousands apart by a thin space."""
        counts = {"written": self.written, "deleted": self.deleted, "unchanged": self.unchanged}
        return ", ".join(f"{count:,} {name}".replace(",", " ") for name, count in counts.items())


def digest(content: bytes) -> str:
    """The name of some bytes: BLAKE2b, 16 bytes, in hexadecimal."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def sync_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> SyncReport:
    """Make our part of `folder` hold exactly these files.

    Paths are relative, with "/". Raises `PapersError`, before anything is changed, when a path
    leaves the folder, is made twice, or belongs to somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    owned = read_manifest(folder)
    wanted = _collect(folder, files)
    stale = [
        path for path, content in wanted.items() if not _is_current(folder, path, content, owned)
    ]
    _refuse_foreign(folder, stale, owned, wanted)
    gone = sorted(owned.keys() - wanted.keys())
    kept = {path: owned[path] for path in wanted if path in owned}
    if stale or gone:
        promised = {path: owned.get(path, Owned("", 0, 0)) for path in owned.keys() | wanted.keys()}
        _write_manifest(folder, promised)
        kept.update(_write_all(folder, ((path, wanted[path]) for path in stale)))
        deleted = _delete_all(folder, gone)
        _write_manifest(folder, kept)
    else:
        deleted = 0
    return SyncReport(written=len(stale), deleted=deleted, unchanged=len(wanted) - len(stale))


def read_manifest(folder: Path) -> dict[str, Owned]:
    """The files in a folder that are ours; none where the manifest is missing or damaged.

    A damaged manifest is no licence to overwrite: files that it no longer names count as foreign
    unless they hold exactly what we would write.
    """
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        if data["format"] != _FORMAT:
            return {}
        return {
            str(path): Owned(str(name), int(size), int(changed))
            for path, (name, size, changed) in data["files"].items()
            if _is_inside(path)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _collect(folder: Path, files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    wanted: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path, content in files:
        if not _is_inside(path):
            problems.append(Problem(str(folder), 0, path, "is no path inside the folder"))
        elif path in wanted:
            problems.append(Problem(str(folder / path), 0, "", "would be made twice"))
        wanted[path] = content
    if problems:
        raise PapersError(problems)
    return wanted


def _is_inside(path: str) -> bool:
    """Whether a relative path stays in its folder and is not one of our own notes."""
    parts = path.split("/")
    return (
        not any(part in {"", ".", "..", MANIFEST, _STAGING} for part in parts) and "\\" not in path
    )


def _is_current(folder: Path, path: str, content: bytes, owned: Mapping[str, Owned]) -> bool:
    """Whether the file is there, ours, and holds these bytes; it is read only if it was touched."""
    known = owned.get(path)
    if known is None or known.size != len(content):
        return False
    try:
        status = os.lstat(folder / path)
    except OSError:
        return False
    if (status.st_size, status.st_mtime_ns) != (known.size, known.changed):
        return False
    return digest(content) == known.digest


def _refuse_foreign(
    folder: Path, stale: Iterable[str], owned: Mapping[str, Owned], wanted: Mapping[str, bytes]
) -> None:
    """Raise `PapersError` for each file in our way that we did not write."""
    problems = [
        Problem(
            str(folder / path), 0, "", "is not a generated file; move it away, we need its place"
        )
        for path in stale
        if path not in owned and os.path.lexists(folder / path)
        if not _holds(folder / path, wanted[path])
    ]
    problems += [
        Problem(
            str(directory), 0, "", "is a link or a file; a folder of generated files must be here"
        )
        for directory in _parents(folder, stale)
        if directory.is_symlink() or (directory.exists() and not directory.is_dir())
    ]
    if problems:
        raise PapersError(problems)


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content


def _parents(folder: Path, paths: Iterable[str]) -> list[Path]:
    """Every folder between `folder` and these files, outermost first."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return [folder / parent for parent in sorted(found)]


def _write_all(folder: Path, files: Iterator[tuple[str, bytes]]) -> dict[str, Owned]:
    """Write files through a staging folder of the same disk, each by one rename."""
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    made: set[str] = set()
    done: dict[str, Owned] = {}
    new = str(staging / "file")
    for path, content in files:
        parent = path.rpartition("/")[0]
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        with open(new, "wb") as stream:  # noqa: PTH123  # paths as text: this runs 100,000 times
            stream.write(content)
        status = os.stat(new)  # noqa: PTH116
        os.replace(new, f"{folder}/{path}")  # noqa: PTH105
        done[path] = Owned(digest(content), status.st_size, status.st_mtime_ns)
    staging.rmdir()
    return done


def _delete_all(folder: Path, paths: Iterable[str]) -> int:
    """Delete files, and the folders that become empty by it."""
    count = 0
    parents: set[Path] = set()
    for path in paths:
        try:
            (folder / path).unlink()
        except FileNotFoundError:
            continue
        count += 1
        parents.update(
            parent for parent in (folder / path).parents if parent.is_relative_to(folder)
        )
    for parent in sorted(parents - {folder}, key=lambda place: -len(place.parts)):
        if not any(parent.iterdir()):
            parent.rmdir()
    return count


def _write_manifest(folder: Path, owned: Mapping[str, Owned]) -> None:
    rows = {path: [note.digest, note.size, note.changed] for path, note in sorted(owned.items())}
    new = folder / f"{MANIFEST}.new"
    new.write_text(json.dumps({"format": _FORMAT, "files": rows}, separators=(",", ":")), "utf-8")
    new.replace(folder / MANIFEST)
