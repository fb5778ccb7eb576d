"""What is ours in a folder: the manifest of units and their files, and the journals of killed runs.

A folder comes in, `Entry` objects go out, and back. What is damaged names nothing as ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.errors import Problem
from generator.jsontext import dump_json

MANIFEST = ".papershelf.json"
JOURNAL = ".papershelf-journal"
PATHS = ".papershelf-paths"
_FORMAT = "papershelf 3"
# A part that is empty, "." or "..", or that begins like our notes; or a backslash anywhere.
_OUTSIDE = re.compile(r"(?:^|/)(?:/|\Z|\.\.?(?:/|\Z)|\.papershelf)|\\")
# Without any of these the text of a manifest has no such path.
_SIGNS_OF_OUTSIDE = ('""', '"/', "//", '/"', '".', "/.", "\\")


class Owned(NamedTuple):
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    digest: str
    size: int
    changed: int


class Twins(NamedTuple):
    """Files that another folder on this disk holds under the same paths, with the same bytes."""

    root: Path
    files: Mapping[str, Owned]


class Entry:
    """What we know of a unit: the key it was made by, and its files by path.

    Of one from a manifest the files are read when somebody asks: most are kept as they stand.
    """

    __slots__ = ("_files", "_text", "key")

    def __init__(
        self, key: str, files: Mapping[str, Owned] | None = None, text: str | None = None
    ) -> None:
        self.key = key
        self._files = files
        self._text = text

    @property
    def files(self) -> Mapping[str, Owned]:
        """The files by path."""
        if self._files is None:
            found = json.loads(self._text or "{}")
            self._files = {path: Owned(*note) for path, note in found.items()}
        return self._files

    def read_files(self) -> Mapping[str, Owned]:
        """The files by path, for once: of many units they would fill the memory."""
        return self._files if self._files is not None else Entry(self.key, text=self._text).files

    def count(self) -> int:
        """The number of files."""
        # Every file has a list of its own, and no digest or number has a bracket.
        return len(self._files) if self._files is not None else (self._text or "").count('":["')

    def pack(self) -> None:
        """Keep the files as text alone, which takes a third of the memory."""
        self._text, self._files = self.text, None

    @property
    def text(self) -> str:
        """The files as a manifest has them: JSON, one line."""
        if self._text is None:
            self._text = dump_json(self._files)
        return self._text


def digest(content: bytes) -> str:
    """The name of some bytes: BLAKE2b, 16 bytes, in hexadecimal."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def read_manifest(root: Path) -> dict[str, Entry]:
    """The units in a folder that are ours; none where the manifest is missing or damaged.

    Then `read_paths` still tells which files are ours.
    """
    try:
        _, text = read_manifest_text(root)
        units = {}
        for line in text.split("\n")[:-1]:
            name, key, files = line.split("\t")
            units[name] = Entry(key, text=files)
        # All paths at once: to look at each by itself would take as long as to read them.
        if any(map(text.__contains__, _SIGNS_OF_OUTSIDE)):
            units = {name: unit for name, unit in units.items() if all(map(is_inside, unit.files))}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return units


def read_manifest_text(root: Path) -> tuple[str, str]:
    """The name of a folder's manifest, and a line for each unit: its name, its key, its files.

    The name tells of a byte that went over. Raises `OSError` and, if damaged, `ValueError`.
    """
    name, _, text = (root / MANIFEST).read_bytes().partition(b"\n")
    if name.decode() != _name_manifest(text):
        raise ValueError(root)
    return name.decode(), text.decode()


def write_manifest(root: Path, units: Mapping[str, Entry], *, paths_too: bool = True) -> None:
    """Write down what is ours, by one rename; `paths_too` where the paths may not be as before."""
    if paths_too:
        # By themselves once more: a damaged manifest must not make our files foreign.
        paths = "".join(f"{path}\n" for entry in units.values() for path in entry.read_files())
        replace_file(root / PATHS, paths.encode())
    lines = (f"{name}\t{entry.key}\t{entry.text}\n" for name, entry in sorted(units.items()))
    text = "".join(lines).encode()
    replace_file(root / MANIFEST, f"{_name_manifest(text)}\n".encode() + text)


def _name_manifest(text: bytes) -> str:
    return f"{_FORMAT} {digest(text)}"


def write_file(path: str, content: bytes) -> os.stat_result:
    """Write a whole new file by as few calls as there can be: it is done 100,000 times.

    Raises `FileExistsError`: another name of a file of ours could stand there, and share its bytes.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
        return os.fstat(file)
    finally:
        os.close(file)


def delete_files(root: Path, paths: Iterable[str]) -> int:
    """Delete files, and the folders that become empty by it."""
    count = 0
    parents: set[Path] = set()
    for path in paths:
        place = root / path
        parents.update(parent for parent in place.parents if parent.is_relative_to(root))
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        count += 1
    for parent in sorted(parents - {root}, key=lambda place: (-len(place.parts), place)):
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
    return count


def replace_file(path: Path, content: bytes) -> None:
    """Write a file by one rename: whoever reads it finds all of it, or what stood there before."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def read_journals(root: Path) -> set[str]:
    """The paths that runs which did not end were about to write."""
    return {path for journal in root.glob(f"{JOURNAL}*") for path in _read_paths(journal)}


def read_paths(root: Path) -> set[str]:
    """The paths that were ours at the end of the last run, told apart from the manifest."""
    return set(_read_paths(root / PATHS)) if (root / PATHS).is_file() else set()


def _read_paths(path: Path) -> list[str]:
    # A line that was cut short is no path of ours; if it is one by chance, it was about to be.
    return [line for line in path.read_text("utf-8", "replace").split("\n") if is_inside(line)]


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


def is_whole(root: Path, entry: Entry) -> bool:
    """Whether all files of a unit are as we left them."""
    return all(is_untouched(root, path, note) for path, note in entry.read_files().items())


def find_touched(root: Path, units: Mapping[str, Entry]) -> frozenset[str]:
    """The units of which a file is not as we left it."""
    return frozenset(name for name, entry in units.items() if not is_whole(root, entry))


def unite_files(units: Mapping[str, Entry]) -> set[str]:
    """The files of all units. Raises `ValueError` for one that two of them have."""
    claimed: set[str] = set()
    for name, entry in units.items():
        # Not `claimed & files`: that walks through all that is claimed, for every unit.
        files = entry.read_files()
        if not claimed.isdisjoint(files):
            twice = min(path for path in files if path in claimed)
            raise ValueError(f"{twice} is made twice, the second time by {name}")
        claimed.update(files)
    return claimed


def find_obstacle(place: Path, content: bytes) -> Iterator[Problem]:
    """What stands where a new file must go, unless it is what we would write."""
    if os.path.lexists(place) and not (
        place.is_file() and not place.is_symlink() and place.read_bytes() == content
    ):
        message = "is not a generated file; move it away, we need its place"
        yield Problem(str(place), 0, "", message)
