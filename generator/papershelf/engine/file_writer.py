"""Writes the files of build tasks into a folder, with a journal of new paths.

Input: a `FolderSnapshot` of the folder. Output: a `WriteResult`. A killed writer can leave an
incomplete file. The journal, or the manifest's older state of the file, tells the next run to write
it again.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from papershelf.core.disk_files import create_file, overwrite_file, remove_tree
from papershelf.core.errors import PapersError, Problem, add_error_path
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.manifest import (
    JOURNAL_FILE,
    check_target_path,
    is_safe_path,
    is_unmodified,
    read_journals,
    read_manifest_and_hash,
    read_paths,
)
from papershelf.engine.manifest_table import FileRecord, ManifestTable

STAGING_PREFIX = ".papershelf-new"


@dataclass(slots=True, kw_only=True)
class WriteReport:
    """How many files a run wrote, deleted and left unchanged."""

    written: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        """`12 written, 3 deleted, 10 381 unchanged`, with no-break spaces between thousands."""
        counts = {"written": self.written, "deleted": self.deleted, "unchanged": self.unchanged}
        return ", ".join(f"{n:,} {name}".replace(",", "\u00a0") for name, n in counts.items())


@dataclass(slots=True)
class WriteResult:
    """The result of one writer: tasks with their files, and counts. Sent between processes."""

    tasks: ManifestTable = field(default_factory=ManifestTable)
    report: WriteReport = field(default_factory=WriteReport)


@dataclass(frozen=True, kw_only=True)
class FolderSnapshot:
    """The state of a folder before the build: its manifest, journaled paths and top-level names.

    `manifest_hash` is empty if the folder has no valid manifest. `journaled_paths` may have been
    left by a killed run. `top_names` are case-folded.
    """

    root: Path
    manifest_hash: str
    manifest: ManifestTable
    journaled_paths: frozenset[str]
    top_names: frozenset[str]

    @cached_property
    def own_paths(self) -> frozenset[str]:
        """The paths of generated files before the build."""
        return self.journaled_paths.union(self.manifest.paths)

    def check_target_paths(
        self, paths: Iterable[str], files: Mapping[str, bytes]
    ) -> Iterator[Problem]:
        """Check whether new files can be written without overwriting files of the user."""
        for path in paths:
            if not is_safe_path(path):
                yield Problem(str(self.root), 0, path, "is not a path inside this folder")
            # If the top-level name is new, only this build can have put files there.
            elif path.partition("/")[0].casefold() in self.top_names:
                problems = list(check_target_path(self.root / path, files[path]))
                # `own_paths` is slow to compute and rarely needed, so it is checked last.
                if problems and path not in self.own_paths:
                    yield from problems


def scan_folder(root: Path) -> FolderSnapshot:
    """Read the state of a folder; a missing folder counts as empty."""
    manifest_hash, manifest = read_manifest_and_hash(root)
    names = os.listdir(root) if root.is_dir() else ()  # noqa: PTH208
    return FolderSnapshot(
        root=root,
        manifest_hash=manifest_hash,
        manifest=manifest,
        journaled_paths=frozenset(read_journals(root) | (set() if manifest else read_paths(root))),
        top_names=frozenset(map(str.casefold, names)),
    )


class FileWriter:
    """Writes the files of tasks; a context manager. Each process needs its own writer."""

    def __init__(self, snapshot: FolderSnapshot, process_number: int) -> None:
        self.result = WriteResult()
        self._snapshot = snapshot
        self._root = str(snapshot.root)
        self._staging = snapshot.root / f"{STAGING_PREFIX}-{process_number}"
        self._new_paths = str(self._staging / "file")
        self._journal_path = snapshot.root / f"{JOURNAL_FILE}-{process_number}"
        self._made_folders: set[str] = {""}

    def __enter__(self) -> Self:
        remove_tree(self._staging)
        self._staging.mkdir(parents=True)
        self._journal = self._journal_path.open("a", encoding="utf-8", buffering=1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with add_error_path(self._journal_path):
            self._journal.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def write_task(self, task_name: str, cache_key: str, files: Mapping[str, bytes]) -> None:
        """Write those files of a task that changed.

        Raises `PapersError` if a path is outside the folder or a user's file is in the way.
        """
        previous = self._snapshot.manifest.files(task_name)
        done: dict[str, FileRecord] = {}
        stale: list[str] = []
        for path, content in files.items():
            record = previous.get(path)
            if record and self._is_current(path, record, content):
                done[path] = record
            else:
                stale.append(path)
        self._journal_paths([path for path in stale if path not in previous], files)
        done.update((path, self._write(path, files[path])) for path in stale)
        self.result.tasks.add(task_name, cache_key, {path: done[path] for path in files})
        self.result.report.written += len(stale)
        self.result.report.unchanged += len(files) - len(stale)

    def _is_current(self, path: str, record: FileRecord, content: bytes) -> bool:
        return (
            record.size == len(content)
            and record.content_hash == hash_content(content)
            and is_unmodified(self._snapshot.root, path, record)
        )

    def _journal_paths(self, paths: list[str], files: Mapping[str, bytes]) -> None:
        """Add new paths to the journal, unless a user's file has one of them."""
        problems = list(self._snapshot.check_target_paths(paths, files))
        if problems:
            raise PapersError(problems)
        if paths:
            with add_error_path(self._journal_path):
                self._journal.write("".join(f"{path}\n" for path in paths))

    def _write(self, path: str, content: bytes) -> FileRecord:
        self._make_parent(path.rpartition("/")[0])
        target = f"{self._root}/{path}"
        try:
            status = create_file(target, content)
        except FileExistsError:
            status = overwrite_file(target, content) or self._replace_file(target, content)
        return FileRecord(hash_content(content), status.st_size, status.st_mtime_ns)

    def _replace_file(self, target: str, content: bytes) -> os.stat_result:
        status = create_file(self._new_paths, content)
        os.replace(self._new_paths, target)  # noqa: PTH105
        return status

    def _make_parent(self, parent: str) -> None:
        if parent in self._made_folders:
            return
        self._make_parent(parent.rpartition("/")[0])
        folder = f"{self._root}/{parent}"
        try:
            os.mkdir(folder)  # noqa: PTH102
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(folder).st_mode):
                message = (
                    "is a link or a file, but generated files need a folder here; move it away"
                )
                raise PapersError([Problem(folder, 0, "", message)]) from None
        self._made_folders.add(parent)
