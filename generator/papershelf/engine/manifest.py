"""What is ours in a folder: the manifest of units and their files, and the journals of killed runs.

A folder comes in, `ManifestTable` go out, and back. What is damaged names nothing as ours.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from papershelf.core.disk_files import read_file, replace_file
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.manifest_table import FileRecord, ManifestTable, parse_manifest_table

MANIFEST_FILE = ".papershelf.json"
JOURNAL_FILE = ".papershelf-journal"
PATHS_FILE = ".papershelf-paths"
_FORMAT = f"papershelf 5 {sys.byteorder}"
# A part that is empty, "." or "..", or that begins like our notes; or what no path of ours has.
_UNSAFE_PATH = re.compile(r"(?:^|/)(?:/|\Z|\.\.?(?:/|\Z)|\.papershelf)|[\\\n]")


class HardLinks(NamedTuple):
    """Files that another folder on this disk holds under the same paths, with the same bytes."""

    root: Path
    records: Mapping[str, FileRecord]


def read_manifest(root: Path) -> ManifestTable:
    """The units in a folder that are ours; none where the manifest is missing or damaged.

    Then `read_paths` still tells which files are ours. Whoever deletes by it asks `is_safe_path`: a
    cache that strangers can write to may name any file.
    """
    return read_manifest_and_hash(root)[1]


def read_manifest_and_hash(root: Path) -> tuple[str, ManifestTable]:
    """The name of a folder's manifest, which tells of a byte that went over, and what it says.

    No name and nothing of one that is missing or damaged.
    """
    file = manifest_file(root)
    text = file.load()
    try:
        if text is not None:
            return file.header(text), parse_manifest_table(text)
    except ValueError:
        pass
    return "", ManifestTable()


def read_manifest_hash(root: Path) -> str:
    """The name under which a manifest was written. Raises `OSError` where there is none."""
    return manifest_file(root).read_header()


def write_manifest(root: Path, table: ManifestTable, *, update_paths: bool = True) -> None:
    """Save the manifest by one rename; pass `update_paths` where paths may have changed."""
    if update_paths:
        # By themselves once more: a damaged manifest must not make our files foreign.
        replace_file(root / PATHS_FILE, "\n".join([*table.paths, ""]).encode())
    manifest_file(root).save(table.render())


def manifest_file(root: Path) -> CacheFile:
    """The manifest of a folder, which holds for one format and one order of bytes."""
    return CacheFile(root / MANIFEST_FILE, _FORMAT)


def delete_files(root: Path, paths: Iterable[str]) -> int:
    """Delete files, and the folders that become empty by it; nothing outside the folder."""
    count = 0
    parents: set[Path] = set()
    for path in filter(is_safe_path, paths):
        place = root / path
        parents.update(parent for parent in place.parents if parent.is_relative_to(root))
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        count += 1
    for parent in sorted(parents - {root}, key=lambda place: (-len(place.parts), place)):
        # To ask whether it is empty would list it, and a folder may hold 10,000 others.
        with suppress(OSError):
            parent.rmdir()
    return count


def read_journals(root: Path) -> set[str]:
    """The paths that runs which did not end were about to write."""
    return {path for journal in root.glob(f"{JOURNAL_FILE}*") for path in _read_paths(journal)}


def has_manifest_files(root: Path) -> bool:
    """Whether a folder has a manifest, its list of paths, or the journal of an unfinished run."""
    notes = (MANIFEST_FILE, PATHS_FILE)
    return any((root / name).exists() for name in notes) or any(root.glob(f"{JOURNAL_FILE}*"))


def read_paths(root: Path) -> set[str]:
    """The paths that were ours at the end of the last run, told apart from the manifest."""
    return set(_read_paths(root / PATHS_FILE)) if (root / PATHS_FILE).is_file() else set()


def _read_paths(path: Path) -> list[str]:
    # A line that was cut short is no path of ours; if it is one by chance, it was about to be.
    lines = read_file(path).decode("utf-8", "replace").split("\n")
    return [line for line in lines if is_safe_path(line)]


def is_safe_path(path: str) -> bool:
    """Whether a relative path stays in its folder and is not one of our own notes."""
    return _UNSAFE_PATH.search(path) is None


def is_unmodified(root: Path, path: str, record: FileRecord) -> bool:
    """Whether a file is as we left it: by size and time, or where the time differs, by content.

    A restored cache brings files back with other times; reading them is cheaper than making them.
    """
    try:
        status = os.lstat(f"{root}/{path}")
    except OSError:
        return False
    if status.st_size != record.size:
        return False
    if status.st_mtime_ns == record.mtime_ns:
        return True
    place = root / path
    return not place.is_symlink() and hash_content(place.read_bytes()) == record.content_hash


def is_task_unmodified(root: Path, table: ManifestTable, name: str) -> bool:
    """Whether all files of a unit are as we left them."""
    files = table.files(name)
    return all(is_unmodified(root, path, note) for path, note in files.items())


def list_modified_tasks(root: Path, table: ManifestTable) -> frozenset[str]:
    """The units of which a file is not as we left it."""
    return frozenset(table.task_names_of(_list_modified_files(root, table)))


def _list_modified_files(root: Path, table: ManifestTable) -> Iterator[int]:
    # A quick look at each, since there are so many, and a second one where it finds a difference.
    look, start = os.lstat, f"{root}/"
    notes = zip(table.paths, table.sizes, table.mtimes, strict=True)
    for place, (path, size, changed) in enumerate(notes):
        try:
            status = look(start + path)
        except OSError:
            yield place
            continue
        if (status.st_mtime_ns != changed or status.st_size != size) and not is_unmodified(
            root, path, table.record(place)
        ):
            yield place


def list_user_files(root: Path, own_paths: AbstractSet[str]) -> tuple[str, ...]:
    """The files of a folder that are not ours, as MkDocs would see them, sorted.

    Links to folders are followed. Raises `PapersError` for one that leads to a folder around it.
    """
    return tuple(sorted(_walk_user_files(str(root), "", own_paths, ()))) if root.is_dir() else ()


def _walk_user_files(
    root: str, prefix: str, own_paths: AbstractSet[str], parent_folders: tuple[str, ...]
) -> Iterator[str]:
    """The files below a prefix, which is in the folders `parent_folders` by their real paths."""
    # Most of what stands in a large folder is ours: it is left out at once. Of the rest the listing
    # tells what is a folder, with no further look.
    with os.scandir(f"{root}/{prefix}") as entries:
        rest = [entry for entry in entries if prefix + entry.name not in own_paths]
    for entry in rest:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112
            here = (*parent_folders, os.path.realpath(f"{root}/{prefix}"))
            if is_link_cycle(entry.path, here):
                message = "is a link to a folder that it is in; remove it"
                raise PapersError([Problem(entry.path, 0, "", message)])
            yield from _walk_user_files(root, f"{prefix}{entry.name}/", own_paths, here)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_user_files(root, f"{prefix}{entry.name}/", own_paths, parent_folders)
        else:
            yield prefix + entry.name


def is_link_cycle(link: str, parent_folders: Iterable[str]) -> bool:
    """Whether a link leads to one of some real folders, or to one around it."""
    target = os.path.realpath(link)
    return any(f"{folder}/".startswith(f"{target}/") for folder in parent_folders)


def find_duplicate_path(paths: Iterable[str]) -> str | None:
    """A path that is there twice."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            return path
        seen.add(path)
    return None


def check_target_path(path: Path, content: bytes) -> Iterator[Problem]:
    """What stands where a new file must go, unless it is what we would write."""
    if os.path.lexists(path) and not (
        path.is_file() and not path.is_symlink() and path.read_bytes() == content
    ):
        message = "is not a generated file; move it away, we need its place"
        yield Problem(str(path), 0, "", message)
