"""Writes generated files: what changed, and nothing else; deletes what it owns and no longer makes.

Units come in: a name, a key that stands for everything the unit is made from, and the files that it
makes. The folder ends up holding exactly the files of all units, beside the files of others, which
are never touched. A unit whose key is known and whose files are as we left them is not even made.

What is ours stands in a manifest, `.papershelf.json`, in the folder. Paths that are about to become
ours go into a journal first, and every file comes into being by a rename: a run killed at any
moment leaves no half file, and nothing that the next run takes for somebody else's.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.errors import PapersError, Problem
from generator.manifest import (
    JOURNAL,
    MANIFEST,
    PATHS,
    Entry,
    Owned,
    Twins,
    delete_files,
    digest,
    find_obstacle,
    find_touched,
    is_inside,
    is_untouched,
    is_whole,
    read_journals,
    read_manifest,
    read_paths,
    unite_files,
    write_file,
    write_manifest,
)
from generator.workers import Later

_STAGING = ".papershelf-new"


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

    units: dict[str, Entry] = field(default_factory=dict)
    report: SyncReport = field(default_factory=SyncReport)


class Folder:
    """Our part of a folder. Open it, hand it every unit, `finish`.

    Several processes may write at once, each through its own `writer(n)`; their parts are handed
    to `take`. What no unit claims any more is deleted by `finish` and by nothing else.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.known = read_manifest(root)
        self._left = read_journals(root) if self.known else read_journals(root) | read_paths(root)
        self._part = Part()
        self._touched: Later[frozenset[str]] | None = None
        self._found = frozenset(map(str.casefold, os.listdir(root)))  # noqa: PTH208

    @cached_property
    def owned(self) -> frozenset[str]:
        """The paths that were ours when we came."""
        return frozenset(self._left).union(*(entry.read_files() for entry in self.known.values()))

    def is_fresh(self, name: str, key: str) -> bool:
        """Whether a unit was made by this key and its files are still as we left them."""
        entry = self.known.get(name)
        if entry is None or entry.key != key:
            return False
        if self._touched:
            return name not in self._touched.result()
        return is_whole(self.root, entry)

    def look_around(self) -> None:
        """Begin to look which units are as we left them, before any is asked for."""
        if self.known:
            self._touched = Later("files that stand", partial(find_touched, self.root, self.known))

    def keep(self, name: str) -> None:
        """Claim a fresh unit as it stands."""
        entry = self.known[name]
        self._part.units[name] = entry
        self._part.report.unchanged += entry.count()

    def keep_all(self) -> None:
        """Claim everything that is ours as it stands."""
        for name in self.known:
            self.keep(name)

    def writer(self, number: int = 0) -> Writer:
        """A writer into this folder; each process has a number of its own."""
        return Writer(self, number)

    def take(self, part: Part) -> None:
        """Add what a writer did."""
        self._part.units.update(part.units)
        self._part.report.written += part.report.written
        self._part.report.unchanged += part.report.unchanged

    def claimed_files(self) -> Iterator[tuple[str, str, int]]:
        """Every file that the folder has by now: its path, its unit and its size in bytes."""
        # Which process made a unit is chance.
        for name, entry in sorted(self._part.units.items()):
            for path, note in entry.read_files().items():
                yield path, name, note.size

    def claimed(self, name: str) -> Entry:
        """What we know of a unit by now. Raises `KeyError` for one that is not made."""
        return self._part.units[name]

    def find_obstacles(self, paths: Iterable[str], files: Mapping[str, bytes]) -> Iterator[Problem]:
        """What keeps us from writing new files, where anything does."""
        for path in paths:
            if not is_inside(path):
                yield Problem(str(self.root), 0, path, "is no path inside the folder")
            # Where nothing stood when we came, only we have been since.
            elif path.partition("/")[0].casefold() in self._found:
                yield from find_obstacle(self.root / path, files[path])

    def finish(self) -> SyncReport:
        """Delete what nobody claims, and write down what is ours.

        Raises `ValueError` when two units made one file: that is a bug, not bad data.
        """
        units, known = self._part.units, self.known
        made = {name: entry for name, entry in units.items() if entry is not known.get(name)}
        gone = [entry for name, entry in known.items() if name in made or name not in units]
        before: set[str] = set().union(*(entry.files for entry in gone))
        if self._left:  # a run was killed, or its notes are lost
            kept = (entry.files for name, entry in units.items() if name not in made)
            before |= self._left.difference(*kept)
        claimed = unite_files(made)
        if claimed - before and (twice := (claimed - before) & self.owned):
            raise ValueError(f"{min(twice)} is made twice, once by a unit that was kept")
        report = self._part.report
        # What a kept unit has no other unit had: only the rest can have lost a file.
        report.deleted = delete_files(self.root, sorted(before - claimed))
        if made or gone or report.deleted:
            same = before == claimed and (self.root / PATHS).is_file()
            write_manifest(self.root, units, paths_too=not same)
        for journal in self.root.glob(f"{JOURNAL}*"):
            journal.unlink()
        for staging in self.root.glob(f"{_STAGING}*"):
            shutil.rmtree(staging)
        return report


def open_site(root: Path) -> Folder:
    """The folder of a built site, which is ours as a whole.

    What MkDocs built there by itself is removed, as MkDocs does. Raises `PapersError` for a folder
    with other things in it.
    """
    if root.is_dir() and not (root / MANIFEST).exists():
        names = {path.name for path in root.iterdir() if not path.name.startswith(".")}
        if names and not names >= {"404.html", "index.html", "sitemap.xml"}:
            message = "is not empty and holds no site; choose another folder"
            raise PapersError([Problem(str(root), 0, "", message)])
        for name in names:
            place = root / name
            shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
    return Folder(root)


class Writer:
    """Writes the files of units, one process each; use it in a `with`."""

    def __init__(self, folder: Folder, number: int) -> None:
        self.part = Part()
        self._folder = folder
        self._root = str(folder.root)
        self._staging = folder.root / f"{_STAGING}-{number}"
        self._new = str(self._staging / "file")
        self._journal_path = folder.root / f"{JOURNAL}-{number}"
        self._parents: set[str] = {""}

    def __enter__(self) -> Self:
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir()
        self._journal = self._journal_path.open("a", encoding="utf-8", buffering=1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._journal.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def put(
        self, name: str, key: str, files: Mapping[str, bytes], twins: Twins | None = None
    ) -> Entry:
        """Make a unit's files what they must be; those that have a twin are linked, not written.

        Raises `PapersError` when a path leaves the folder or a file in the way is not ours.
        """
        known = self._folder.known.get(name)
        done: dict[str, Owned] = {}
        stale: dict[str, tuple[bytes, Owned | None]] = {}
        for path, content in files.items():
            note = known.files.get(path) if known else None
            twin = twins.files.get(path) if twins else None
            if note and self._is_current(path, note, content, twin):
                done[path] = note
            else:
                stale[path] = content, twin
        new = [path for path in stale if not (known and path in known.files)]
        self._claim([path for path in new if path not in self._folder.owned], files)
        for path, (content, twin) in stale.items():
            is_linked = twin and twins and self._link(path, twins.root)
            done[path] = twin if twin and is_linked else self._write(path, content)
        entry = self.part.units[name] = Entry(key, {path: done[path] for path in files})
        self.part.report.written += len(stale)
        self.part.report.unchanged += len(files) - len(stale)
        return entry

    def _is_current(self, path: str, note: Owned, content: bytes, twin: Owned | None) -> bool:
        return (
            note.size == len(content)
            and note.digest == (twin.digest if twin else digest(content))
            and is_untouched(self._folder.root, path, note)
        )

    def _claim(self, paths: list[str], files: Mapping[str, bytes]) -> None:
        """Write down that new paths are ours, unless somebody else has one of them."""
        problems = list(self._folder.find_obstacles(paths, files))
        if problems:
            raise PapersError(problems)
        if paths:
            self._journal.write("".join(f"{path}\n" for path in paths))

    def _write(self, path: str, content: bytes) -> Owned:
        self._make_parent(path.rpartition("/")[0])
        status = write_file(self._new, content)
        os.replace(self._new, f"{self._root}/{path}")  # noqa: PTH105
        return Owned(digest(content), status.st_size, status.st_mtime_ns)

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
