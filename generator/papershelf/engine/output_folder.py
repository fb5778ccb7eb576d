"""Writes generated files: what changed, and nothing else; deletes what it owns and no longer makes.

Units come in: a name, a key that stands for everything the unit is made from, and the files that it
makes. The folder ends up holding exactly the files of all units, beside the files of others, which
are never touched. A unit whose key is known and whose files are as we left them is not even made.

What is ours stands in a manifest, `.papershelf.json`, in the folder. Paths that are about to become
ours go into a journal first, and the manifest tells how each file stood: whatever a run left that
was killed at any moment, the next one finds what is half and takes nothing for somebody else's.
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
    """Units of which a file is not as we left it; the files of others, if somebody asked."""

    modified_tasks: frozenset[str]
    user_files: tuple[str, ...] | None


def _check_folder(snapshot: FolderSnapshot, with_user_files: bool) -> _FolderCheck:
    touched = list_modified_tasks(snapshot.root, snapshot.manifest)
    return _FolderCheck(
        touched, list_user_files(snapshot.root, snapshot.own_paths) if with_user_files else None
    )


class _FinishedCheck(NamedTuple):
    """A check whose result came with the folder from another process."""

    check: _FolderCheck

    def result(self) -> _FolderCheck:
        return self.check


class OutputFolder:
    """Our part of a folder. Open it, hand it every unit, `prune_and_save`.

    Several processes may write at once, each through its own `writer(n)`; their parts are handed
    to `add_result`. What no unit claims any more is deleted by `prune_and_save` and by nothing
    else.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._snapshot = scan_folder(root)
        self._result = WriteResult()
        self._fresh_names: set[str] = set()
        self._check: BackgroundTask[_FolderCheck] | _FinishedCheck | None = None
        self.current_manifest = self._snapshot.manifest
        self._paths_differ = False  # from those that were ours when we came

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs to write here: what stood, with no process of this one."""
        check = self._check.result() if self._check else None
        return self.__dict__ | {"_check": check and _FinishedCheck(check)}

    @property
    def previous_manifest(self) -> ManifestTable:
        """The units that were ours when we came."""
        return self._snapshot.manifest

    @property
    def previous_paths(self) -> frozenset[str]:
        """The paths that were ours when we came."""
        return self._snapshot.own_paths

    def is_unmodified(self, manifest_hash: str) -> bool:
        """Whether our files are as the run left them that wrote a manifest of some name."""
        if self._snapshot.manifest_hash != manifest_hash or any(self.root.glob(f"{JOURNAL_FILE}*")):
            return False
        look = (
            self._check.result()
            if self._check
            else _check_folder(self._snapshot, with_user_files=False)
        )
        return not look.modified_tasks

    def list_user_files(self) -> tuple[str, ...]:
        """The files here that were not ours when we came, as MkDocs would see them, sorted."""
        seen = self._check.result().user_files if self._check else None
        return list_user_files(self.root, self.previous_paths) if seen is None else seen

    def fresh_tasks(self, cache_keys: Mapping[str, str]) -> set[str]:
        """Those units that were made by these keys and have their files still as we left them."""
        key_of = self.previous_manifest.cache_key
        same = {name for name, key in cache_keys.items() if key_of(name) == key}
        if self._check:
            return same - self._check.result().modified_tasks
        return {
            name for name in same if is_task_unmodified(self.root, self.previous_manifest, name)
        }

    def start_check(self, *, with_user_files: bool = False) -> None:
        """Begin to look which units are as we left them, and what others have, before we are asked.

        Without `with_user_files` only our own files are looked at.
        """
        look = partial(_check_folder, self._snapshot, with_user_files)
        # Nobody needs it before all is loaded and planned, which this process does meanwhile.
        self._check = BackgroundTask("files that stand", look, low_priority=True)

    def keep_tasks(self, names: Collection[str]) -> None:
        """Claim fresh units as they stand."""
        self._fresh_names.update(names)

    def writer(self, process_number: int = 0, mirror_folder: Path | None = None) -> FileWriter:
        """A writer into this folder; each process has a number of its own.

        What is written over changes in the folder `mirror_folder`, too, where it is the same file
        there.
        """
        return FileWriter(self._snapshot, process_number, mirror_folder)

    def add_result(self, result: WriteResult) -> None:
        """Add what a writer did."""
        self._result.tasks.copy_from(result.tasks, result.tasks)
        self._result.report.written += result.report.written
        self._result.report.unchanged += result.report.unchanged

    def task_file_sizes(self, prefix: str) -> dict[str, int]:
        """The sizes in bytes of all files of units whose names begin in some way, by path."""
        made = self._result.tasks
        found: dict[str, int] = {}
        # Which process made a unit is chance.
        for name in sorted(name for name in (*self._fresh_names, *made) if name.startswith(prefix)):
            found.update((made if name in made else self.previous_manifest).file_sizes(name))
        return found

    def written_paths(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that a unit has claimed by now."""
        made, known = self._result.tasks, self.previous_manifest
        wanted = frozenset(paths)
        places = [place for place, path in enumerate(known.paths) if path in wanted]
        kept = zip(places, known.task_names_of(places), strict=True)
        return wanted.intersection(made.paths).union(
            known.paths[place] for place, name in kept if name in self._fresh_names
        )

    def task_files(self, task_name: str) -> Mapping[str, FileRecord]:
        """The files of a unit by now, by path; none of one that is not made."""
        made = self._result.tasks
        return (
            made.files(task_name) if task_name in made else self.previous_manifest.files(task_name)
        )

    def prune_and_save(self) -> WriteReport:
        """Delete what nobody claims, and write down what is ours. Raises what `prune` raises."""
        self.prune()
        return self.save_manifest()

    def prune(self) -> None:
        """Delete files no task produced, and compute the new manifest; call `save_manifest` to save it.

        Raises `ValueError` when two units made one file: that is a bug, not bad data.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        made, known, kept = self._result.tasks, self.previous_manifest, self._fresh_names
        gone = [name for name in known if name not in kept]
        before = set(known.paths_of(gone))
        self._result.report.unchanged += len(known.paths) - len(before)
        if self._snapshot.journaled_paths:  # a run was killed, or its notes are lost
            before |= self._snapshot.journaled_paths.difference(known.paths_of(kept))
        if twice := find_duplicate_path(made.paths):
            raise ValueError(f"{twice} is made twice")
        claimed = set(made.paths)
        if claimed - before and (others := (claimed - before) & self.previous_paths):
            raise ValueError(f"{min(others)} is made twice, once by a unit that was kept")
        report = self._result.report
        # What a kept unit has no other unit had: only the rest can have lost a file.
        report.deleted = delete_files(self.root, sorted(before - claimed))
        if made or gone or report.deleted:
            self._paths_differ = before != claimed
            self.current_manifest = self._merge_manifest()

    def save_manifest(self) -> WriteReport:
        """Write down what is ours since `prune`, in whatever process."""
        if self.current_manifest is not self.previous_manifest:
            paths_too = self._paths_differ or not (self.root / PATHS_FILE).is_file()
            write_manifest(self.root, self.current_manifest, update_paths=paths_too)
        for journal in self.root.glob(f"{JOURNAL_FILE}*"):
            journal.unlink()
        for staging in self.root.glob(f"{STAGING_PREFIX}*"):
            remove_tree(staging)
        return self._result.report

    def _merge_manifest(self) -> ManifestTable:
        """What was kept and what was made, by name: which process made a unit is chance."""
        whole, made = ManifestTable(), self._result.tasks
        names = sorted([*self._fresh_names, *made])
        for is_made, same in groupby(names, made.__contains__):
            whole.copy_from(made if is_made else self.previous_manifest, same)
        return whole


def open_site_folder(root: Path) -> OutputFolder:
    """The folder of a built site, which belongs to Papershelf as a whole.

    A site that MkDocs built by itself is removed, as MkDocs does. Raises `PapersError` for a
    folder that holds other things, and for a path that is not a folder.
    """
    if root.is_dir() and not has_manifest_files(root):
        names = {path.name for path in root.iterdir() if not path.name.startswith(".")}
        if names and not names >= {"404.html", "index.html", "sitemap.xml"}:
            message = "is not empty and holds no site; choose another folder with --site"
            raise PapersError([Problem(str(root), 0, "", message)])
        for name in names:
            remove_tree(root / name)
    return OutputFolder(root)
