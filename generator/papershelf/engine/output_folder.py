"""A folder of generated files: writes what changed and deletes what is no longer generated.

Input: tasks, each with a name, a cache key and its files. Afterwards the folder contains exactly
the files of all tasks, and files of the user, which are never touched. A task whose cache key and
files are unchanged since the last build is fresh and need not run.

Generated files are listed in the manifest `.papershelf.json` in the folder. New paths are written to
a journal first, and the manifest records the state of each file. So after a killed run, the next
one detects incomplete files and does not mistake generated files for files of the user.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from papershelf.core.disk_files import remove_tree
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.file_writer import (
    STAGING_PREFIX,
    FileWriter,
    FolderSnapshot,
    WriteReport,
    WriteResult,
    scan_folder,
)
from papershelf.engine.manifest import (
    JOURNAL_FILE,
    PATHS_FILE,
    delete_files,
    find_duplicate_path,
    has_manifest_files,
    is_task_unmodified,
    list_modified_tasks,
    list_user_files,
    write_manifest,
)
from papershelf.engine.manifest_table import FileRecord, ManifestTable
from papershelf.engine.process_pool import BackgroundTask


class _FolderCheck(NamedTuple):
    """The tasks with changed files and, if requested, the files of the user."""

    modified_tasks: frozenset[str]
    user_files: tuple[str, ...] | None


def _check_folder(snapshot: FolderSnapshot, with_user_files: bool) -> _FolderCheck:
    modified = list_modified_tasks(snapshot.root, snapshot.manifest)
    return _FolderCheck(
        modified, list_user_files(snapshot.root, snapshot.own_paths) if with_user_files else None
    )


class _FinishedCheck(NamedTuple):
    """The result of a check that another process made."""

    check: _FolderCheck

    def result(self) -> _FolderCheck:
        return self.check


class OutputFolder:
    """The generated files of a folder. Usage: open it, write or keep every task, `prune_and_save`.

    Several processes may write at once, each with its own `writer(n)`; pass their results to
    `add_result`. Files that no task made or kept are deleted by `prune_and_save` only.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._snapshot = scan_folder(root)
        self._result = WriteResult()
        self._fresh_names: set[str] = set()
        self._check: BackgroundTask[_FolderCheck] | _FinishedCheck | None = None
        self.current_manifest = self._snapshot.manifest
        self._paths_differ = False  # from those in the previous manifest
        self.deleted_paths: list[str] = []  # by `prune`

    def __getstate__(self) -> dict[str, Any]:
        """The state for another process: a running check is replaced by its result."""
        check = self._check.result() if self._check else None
        return self.__dict__ | {"_check": check and _FinishedCheck(check)}

    @property
    def previous_manifest(self) -> ManifestTable:
        """The manifest as it was before this build."""
        return self._snapshot.manifest

    @property
    def previous_paths(self) -> frozenset[str]:
        """The paths of generated files before this build."""
        return self._snapshot.own_paths

    def is_unmodified(self, manifest_hash: str) -> bool:
        """Whether generated files are unchanged since the run that wrote this manifest."""
        if self._snapshot.manifest_hash != manifest_hash or any(self.root.glob(f"{JOURNAL_FILE}*")):
            return False
        check = (
            self._check.result()
            if self._check
            else _check_folder(self._snapshot, with_user_files=False)
        )
        return not check.modified_tasks

    def list_user_files(self) -> tuple[str, ...]:
        """The user's files here that MkDocs would read, sorted."""
        files = self._check.result().user_files if self._check else None
        return list_user_files(self.root, self.previous_paths) if files is None else files

    def fresh_tasks(self, cache_keys: Mapping[str, str]) -> set[str]:
        """The tasks whose cache keys and files are unchanged since the last build."""
        key_of = self.previous_manifest.cache_key
        same = {name for name, key in cache_keys.items() if key_of(name) == key}
        if self._check:
            return same - self._check.result().modified_tasks
        return {
            name for name in same if is_task_unmodified(self.root, self.previous_manifest, name)
        }

    def start_check(self, *, with_user_files: bool = False) -> None:
        """Start checking in the background which generated files are unchanged.

        `with_user_files` also lists the files of the user.
        """
        check = partial(_check_folder, self._snapshot, with_user_files)
        # The result is needed only after loading and planning, which this process does meanwhile.
        self._check = BackgroundTask("the check of generated files", check, low_priority=True)

    def keep_tasks(self, names: Collection[str]) -> None:
        """Keep the files of fresh tasks."""
        self._fresh_names.update(names)

    def writer(self, process_number: int = 0) -> FileWriter:
        """A writer for this folder; each process needs its own number."""
        return FileWriter(self._snapshot, process_number)

    def add_result(self, result: WriteResult) -> None:
        """Add the result of a writer."""
        self._result.tasks.copy_from(result.tasks, result.tasks)
        self._result.report.written += result.report.written
        self._result.report.unchanged += result.report.unchanged

    def task_file_sizes(self, prefix: str) -> dict[str, int]:
        """The sizes in bytes of all files of tasks whose names start with `prefix`, by path."""
        written = self._result.tasks
        sizes: dict[str, int] = {}
        # Sorted, because the order in which processes finish tasks is not deterministic.
        names = (name for name in (*self._fresh_names, *written) if name.startswith(prefix))
        for name in sorted(names):
            sizes.update((written if name in written else self.previous_manifest).file_sizes(name))
        return sizes

    def written_paths(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of `paths` that a task has made or kept so far."""
        written, previous = self._result.tasks, self.previous_manifest
        wanted = frozenset(paths)
        indexes = [index for index, path in enumerate(previous.paths) if path in wanted]
        names = zip(indexes, previous.task_names_of(indexes), strict=True)
        return wanted.intersection(written.paths).union(
            previous.paths[index] for index, name in names if name in self._fresh_names
        )

    def task_files(self, task_name: str) -> Mapping[str, FileRecord]:
        """The current files of a task by path; empty if there is no such task."""
        written = self._result.tasks
        table = written if task_name in written else self.previous_manifest
        return table.files(task_name)

    def prune_and_save(self) -> WriteReport:
        """Delete files that no task made or kept, and save the manifest.

        Raises what `prune` raises.
        """
        self.prune()
        return self.save_manifest()

    def prune(self) -> None:
        """Delete files that no task made or kept, and compute the manifest for `save_manifest`.

        Raises `ValueError` if two tasks made the same file, which is a bug.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        written, previous, kept = self._result.tasks, self.previous_manifest, self._fresh_names
        not_kept = [name for name in previous if name not in kept]
        before = set(previous.paths_of(not_kept))
        self._result.report.unchanged += len(previous.paths) - len(before)
        if self._snapshot.journaled_paths:  # a run was killed, or its manifest is damaged
            before |= self._snapshot.journaled_paths.difference(previous.paths_of(kept))
        if duplicate := find_duplicate_path(written.paths):
            raise ValueError(f"two build tasks made {duplicate}")
        after = set(written.paths)
        if after - before and (others := (after - before) & self.previous_paths):
            raise ValueError(f"a build task made {min(others)}, which belongs to a fresh task")
        report = self._result.report
        # Files of kept tasks cannot be in `before`, so only files of the other tasks are deleted.
        self.deleted_paths = sorted(before - after)
        report.deleted = delete_files(self.root, self.deleted_paths)
        if written or not_kept or report.deleted:
            self._paths_differ = before != after
            self.current_manifest = self._merge_manifest()

    def save_manifest(self) -> WriteReport:
        """Save the manifest that `prune` computed; may run in another process."""
        if self.current_manifest is not self.previous_manifest:
            update_paths = self._paths_differ or not (self.root / PATHS_FILE).is_file()
            write_manifest(self.root, self.current_manifest, update_paths=update_paths)
        for journal in self.root.glob(f"{JOURNAL_FILE}*"):
            journal.unlink()
        for staging in self.root.glob(f"{STAGING_PREFIX}*"):
            remove_tree(staging)
        return self._result.report

    def _merge_manifest(self) -> ManifestTable:
        """The kept and written tasks, sorted by name so that the result is deterministic."""
        merged, written = ManifestTable(), self._result.tasks
        names = sorted([*self._fresh_names, *written])
        for is_written, group in groupby(names, written.__contains__):
            merged.copy_from(written if is_written else self.previous_manifest, group)
        return merged


def open_site_folder(root: Path) -> OutputFolder:
    """Open the folder of the built site, which may contain nothing but the site.

    A site built by MkDocs alone is deleted first, as MkDocs does. Raises `PapersError` if the
    folder contains other files, or if the path is not a folder.
    """
    if root.is_dir() and not has_manifest_files(root):
        names = {path.name for path in root.iterdir() if not path.name.startswith(".")}
        if names and not names >= {"404.html", "index.html", "sitemap.xml"}:
            message = "is not empty and is not a built site; choose another folder with --site"
            raise PapersError([Problem(str(root), 0, "", message)])
        for name in names:
            remove_tree(root / name)
    return OutputFolder(root)
