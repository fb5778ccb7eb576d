"""What is ours in a folder: the manifest of units and their files, and the journals of killed runs.

A folder comes in, `Holdings` go out, and back. What is damaged names nothing as ours.
"""

from __future__ import annotations

import hashlib
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
from papershelf.engine.manifest_table import Holdings, Owned, parse_holdings

MANIFEST = ".papershelf.json"
JOURNAL = ".papershelf-journal"
PATHS = ".papershelf-paths"
_FORMAT = f"papershelf 5 {sys.byteorder}"
# A part that is empty, "." or "..", or that begins like our notes; or what no path of ours has.
_OUTSIDE = re.compile(r"(?:^|/)(?:/|\Z|\.\.?(?:/|\Z)|\.papershelf)|[\\\n]")


class Twins(NamedTuple):
    """Files that another folder on this disk holds under the same paths, with the same bytes."""

    root: Path
    files: Mapping[str, Owned]


def digest(content: bytes | memoryview) -> str:
    """The name of some bytes: the first half of their SHA-256, in hexadecimal.

    Processors have instructions for it, by which it takes half of the time of BLAKE2b.
    """
    return hashlib.sha256(content).hexdigest()[:32]


def read_manifest(root: Path) -> Holdings:
    """The units in a folder that are ours; none where the manifest is missing or damaged.

    Then `read_paths` still tells which files are ours. Whoever deletes by it asks `is_inside`: a
    cache that strangers can write to may name any file.
    """
    return read_named_manifest(root)[1]


def read_named_manifest(root: Path) -> tuple[str, Holdings]:
    """The name of a folder's manifest, which tells of a byte that went over, and what it says.

    No name and nothing of one that is missing or damaged.
    """
    try:
        content = read_file(root / MANIFEST)
        end = content.index(b"\n")
        name, text = content[:end].decode(), memoryview(content)[end + 1 :]
        if name == _name_manifest(text):
            return name, parse_holdings(text)
    except (OSError, ValueError):
        pass
    return "", Holdings()


def read_manifest_name(root: Path) -> str:
    """The name under which a manifest was written. Raises `OSError` where there is none."""
    with (root / MANIFEST).open("rb") as file:
        return file.readline().decode().rstrip("\n")


def write_manifest(root: Path, holdings: Holdings, *, paths_too: bool = True) -> None:
    """Write down what is ours, by one rename; `paths_too` where the paths may not be as before."""
    if paths_too:
        # By themselves once more: a damaged manifest must not make our files foreign.
        replace_file(root / PATHS, "\n".join([*holdings.paths, ""]).encode())
    text = holdings.render()
    replace_file(root / MANIFEST, f"{_name_manifest(text)}\n".encode(), text)


def _name_manifest(text: bytes | memoryview) -> str:
    return f"{_FORMAT} {digest(text)}"


def delete_files(root: Path, paths: Iterable[str]) -> int:
    """Delete files, and the folders that become empty by it; nothing outside the folder."""
    count = 0
    parents: set[Path] = set()
    for path in filter(is_inside, paths):
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
    return {path for journal in root.glob(f"{JOURNAL}*") for path in _read_paths(journal)}


def has_notes(root: Path) -> bool:
    """Whether a folder has a manifest, its list of paths, or the journal of an unfinished run."""
    notes = (MANIFEST, PATHS)
    return any((root / name).exists() for name in notes) or any(root.glob(f"{JOURNAL}*"))


def read_paths(root: Path) -> set[str]:
    """The paths that were ours at the end of the last run, told apart from the manifest."""
    return set(_read_paths(root / PATHS)) if (root / PATHS).is_file() else set()


def _read_paths(path: Path) -> list[str]:
    # A line that was cut short is no path of ours; if it is one by chance, it was about to be.
    lines = read_file(path).decode("utf-8", "replace").split("\n")
    return [line for line in lines if is_inside(line)]


def is_inside(path: str) -> bool:
    """Whether a relative path stays in its folder and is not one of our own notes."""
    return _OUTSIDE.search(path) is None


def is_untouched(root: Path, path: str, note: Owned) -> bool:
    """Whether a file is as we left it: by size and time, or where the time differs, by content.

    A restored cache brings files back with other times; reading them is cheaper than making them.
    """
    try:
        status = os.lstat(f"{root}/{path}")
    except OSError:
        return False
    if status.st_size != note.size:
        return False
    if status.st_mtime_ns == note.changed:
        return True
    place = root / path
    return not place.is_symlink() and digest(place.read_bytes()) == note.digest


def is_whole(root: Path, holdings: Holdings, name: str) -> bool:
    """Whether all files of a unit are as we left them."""
    files = holdings.files(name)
    return all(is_untouched(root, path, note) for path, note in files.items())


def find_touched(root: Path, holdings: Holdings) -> frozenset[str]:
    """The units of which a file is not as we left it."""
    return frozenset(holdings.owners(_find_touched_files(root, holdings)))


def _find_touched_files(root: Path, holdings: Holdings) -> Iterator[int]:
    # A quick look at each, since there are so many, and a second one where it finds a difference.
    look, start = os.lstat, f"{root}/"
    notes = zip(holdings.paths, holdings.sizes, holdings.changed, strict=True)
    for place, (path, size, changed) in enumerate(notes):
        try:
            status = look(start + path)
        except OSError:
            yield place
            continue
        if (status.st_mtime_ns != changed or status.st_size != size) and not is_untouched(
            root, path, holdings.note(place)
        ):
            yield place


def find_others(root: Path, ours: AbstractSet[str]) -> tuple[str, ...]:
    """The files of a folder that are not ours, as MkDocs would see them, sorted.

    Links to folders are followed. Raises `PapersError` for one that leads to a folder around it.
    """
    return tuple(sorted(_walk_others(str(root), "", ours, ()))) if root.is_dir() else ()


def _walk_others(
    root: str, prefix: str, ours: AbstractSet[str], above: tuple[str, ...]
) -> Iterator[str]:
    """The files below a prefix, which is in the folders `above` by their real paths."""
    # Most of what stands in a large folder is ours: it is left out at once. Of the rest the listing
    # tells what is a folder, with no further look.
    with os.scandir(f"{root}/{prefix}") as entries:
        rest = [entry for entry in entries if prefix + entry.name not in ours]
    for entry in rest:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112
            here = (*above, os.path.realpath(f"{root}/{prefix}"))
            if leads_back(entry.path, here):
                message = "is a link to a folder that it is in; remove it"
                raise PapersError([Problem(entry.path, 0, "", message)])
            yield from _walk_others(root, f"{prefix}{entry.name}/", ours, here)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk_others(root, f"{prefix}{entry.name}/", ours, above)
        else:
            yield prefix + entry.name


def leads_back(link: str, above: Iterable[str]) -> bool:
    """Whether a link leads to one of some real folders, or to one around it."""
    target = os.path.realpath(link)
    return any(f"{folder}/".startswith(f"{target}/") for folder in above)


def find_double(paths: Iterable[str]) -> str | None:
    """A path that is there twice."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            return path
        seen.add(path)
    return None


def find_obstacle(place: Path, content: bytes) -> Iterator[Problem]:
    """What stands where a new file must go, unless it is what we would write."""
    if os.path.lexists(place) and not (
        place.is_file() and not place.is_symlink() and place.read_bytes() == content
    ):
        message = "is not a generated file; move it away, we need its place"
        yield Problem(str(place), 0, "", message)
