"""Puts the files of units in their place: each new one after its name was noted.

What stands in a folder comes in as a `FolderSnapshot`; what a writer did goes out as a `WriteResult`. A writer that
is killed can leave a file half: the journal tells that it is ours, or the manifest that it was
another, so the next run makes it again.
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
    HardLinks,
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
    """How many files a run touched, and how many it left as they were."""

    written: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        """`12 written, 3 deleted, 10 381 unchanged`, thousands apart by a no-break space."""
        counts = {"written": self.written, "deleted": self.deleted, "unchanged": self.unchanged}
        return ", ".join(f"{n:,} {name}".replace(",", "\u00a0") for name, n in counts.items())


@dataclass(slots=True)
class WriteResult:
    """What one writer did: units with their files, and counts. Travels between processes."""

    tasks: ManifestTable = field(default_factory=ManifestTable)
    report: WriteReport = field(default_factory=WriteReport)


@dataclass(frozen=True, kw_only=True)
class FolderSnapshot:
    """A folder as we found it: units of ours, paths that a killed run left, names at its top.

    `name` is that of the manifest, "" where none can be trusted.
    """

    root: Path
    manifest_hash: str
    manifest: ManifestTable
    journaled_paths: frozenset[str]
    top_names: frozenset[str]

    @cached_property
    def own_paths(self) -> frozenset[str]:
        """The paths that were ours when we came."""
        return self.journaled_paths.union(self.manifest.paths)

    def check_target_paths(
        self, paths: Iterable[str], files: Mapping[str, bytes]
    ) -> Iterator[Problem]:
        """What keeps us from writing new files, where anything does."""
        for path in paths:
            if not is_safe_path(path):
                yield Problem(str(self.root), 0, path, "is no path inside the folder")
            # Where nothing stood when we came, only we have been since.
            elif path.partition("/")[0].casefold() in self.top_names:
                found = list(check_target_path(self.root / path, files[path]))
                # To know all that is ours takes a while, and mostly nothing is in the way.
                if found and path not in self.own_paths:
                    yield from found


def scan_folder(root: Path) -> FolderSnapshot:
    """Find out what stands in a folder; one that is not there yet is empty."""
    name, known = read_manifest_and_hash(root)
    names = os.listdir(root) if root.is_dir() else ()  # noqa: PTH208
    return FolderSnapshot(
        root=root,
        manifest_hash=name,
        manifest=known,
        journaled_paths=frozenset(read_journals(root) | (set() if known else read_paths(root))),
        top_names=frozenset(map(str.casefold, names)),
    )


class FileWriter:
    """Writes the files of units, one process each; use it in a `with`."""

    def __init__(
        self, snapshot: FolderSnapshot, process_number: int, mirror_folder: Path | None = None
    ) -> None:
        """`mirror_folder` is a folder that follows: it may share files, and is given them anew."""
        self.result = WriteResult()
        self._snapshot = snapshot
        self._mirror = mirror_folder
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

    def write_task(
        self,
        task_name: str,
        cache_key: str,
        files: Mapping[str, bytes],
        hard_links: HardLinks | None = None,
    ) -> Mapping[str, FileRecord]:
        """Make a unit's files what they must be; those that have a twin are linked, not written.

        Raises `PapersError` when a path leaves the folder or a file in the way is not ours.
        """
        known = self._snapshot.manifest.files(task_name)
        done: dict[str, FileRecord] = {}
        stale: dict[str, tuple[bytes, FileRecord | None]] = {}
        for path, content in files.items():
            note = known.get(path)
            twin = hard_links.records.get(path) if hard_links else None
            if note and self._is_current(path, note, content, twin):
                done[path] = note
            else:
                stale[path] = content, twin
        new = [path for path in stale if path not in known]
        self._journal_paths(new, files)
        for path, (content, twin) in stale.items():
            is_linked = twin and hard_links and self._hard_link(path, hard_links.root)
            done[path] = twin if twin and is_linked else self._write(path, content)
        self.result.tasks.add(task_name, cache_key, {path: done[path] for path in files})
        self.result.report.written += len(stale)
        self.result.report.unchanged += len(files) - len(stale)
        return done

    def _is_current(
        self, path: str, record: FileRecord, content: bytes, linked: FileRecord | None
    ) -> bool:
        return (
            record.size == len(content)
            and record.content_hash == (linked.content_hash if linked else hash_content(content))
            and is_unmodified(self._snapshot.root, path, record)
        )

    def _journal_paths(self, paths: list[str], files: Mapping[str, bytes]) -> None:
        """Write down that new paths are ours, unless somebody else has one of them."""
        problems = list(self._snapshot.check_target_paths(paths, files))
        if problems:
            raise PapersError(problems)
        if paths:
            with add_error_path(self._journal_path):
                self._journal.write("".join(f"{path}\n" for path in paths))

    def _write(self, path: str, content: bytes) -> FileRecord:
        self._make_parent(path.rpartition("/")[0])
        place = f"{self._root}/{path}"
        try:
            status = create_file(place, content)
        except FileExistsError:
            twin = f"{self._mirror}/{path}" if self._mirror else None
            status = overwrite_file(place, content, twin) or self._replace_file(place, content)
        return FileRecord(hash_content(content), status.st_size, status.st_mtime_ns)

    def _replace_file(self, target: str, content: bytes) -> os.stat_result:
        status = create_file(self._new_paths, content)
        os.replace(self._new_paths, target)  # noqa: PTH105
        return status

    def _hard_link(self, path: str, source_path: Path) -> bool:
        """Give a file that stands elsewhere on this disk a second name, if the disk can."""
        self._make_parent(path.rpartition("/")[0])
        source, place = f"{source_path}/{path}", f"{self._root}/{path}"
        try:
            os.link(source, place)
        except FileExistsError:
            if not os.path.samefile(source, place):  # noqa: PTH121
                os.link(source, self._new_paths)
                os.replace(self._new_paths, place)  # noqa: PTH105
        except OSError:
            return False
        return True

    def _make_parent(self, parent: str) -> None:
        if parent in self._made_folders:
            return
        above = parent.rpartition("/")[0]
        self._make_parent(above)
        place = f"{self._root}/{parent}"
        try:
            os.mkdir(place)  # noqa: PTH102
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(place).st_mode):
                message = "is a link or a file; a folder of generated files must be here"
                raise PapersError([Problem(place, 0, "", message)]) from None
        self._made_folders.add(parent)
