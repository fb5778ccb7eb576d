"""What is ours in a folder: units, each with the key that it was made by and with its files.

Kept in columns: a collection of 10,000 papers has 100,000 files in each of two folders, and an
object for every one of them would take longer to make than a small change takes to build.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

_HASH_LENGTH = 32  # letters of a digest
_TYPECODE = "q"  # of an array of whole numbers, 64 bits each
_HEADER_LIMIT = 200  # bytes, which no row of seven lengths fills


class FileRecord(NamedTuple):
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    content_hash: str
    size: int
    mtime_ns: int


class ManifestTable:
    """Units by name, in the order in which they came; their files follow in the same order."""

    __slots__ = (
        "_cache_keys",
        "_first_files",
        "_task_indexes",
        "content_hashes",
        "mtimes",
        "paths",
        "sizes",
    )

    def __init__(self) -> None:
        self._task_indexes: dict[str, int] = {}
        self._cache_keys: list[str] = []
        self._first_files = array(
            _TYPECODE, [0]
        )  # one more than units: each ends where the next begins
        self.paths: list[str] = []
        self.content_hashes = bytearray()
        self.sizes = array(_TYPECODE)
        self.mtimes = array(_TYPECODE)

    def __contains__(self, name: str) -> bool:
        """Whether a unit is here."""
        return name in self._task_indexes

    def __iter__(self) -> Iterator[str]:
        """The names of all units."""
        return iter(self._task_indexes)

    def __len__(self) -> int:
        """The number of units."""
        return len(self._task_indexes)

    def add(self, name: str, cache_key: str, files: Mapping[str, FileRecord]) -> None:
        """Add a unit. Raises `ValueError` for one that is here already."""
        self._append_names([name], [cache_key])
        for path, (digest, size, changed) in files.items():
            self.paths.append(path)
            self.content_hashes += digest.encode()
            self.sizes.append(size)
            self.mtimes.append(changed)
        self._first_files.append(len(self.paths))

    def copy_from(self, other: ManifestTable, names: Iterable[str]) -> None:
        """Add some units of another. Raises what `add` raises."""
        run: list[str] = []  # what follows one another there, too, is copied at once
        start = 0
        for name in names:
            place = other._task_indexes[name]
            if place != start + len(run):
                self._copy_block(other, start, run)
                run, start = [], place
            run.append(name)
        self._copy_block(other, start, run)

    def _copy_block(self, other: ManifestTable, start: int, names: list[str]) -> None:
        stop = start + len(names)
        first, end = other._first_files[start], other._first_files[stop]
        self._append_names(names, other._cache_keys[start:stop])
        moved = len(self.paths) - first
        self._first_files.extend(
            [place + moved for place in other._first_files[start + 1 : stop + 1]]
        )
        self.paths += other.paths[first:end]
        self.content_hashes += other.content_hashes[first * _HASH_LENGTH : end * _HASH_LENGTH]
        self.sizes += other.sizes[first:end]
        self.mtimes += other.mtimes[first:end]

    def _append_names(self, names: list[str], cache_keys: list[str]) -> None:
        known = len(self._task_indexes)
        self._task_indexes.update(zip(names, range(known, known + len(names)), strict=True))
        self._cache_keys += cache_keys
        if len(self._task_indexes) != len(self._cache_keys):
            raise ValueError("a unit is made twice, one of: " + ", ".join(names[:5]))

    def cache_key(self, name: str) -> str | None:
        """The key of a unit; `None` for one that is not here."""
        place = self._task_indexes.get(name)
        return None if place is None else self._cache_keys[place]

    def files(self, name: str) -> dict[str, FileRecord]:
        """The files of a unit by path; none of a unit that is not here."""
        span = self._file_range(name) if name in self._task_indexes else ()
        return {self.paths[place]: self.record(place) for place in span}

    def file_sizes(self, name: str) -> Iterator[tuple[str, int]]:
        """The files of a unit, each with its size. Raises `KeyError` for one that is not here."""
        span = self._file_range(name)
        files = slice(span.start, span.stop)
        return zip(self.paths[files], self.sizes[files], strict=True)

    def paths_of(self, names: Iterable[str]) -> Iterator[str]:
        """The files of some units. Raises `KeyError` for one that is not here."""
        for name in names:
            span = self._file_range(name)
            yield from self.paths[span.start : span.stop]

    def _file_range(self, name: str) -> range:
        place = self._task_indexes[name]
        return range(self._first_files[place], self._first_files[place + 1])

    def record(self, index: int) -> FileRecord:
        """What we know of the file at a place."""
        digest = self.content_hashes[index * _HASH_LENGTH : (index + 1) * _HASH_LENGTH].decode()
        return FileRecord(digest, self.sizes[index], self.mtimes[index])

    def task_names_of(self, indexes: Iterable[int]) -> list[str]:
        """The unit of each of the files at some places."""
        names = list(self._task_indexes)
        return [names[bisect_right(self._first_files, place) - 1] for place in indexes]

    def render(self) -> bytes:
        """All of it, for `parse_manifest_table` on a machine where numbers have the same order."""
        counts = array(_TYPECODE, map(int.__sub__, self._first_files[1:], self._first_files))
        columns = (
            "\n".join(self._task_indexes).encode(),
            "\n".join(self._cache_keys).encode(),
            counts.tobytes(),
            "\n".join(self.paths).encode(),
            bytes(self.content_hashes),
            self.sizes.tobytes(),
            self.mtimes.tobytes(),
        )
        lengths = " ".join(str(len(column)) for column in columns)
        return b"\n".join((lengths.encode(), *columns))


def parse_manifest_table(content: bytes | memoryview) -> ManifestTable:
    """What `ManifestTable.render` wrote. Raises `ValueError` for anything else."""
    # Of the columns, which are megabytes, no copy is made.
    content = memoryview(content)
    head, end, _ = bytes(content[:_HEADER_LIMIT]).partition(b"\n")
    columns = []
    start = len(head) + len(end)
    for length in map(int, head.split()):
        columns.append(content[start : start + length])
        start += length + 1
    names, keys, counts, paths, digests, sizes, changed = columns
    found = ManifestTable()
    found._append_names(_split_texts(names), _split_texts(keys))  # noqa: SLF001  # made here, for the class
    found._first_files = array(_TYPECODE, accumulate(_parse_numbers(counts), initial=0))  # noqa: SLF001
    found.paths = _split_texts(paths)
    found.content_hashes += digests
    found.sizes, found.mtimes = _parse_numbers(sizes), _parse_numbers(changed)
    files = found._first_files[-1]  # noqa: SLF001
    lengths = {len(found.paths), len(found.sizes), len(found.mtimes), len(digests) / _HASH_LENGTH}
    if lengths != {files} or len(found._first_files) != len(found) + 1:  # noqa: SLF001
        raise ValueError("columns differ in length")
    return found


def _split_texts(column: memoryview) -> list[str]:
    return str(column, "utf-8").split("\n") if column else []


def _parse_numbers(column: memoryview) -> array[int]:
    numbers = array(_TYPECODE)
    numbers.frombytes(column)
    return numbers
