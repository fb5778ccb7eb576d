"""Puts the files of units in their place: each new one after its name was noted.

What stands in a folder comes in as a `Place`; what a writer did goes out as a `Part`. A writer that
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
from papershelf.core.errors import PapersError, Problem, name_errors
from papershelf.engine.manifest import (
    JOURNAL,
    Twins,
    digest,
    find_obstacle,
    is_inside,
    is_untouched,
    read_journals,
    read_named_manifest,
    read_paths,
)
from papershelf.engine.manifest_table import Holdings, Owned

STAGING = ".papershelf-new"


@dataclass(slots=True, kw_only=True)
class SyncReport:
    """How many files a run touched, and how many it left as they were."""

    written: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        """`12 written, 3 deleted, 10 381 unchanged`, thousands apart by a no-break space."""
        counts = {"written": self.written, "deleted": self.deleted, "unchanged": self.unchanged}
        return ", ".join(f"{n:,} {name}".replace(",", "\u00a0") for name, n in counts.items())


@dataclass(slots=True)
class Part:
    """What one writer did: units with their files, and counts. Travels between processes."""

    made: Holdings = field(default_factory=Holdings)
    report: SyncReport = field(default_factory=SyncReport)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder as we found it: units of ours, paths that a killed run left, names at its top.

    `name` is that of the manifest, "" where none can be trusted.
    """

    root: Path
    name: str
    known: Holdings
    left: frozenset[str]
    names: frozenset[str]

    @cached_property
    def owned(self) -> frozenset[str]:
        """The paths that were ours when we came."""
        return self.left.union(self.known.paths)

    def find_obstacles(self, paths: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Problem]:
        """What keeps us from writing new files, where anything does."""
        for path in paths:
            if not is_inside(path):
                yield Problem(str(self.root), 0, path, "is no path inside the folder")
            # Where nothing stood when we came, only we have been since.
            elif path.partition("/")[0].casefold() in self.names:
                found = list(find_obstacle(self.root / path, files[path]))
                # To know all that is ours takes a while, and mostly nothing is in the way.
                if found and path not in self.owned:
                    yield from found


def find_place(root: Path) -> Place:
    """Find out what stands in a folder; one that is not there yet is empty."""
    name, known = read_named_manifest(root)
    names = os.listdir(root) if root.is_dir() else ()  # noqa: PTH208
    return Place(
        root=root,
        name=name,
        known=known,
        left=frozenset(read_journals(root) | (set() if known else read_paths(root))),
        names=frozenset(map(str.casefold, names)),
    )


class Writer:
    """Writes the files of units, one process each; use it in a `with`."""

    def __init__(self, place: Place, number: int, partner: Path | None = None) -> None:
        """`partner` is a folder that follows: it may share files, and is given them anew."""
        self.part = Part()
        self._place = place
        self._partner = partner
        self._root = str(place.root)
        self._staging = place.root / f"{STAGING}-{number}"
        self._new = str(self._staging / "file")
        self._journal_path = place.root / f"{JOURNAL}-{number}"
        self._parents: set[str] = {""}

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
        with name_errors(self._journal_path):
            self._journal.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def put(
        self, name: str, key: str, files: Mapping[str, bytes], twins: Twins | None = None
    ) -> Mapping[str, Owned]:
        """Make a unit's files what they must be; those that have a twin are linked, not written.

        Raises `PapersError` when a path leaves the folder or a file in the way is not ours.
        """
        known = self._place.known.files(name)
        done: dict[str, Owned] = {}
        stale: dict[str, tuple[bytes, Owned | None]] = {}
        for path, content in files.items():
            note = known.get(path)
            twin = twins.files.get(path) if twins else None
            if note and self._is_current(path, note, content, twin):
                done[path] = note
            else:
                stale[path] = content, twin
        new = [path for path in stale if path not in known]
        self._claim(new, files)
        for path, (content, twin) in stale.items():
            is_linked = twin and twins and self._link(path, twins.root)
            done[path] = twin if twin and is_linked else self._write(path, content)
        self.part.made.add(name, key, {path: done[path] for path in files})
        self.part.report.written += len(stale)
        self.part.report.unchanged += len(files) - len(stale)
        return done

    def _is_current(self, path: str, note: Owned, content: bytes, twin: Owned | None) -> bool:
        return (
            note.size == len(content)
            and note.digest == (twin.digest if twin else digest(content))
            and is_untouched(self._place.root, path, note)
        )

    def _claim(self, paths: list[str], files: Mapping[str, bytes]) -> None:
        """Write down that new paths are ours, unless somebody else has one of them."""
        problems = list(self._place.find_obstacles(paths, files))
        if problems:
            raise PapersError(problems)
        if paths:
            with name_errors(self._journal_path):
                self._journal.write("".join(f"{path}\n" for path in paths))

    def _write(self, path: str, content: bytes) -> Owned:
        self._make_parent(path.rpartition("/")[0])
        place = f"{self._root}/{path}"
        try:
            status = create_file(place, content)
        except FileExistsError:
            twin = f"{self._partner}/{path}" if self._partner else None
            status = overwrite_file(place, content, twin) or self._replace(place, content)
        return Owned(digest(content), status.st_size, status.st_mtime_ns)

    def _replace(self, place: str, content: bytes) -> os.stat_result:
        status = create_file(self._new, content)
        os.replace(self._new, place)  # noqa: PTH105
        return status

    def _link(self, path: str, origin: Path) -> bool:
        """Give a file that stands elsewhere on this disk a second name, if the disk can."""
        self._make_parent(path.rpartition("/")[0])
        source, place = f"{origin}/{path}", f"{self._root}/{path}"
        try:
            os.link(source, place)
        except FileExistsError:
            if not os.path.samefile(source, place):  # noqa: PTH121
                os.link(source, self._new)
                os.replace(self._new, place)  # noqa: PTH105
        except OSError:
            return False
        return True

    def _make_parent(self, parent: str) -> None:
        if parent in self._parents:
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
        self._parents.add(parent)
