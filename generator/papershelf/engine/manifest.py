"""The manifest of generated files in a folder, its journals, and checks of files against it.

Reads and writes a `ManifestTable`. A damaged manifest counts as empty; the list of paths in
`PATHS_FILE` then still says which files were generated.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path

from papershelf.core.disk_files import read_file, replace_file
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.manifest_table import FileRecord, ManifestTable, parse_manifest_table

MANIFEST_FILE = ".papershelf.json"
JOURNAL_FILE = ".papershelf-journal"
PATHS_FILE = ".papershelf-paths"
_FORMAT = f"papershelf 5 {sys.byteorder}"
# A part that is empty, "." or "..", or the name of a manifest file; a backslash or line break.
_UNSAFE_PATH = re.compile(r"(?:^|/)(?:/|\Z|\.\.?(?:/|\Z)|\.papershelf)|[\\\n]")


def read_manifest(root: Path) -> ManifestTable:
    """Read the manifest of a folder; an empty one if it is missing or damaged.

    In that case `read_paths` still returns the generated files. Check paths with `is_safe_path`
    before deleting them: a cache that others can write to may contain any path.
    """
    return read_manifest_and_hash(root)[1]


def read_manifest_and_hash(root: Path) -> tuple[str, ManifestTable]:
    """Read the header line of a manifest, which contains its hash, and the manifest.

    Both are empty if the manifest is missing or damaged.
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
    """Read the header line of a manifest only. Raises `OSError` if there is none."""
    return manifest_file(root).read_header()


def write_manifest(root: Path, table: ManifestTable, *, update_paths: bool = True) -> None:
    """Save the manifest atomically; `update_paths` is needed if paths may have changed."""
    if update_paths:
        # A second list, so that generated files are still known if the manifest is damaged.
        replace_file(root / PATHS_FILE, "\n".join([*table.paths, ""]).encode())
    manifest_file(root).save(table.render())


def manifest_file(root: Path) -> CacheFile:
    """The manifest file of a folder, valid for one format version and byte order."""
    return CacheFile(root / MANIFEST_FILE, _FORMAT)


def delete_files(root: Path, paths: Iterable[str]) -> int:
    """Delete files and folders that become empty, only inside `root`; return the number of files."""
    count = 0
    parents: set[Path] = set()
    for path in filter(is_safe_path, paths):
        target = root / path
        parents.update(parent for parent in target.parents if parent.is_relative_to(root))
        try:
            target.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        count += 1
    for parent in sorted(parents - {root}, key=lambda folder: (-len(folder.parts), folder)):
        # Checking first whether it is empty would list it, and it may contain 10,000 folders.
        with suppress(OSError):
            parent.rmdir()
    return count


def read_journals(root: Path) -> set[str]:
    """The paths that unfinished runs were about to write."""
    return {path for journal in root.glob(f"{JOURNAL_FILE}*") for path in _read_paths(journal)}


def has_manifest_files(root: Path) -> bool:
    """Whether a folder has a manifest, its list of paths, or the journal of an unfinished run."""
    names = (MANIFEST_FILE, PATHS_FILE)
    return any((root / name).exists() for name in names) or any(root.glob(f"{JOURNAL_FILE}*"))


def read_paths(root: Path) -> set[str]:
    """The paths of generated files at the end of the last run, from the list of paths."""
    return set(_read_paths(root / PATHS_FILE)) if (root / PATHS_FILE).is_file() else set()


def _read_paths(path: Path) -> list[str]:
    # The last line may be truncated. It then names no generated file, or one about to be written.
    lines = read_file(path).decode("utf-8", "replace").split("\n")
    return [line for line in lines if is_safe_path(line)]


def is_safe_path(path: str) -> bool:
    """Whether a relative path stays inside its folder and is not a manifest or journal file."""
    return _UNSAFE_PATH.search(path) is None


def is_unmodified(root: Path, path: str, record: FileRecord) -> bool:
    """Whether a file is unchanged: by size and time, or if only the time differs, by content.

    Files of a restored cache have other times, and reading them is cheaper than making them.
    """
    try:
        status = os.lstat(f"{root}/{path}")
    except OSError:
        return False
    if status.st_size != record.size:
        return False
    if status.st_mtime_ns == record.mtime_ns:
        return True
    file = root / path
    return not file.is_symlink() and hash_content(file.read_bytes()) == record.content_hash


def is_task_unmodified(root: Path, table: ManifestTable, name: str) -> bool:
    """Whether all files of a task are unchanged."""
    files = table.files(name)
    return all(is_unmodified(root, path, record) for path, record in files.items())


def list_modified_tasks(root: Path, table: ManifestTable) -> frozenset[str]:
    """The tasks of which at least one file is missing or was changed."""
    return frozenset(table.task_names_of(_list_modified_files(root, table)))


def _list_modified_files(root: Path, table: ManifestTable) -> Iterator[int]:
    # A fast loop over many files; files that differ are checked again by `is_unmodified`.
    lstat, prefix = os.lstat, f"{root}/"
    rows = zip(table.paths, table.sizes, table.mtimes, strict=True)
    for index, (path, size, mtime) in enumerate(rows):
        try:
            status = lstat(prefix + path)
        except OSError:
            yield index
            continue
        if (status.st_mtime_ns != mtime or status.st_size != size) and not is_unmodified(
            root, path, table.record(index)
        ):
            yield index


def list_user_files(root: Path, own_paths: AbstractSet[str]) -> tuple[str, ...]:
    """The files of a folder that MkDocs would read and that were not generated, sorted.

    Links to folders are followed. Raises `PapersError` for a link to a folder that contains it.
    """
    return tuple(sorted(_walk_user_files(str(root), "", own_paths, ()))) if root.is_dir() else ()


def _walk_user_files(
    root: str, prefix: str, own_paths: AbstractSet[str], parent_folders: tuple[str, ...]
) -> Iterator[str]:
    """User files below a prefix; `parent_folders` are the real paths of folders around it."""
    # Most entries of a large folder are generated and skipped here. The directory listing says
    # which of the others are folders, without another system call.
    with os.scandir(f"{root}/{prefix}") as entries:
        rest = [entry for entry in entries if prefix + entry.name not in own_paths]
    for entry in rest:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112
            parents = (*parent_folders, os.path.realpath(f"{root}/{prefix}"))
            if is_link_cycle(entry.path, parents):
                message = "is a link to a folder that contains the link; remove it"
                raise PapersError([Problem(entry.path, 0, "", message)])
            yield from _walk_user_files(root, f"{prefix}{entry.name}/", own_paths, parents)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_user_files(root, f"{prefix}{entry.name}/", own_paths, parent_folders)
        else:
            yield prefix + entry.name


def is_link_cycle(link: str, parent_folders: Iterable[str]) -> bool:
    """Whether a link leads to one of `parent_folders` (real paths) or to a folder around them."""
    target = os.path.realpath(link)
    return any(f"{folder}/".startswith(f"{target}/") for folder in parent_folders)


def find_duplicate_path(paths: Iterable[str]) -> str | None:
    """A path that occurs twice, or `None`."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            return path
        seen.add(path)
    return None


def check_target_path(path: Path, content: bytes) -> Iterator[Problem]:
    """Report an existing file where a new one must be written, unless it has the same content."""
    if os.path.lexists(path) and not (
        path.is_file() and not path.is_symlink() and path.read_bytes() == content
    ):
        message = "is in the way of a generated file but was not generated; move it away"
        yield Problem(str(path), 0, "", message)
