"""Brings the starter files of a collection up to date with this version of Papershelf.

Takes a folder with a record of what `papershelf new` wrote; returns the changes, and writes them.
Changes of the user are kept by a three-way merge. Raises `PapersError` for an unusable folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from papershelf import __version__
from papershelf.core.disk_files import read_file, real_path, replace_file
from papershelf.core.errors import PapersError, Problem
from papershelf.starter.starter_files import render_starter_files
from papershelf.starter.starter_record import (
    RECORD_FILE,
    StarterRecord,
    read_record,
    write_record,
)
from papershelf.starter.three_way_merge import merge_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpgrade:
    """A change of one file; `None` means that the file does not exist.

    `conflicts` are the lines at which the user must choose between two versions.
    """

    name: str
    path: Path
    before: bytes | None
    after: bytes | None
    conflicts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """The changes of an upgrade, notes on files that are left as they are, and the new record."""

    folder: Path
    old_version: str
    changes: tuple[FileUpgrade, ...]
    notes: tuple[Problem, ...]
    record: StarterRecord
    is_recorded: bool

    @property
    def conflicts(self) -> tuple[Problem, ...]:
        """The places at which the user must choose."""
        message = "your change and the new version differ; choose one and delete the markers"
        return tuple(
            Problem(change.path.as_posix(), line, "", message)
            for change in self.changes
            for line in change.conflicts
        )


def plan_upgrade(folder: Path) -> Upgrade:
    """Compare the files of a collection with those of this version; writes nothing."""
    old = read_record(folder)
    if old is None:
        message = (
            "does not exist; run papershelf new, which adds missing files and keeps the others"
        )
        raise PapersError([Problem((folder / RECORD_FILE).as_posix(), 0, "", message)])
    if _release_numbers(old.version) > _release_numbers(__version__):
        message = f"was written by papershelf {old.version}; this is {__version__}, which is older"
        raise PapersError([Problem((folder / RECORD_FILE).as_posix(), 0, "version", message)])
    texts = render_starter_files(old.answers)
    changes, notes, files = [], [], {}
    for name in sorted({*old.files, *texts}):
        path, base, new = folder / name, old.files.get(name), texts.get(name)
        current = _read_current(path, folder)
        found = _plan_file(path, name, base, current, new)
        if isinstance(found, Problem):
            notes.append(found)
        elif found is not None:
            changes.append(found)
        is_ours = (
            base is not None
            or current is None
            or current.replace(b"\r\n", b"\n") == (new or "").encode()
        )
        if new is not None and is_ours:
            files[name] = new
    record = replace(old, version=__version__, files=files)
    return Upgrade(
        folder=folder,
        old_version=old.version,
        changes=tuple(changes),
        notes=tuple(notes),
        record=record,
        is_recorded=record == old,
    )


def apply_upgrade(upgrade: Upgrade) -> None:
    """Write the changes, and then the record, so that an interrupted upgrade can be repeated."""
    for change in upgrade.changes:
        if change.after is None:
            change.path.unlink()
        else:
            change.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(change.path, change.after)
    if not upgrade.is_recorded:
        write_record(upgrade.folder, upgrade.record)


def _read_current(path: Path, folder: Path) -> bytes | None:
    """The content of a file, or `None`. Raises `PapersError` for a path outside of the folder."""
    if real_path(folder) not in real_path(path).parents:
        raise PapersError([Problem(path.as_posix(), 0, "", "leads out of the collection")])
    return read_file(path) if path.exists() else None


def _plan_file(
    path: Path, name: str, base: str | None, current: bytes | None, new: str | None
) -> FileUpgrade | Problem | None:
    """The change of one file, a note that it is left as it is, or `None` if it is up to date."""
    if base == new or (current is None and base is not None):
        return None  # nothing new, or deleted by the user
    if current is None:
        return FileUpgrade(name=name, path=path, before=None, after=(new or "").encode())
    try:
        text = current.decode("utf-8")
    except UnicodeDecodeError:
        return Problem(path.as_posix(), 0, "", "is not UTF-8, so it is not upgraded", "warning")
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    if text == new:
        return None
    if base is None:
        message = "exists and was not written by papershelf new, so it is left as it is"
        return Problem(path.as_posix(), 0, "", message, "warning")
    if new is None:
        if text == base:
            return FileUpgrade(name=name, path=path, before=current, after=None)
        message = "is no longer needed, but you changed it, so it is left as it is"
        return Problem(path.as_posix(), 0, "", message, "warning")
    merged, conflicts = (new, 0) if text == base else merge_texts(base, text, new, _label())
    lines = tuple(_conflict_lines(merged)) if conflicts else ()
    after = merged.replace("\n", newline).encode()
    if after == current:
        return None
    return FileUpgrade(name=name, path=path, before=current, after=after, conflicts=lines)


def _release_numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, such as (0, 2, 0), which order versions."""
    return tuple(map(int, re.findall(r"\d+", version, re.ASCII)[:3]))


def _label() -> str:
    return f"papershelf {__version__}"


def _conflict_lines(text: str) -> Iterator[int]:
    """The lines, from 1, at which conflicts start."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line == "<<<<<<< yours":
            yield number
