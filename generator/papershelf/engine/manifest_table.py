"""The table of generated files in a folder: tasks with their cache keys, and their files.

It is stored in columns: a collection of 10,000 papers can have 150,000 files in two folders, and
creating an object for each would take longer than building a small change.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

_HASH_LENGTH = 32  # hexadecimal digits of a content hash
_TYPECODE = "q"  # arrays of 64-bit integers
_HEADER_LIMIT = 200  # bytes: more than seven lengths can need


class FileRecord(NamedTuple):
    """A generated file: the hash of its content, its size in bytes and modification time in ns."""

    content_hash: str
    size: int
    mtime_ns: int


class ManifestTable:
    """Tasks by name, in the order in which they were added, and their files in the same order."""

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
        # One more than there are tasks: the files of a task end where those of the next begin.
        self._first_files = array(_TYPECODE, [0])
        self.paths: list[str] = []
        self.content_hashes = bytearray()
        self.sizes = array(_TYPECODE)
        self.mtimes = array(_TYPECODE)

    def __contains__(self, name: str) -> bool:
        """Whether the table has a task."""
        return name in self._task_indexes

    def __iter__(self) -> Iterator[str]:
        """The names of all tasks."""
        return iter(self._task_indexes)

    def __len__(self) -> int:
        """The number of tasks."""
        return len(self._task_indexes)

    def add(self, name: str, cache_key: str, files: Mapping[str, FileRecord]) -> None:
        """Add a task. Raises `ValueError` if the table already has one of that name."""
        self._append_names([name], [cache_key])
        for path, (content_hash, size, mtime) in files.items():
            self.paths.append(path)
            self.content_hashes += content_hash.encode()
            self.sizes.append(size)
            self.mtimes.append(mtime)
        self._first_files.append(len(self.paths))

    def copy_from(self, other: ManifestTable, names: Iterable[str]) -> None:
        """Add some tasks of another table. Raises what `add` raises."""
        run: list[str] = []  # consecutive tasks of the other table, copied as one block
        start = 0
        for name in names:
            index = other._task_indexes[name]
            if index != start + len(run):
                self._copy_block(other, start, run)
                run, start = [], index
            run.append(name)
        self._copy_block(other, start, run)

    def _copy_block(self, other: ManifestTable, start: int, names: list[str]) -> None:
        stop = start + len(names)
        first, end = other._first_files[start], other._first_files[stop]
        self._append_names(names, other._cache_keys[start:stop])
        offset = len(self.paths) - first
        self._first_files.extend(
            [index + offset for index in other._first_files[start + 1 : stop + 1]]
        )
        self.paths += other.paths[first:end]
        self.content_hashes += other.content_hashes[first * _HASH_LENGTH : end * _HASH_LENGTH]
        self.sizes += other.sizes[first:end]
        self.mtimes += other.mtimes[first:end]

    def _append_names(self, names: list[str], cache_keys: list[str]) -> None:
        count = len(self._task_indexes)
        self._task_indexes.update(zip(names, range(count, count + len(names)), strict=True))
        self._cache_keys += cache_keys
        if len(self._task_indexes) != len(self._cache_keys):
            raise ValueError("two build tasks have the same name, one of: " + ", ".join(names[:5]))

    def cache_key(self, name: str) -> str | None:
        """The cache key of a task, or `None` if the table does not have it."""
        index = self._task_indexes.get(name)
        return None if index is None else self._cache_keys[index]

    def files(self, name: str) -> dict[str, FileRecord]:
        """The files of a task by path; empty if the table does not have it."""
        indexes = self._file_range(name) if name in self._task_indexes else ()
        return {self.paths[index]: self.record(index) for index in indexes}

    def file_sizes(self, name: str) -> Iterator[tuple[str, int]]:
        """The paths and sizes of a task's files. Raises `KeyError` for an unknown task."""
        span = self._file_range(name)
        files = slice(span.start, span.stop)
        return zip(self.paths[files], self.sizes[files], strict=True)

    def paths_of(self, names: Iterable[str]) -> Iterator[str]:
        """The paths of the files of some tasks. Raises `KeyError` for an unknown task."""
        for name in names:
            span = self._file_range(name)
            yield from self.paths[span.start : span.stop]

    def _file_range(self, name: str) -> range:
        index = self._task_indexes[name]
        return range(self._first_files[index], self._first_files[index + 1])

    def record(self, index: int) -> FileRecord:
        """The record of the file at an index."""
        start = index * _HASH_LENGTH
        content_hash = self.content_hashes[start : start + _HASH_LENGTH].decode()
        return FileRecord(content_hash, self.sizes[index], self.mtimes[index])

    def task_names_of(self, indexes: Iterable[int]) -> list[str]:
        """The task of each of the files at some indexes."""
        names = list(self._task_indexes)
        return [names[bisect_right(self._first_files, index) - 1] for index in indexes]

    def render(self) -> bytes:
        """Serialize the table for `parse_manifest_table` on machines of the same byte order."""
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
    """Parse the output of `ManifestTable.render`. Raises `ValueError` for anything else."""
    # The columns have megabytes, so they are not copied.
    content = memoryview(content)
    head, end, _ = bytes(content[:_HEADER_LIMIT]).partition(b"\n")
    columns = []
    start = len(head) + len(end)
    for length in map(int, head.split()):
        columns.append(content[start : start + length])
        start += length + 1
    names, keys, counts, paths, hashes, sizes, mtimes = columns
    table = ManifestTable()
    table._append_names(_split_texts(names), _split_texts(keys))  # noqa: SLF001  # a constructor of the class
    table._first_files = array(_TYPECODE, accumulate(_parse_numbers(counts), initial=0))  # noqa: SLF001
    table.paths = _split_texts(paths)
    table.content_hashes += hashes
    table.sizes, table.mtimes = _parse_numbers(sizes), _parse_numbers(mtimes)
    files = table._first_files[-1]  # noqa: SLF001
    lengths = {len(table.paths), len(table.sizes), len(table.mtimes), len(hashes) / _HASH_LENGTH}
    if lengths != {files} or len(table._first_files) != len(table) + 1:  # noqa: SLF001
        raise ValueError("the columns of the manifest differ in length")
    return table


def _split_texts(column: memoryview) -> list[str]:
    return str(column, "utf-8").split("\n") if column else []


def _parse_numbers(column: memoryview) -> array[int]:
    numbers = array(_TYPECODE)
    numbers.frombytes(column)
    return numbers
