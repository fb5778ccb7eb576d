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
from typing import NamedTuple

from papershelf.core.disk_files import remove_tree
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.file_writer import STAGING, Part, Place, SyncReport, Writer, find_place
from papershelf.engine.manifest import (
    JOURNAL,
    PATHS,
    delete_files,
    find_double,
    find_others,
    find_touched,
    has_notes,
    is_whole,
    write_manifest,
)
from papershelf.engine.manifest_table import Holdings, Owned
from papershelf.engine.process_pool import Later


class _Look(NamedTuple):
    """Units of which a file is not as we left it; the files of others, if somebody asked."""

    touched: frozenset[str]
    others: tuple[str, ...] | None


def _look_around(place: Place, for_others: bool) -> _Look:
    touched = find_touched(place.root, place.known)
    return _Look(touched, find_others(place.root, place.owned) if for_others else None)


class Folder:
    """Our part of a folder. Open it, hand it every unit, `finish`.

    Several processes may write at once, each through its own `writer(n)`; their parts are handed
    to `take`. What no unit claims any more is deleted by `finish` and by nothing else.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._place = find_place(root)
        self._part = Part()
        self._kept: set[str] = set()
        self._look: Later[_Look] | None = None
        self.standing = self._place.known
        self._paths_differ = False  # from those that were ours when we came

    @property
    def known(self) -> Holdings:
        """The units that were ours when we came."""
        return self._place.known

    @property
    def owned(self) -> frozenset[str]:
        """The paths that were ours when we came."""
        return self._place.owned

    def is_as_left(self, name: str) -> bool:
        """Whether our files are as the run left them that wrote a manifest of some name."""
        if self._place.name != name or any(self.root.glob(f"{JOURNAL}*")):
            return False
        look = self._look.result() if self._look else _look_around(self._place, for_others=False)
        return not look.touched

    def find_others(self) -> tuple[str, ...]:
        """The files here that were not ours when we came, as MkDocs would see them, sorted."""
        seen = self._look.result().others if self._look else None
        return find_others(self.root, self.owned) if seen is None else seen

    def find_fresh(self, keys: Mapping[str, str]) -> set[str]:
        """Those units that were made by these keys and have their files still as we left them."""
        key_of = self.known.key
        same = {name for name, key in keys.items() if key_of(name) == key}
        if self._look:
            return same - self._look.result().touched
        return {name for name in same if is_whole(self.root, self.known, name)}

    def look_around(self, *, for_others: bool = False) -> None:
        """Begin to look which units are as we left them, and what others have, before we are asked.

        Without `for_others` only our own files are looked at.
        """
        look = partial(_look_around, self._place, for_others)
        # Nobody needs it before all is loaded and planned, which this process does meanwhile.
        self._look = Later("files that stand", look, patient=True)

    def keep(self, names: Collection[str]) -> None:
        """Claim fresh units as they stand."""
        self._kept.update(names)

    def keep_all(self) -> None:
        """Claim everything that is ours as it stands."""
        self.keep(list(self.known))

    def writer(self, number: int = 0, partner: Path | None = None) -> Writer:
        """A writer into this folder; each process has a number of its own.

        What is written over changes in the folder `partner`, too, where it is the same file there.
        """
        return Writer(self._place, number, partner)

    def take(self, part: Part) -> None:
        """Add what a writer did."""
        self._part.made.adopt(part.made, part.made)
        self._part.report.written += part.report.written
        self._part.report.unchanged += part.report.unchanged

    def claimed_sizes(self, prefix: str) -> dict[str, int]:
        """The sizes in bytes of all files of units whose names begin in some way, by path."""
        made = self._part.made
        found: dict[str, int] = {}
        # Which process made a unit is chance.
        for name in sorted(name for name in (*self._kept, *made) if name.startswith(prefix)):
            found.update((made if name in made else self.known).listed(name))
        return found

    def find_claimed(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths that a unit has claimed by now."""
        made, known = self._part.made, self.known
        wanted = frozenset(paths)
        places = [place for place, path in enumerate(known.paths) if path in wanted]
        kept = zip(places, known.owners(places), strict=True)
        return wanted.intersection(made.paths).union(
            known.paths[place] for place, name in kept if name in self._kept
        )

    def claimed(self, name: str) -> Mapping[str, Owned]:
        """The files of a unit by now, by path; none of one that is not made."""
        made = self._part.made
        return made.files(name) if name in made else self.known.files(name)

    def finish(self) -> SyncReport:
        """Delete what nobody claims, and write down what is ours. Raises what `settle` raises."""
        self.settle()
        return self.close()

    def settle(self) -> None:
        """Delete what nobody claims. From now on what is ours is `standing`; `close` must follow.

        Raises `ValueError` when two units made one file: that is a bug, not bad data.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        made, known, kept = self._part.made, self.known, self._kept
        gone = [name for name in known if name not in kept]
        before = set(known.paths_of(gone))
        self._part.report.unchanged += len(known.paths) - len(before)
        if self._place.left:  # a run was killed, or its notes are lost
            before |= self._place.left.difference(known.paths_of(kept))
        if twice := find_double(made.paths):
            raise ValueError(f"{twice} is made twice")
        claimed = set(made.paths)
        if claimed - before and (others := (claimed - before) & self.owned):
            raise ValueError(f"{min(others)} is made twice, once by a unit that was kept")
        report = self._part.report
        # What a kept unit has no other unit had: only the rest can have lost a file.
        report.deleted = delete_files(self.root, sorted(before - claimed))
        if made or gone or report.deleted:
            self._paths_differ = before != claimed
            self.standing = self._unite()

    def close(self) -> SyncReport:
        """Write down what is ours since `settle`, in whatever process."""
        if self.standing is not self.known:
            paths_too = self._paths_differ or not (self.root / PATHS).is_file()
            write_manifest(self.root, self.standing, paths_too=paths_too)
        for journal in self.root.glob(f"{JOURNAL}*"):
            journal.unlink()
        for staging in self.root.glob(f"{STAGING}*"):
            remove_tree(staging)
        return self._part.report

    def _unite(self) -> Holdings:
        """What was kept and what was made, by name: which process made a unit is chance."""
        whole, made = Holdings(), self._part.made
        names = sorted([*self._kept, *made])
        for is_made, same in groupby(names, made.__contains__):
            whole.adopt(made if is_made else self.known, same)
        return whole


def open_site(root: Path) -> Folder:
    """The folder of a built site, which belongs to Papershelf as a whole.

    A site that MkDocs built by itself is removed, as MkDocs does. Raises `PapersError` for a
    folder that holds other things, and for a path that is not a folder.
    """
    if root.is_dir() and not has_notes(root):
        names = {path.name for path in root.iterdir() if not path.name.startswith(".")}
        if names and not names >= {"404.html", "index.html", "sitemap.xml"}:
            message = "is not empty and holds no site; choose another folder with --site"
            raise PapersError([Problem(str(root), 0, "", message)])
        for name in names:
            remove_tree(root / name)
    return Folder(root)
