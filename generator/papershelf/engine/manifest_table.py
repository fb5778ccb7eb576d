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

_DIGEST = 32  # letters of a digest
_KIND = "q"  # of an array of whole numbers, 64 bits each
_HEAD = 200  # bytes, which no row of seven lengths fills


class Owned(NamedTuple):
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    digest: str
    size: int
    changed: int


class Holdings:
    """Units by name, in the order in which they came; their files follow in the same order."""

    __slots__ = ("_firsts", "_keys", "_places", "changed", "digests", "paths", "sizes")

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._keys: list[str] = []
        self._firsts = array(_KIND, [0])  # one more than units: each ends where the next begins
        self.paths: list[str] = []
        self.digests = bytearray()
        self.sizes = array(_KIND)
        self.changed = array(_KIND)

    def __contains__(self, name: str) -> bool:
        """Whether a unit is here."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """The names of all units."""
        return iter(self._places)

    def __len__(self) -> int:
        """The number of units."""
        return len(self._places)

    def add(self, name: str, key: str, files: Mapping[str, Owned]) -> None:
        """Add a unit. Raises `ValueError` for one that is here already."""
        self._name([name], [key])
        for path, (digest, size, changed) in files.items():
            self.paths.append(path)
            self.digests += digest.encode()
            self.sizes.append(size)
            self.changed.append(changed)
        self._firsts.append(len(self.paths))

    def adopt(self, other: Holdings, names: Iterable[str]) -> None:
        """Add some units of another. Raises what `add` raises."""
        run: list[str] = []  # what follows one another there, too, is copied at once
        start = 0
        for name in names:
            place = other._places[name]
            if place != start + len(run):
                self._copy(other, start, run)
                run, start = [], place
            run.append(name)
        self._copy(other, start, run)

    def _copy(self, other: Holdings, start: int, names: list[str]) -> None:
        stop = start + len(names)
        first, end = other._firsts[start], other._firsts[stop]
        self._name(names, other._keys[start:stop])
        moved = len(self.paths) - first
        self._firsts.extend([place + moved for place in other._firsts[start + 1 : stop + 1]])
        self.paths += other.paths[first:end]
        self.digests += other.digests[first * _DIGEST : end * _DIGEST]
        self.sizes += other.sizes[first:end]
        self.changed += other.changed[first:end]

    def _name(self, names: list[str], keys: list[str]) -> None:
        known = len(self._places)
        self._places.update(zip(names, range(known, known + len(names)), strict=True))
        self._keys += keys
        if len(self._places) != len(self._keys):
            raise ValueError("a unit is made twice, one of: " + ", ".join(names[:5]))

    def key(self, name: str) -> str | None:
        """The key of a unit; `None` for one that is not here."""
        place = self._places.get(name)
        return None if place is None else self._keys[place]

    def files(self, name: str) -> dict[str, Owned]:
        """The files of a unit by path; none of a unit that is not here."""
        span = self._span(name) if name in self._places else ()
        return {self.paths[place]: self.note(place) for place in span}

    def listed(self, name: str) -> Iterator[tuple[str, int]]:
        """The files of a unit, each with its size. Raises `KeyError` for one that is not here."""
        span = self._span(name)
        files = slice(span.start, span.stop)
        return zip(self.paths[files], self.sizes[files], strict=True)

    def paths_of(self, names: Iterable[str]) -> Iterator[str]:
        """The files of some units. Raises `KeyError` for one that is not here."""
        for name in names:
            span = self._span(name)
            yield from self.paths[span.start : span.stop]

    def _span(self, name: str) -> range:
        place = self._places[name]
        return range(self._firsts[place], self._firsts[place + 1])

    def note(self, place: int) -> Owned:
        """What we know of the file at a place."""
        digest = self.digests[place * _DIGEST : (place + 1) * _DIGEST].decode()
        return Owned(digest, self.sizes[place], self.changed[place])

    def owners(self, places: Iterable[int]) -> list[str]:
        """The unit of each of the files at some places."""
        names = list(self._places)
        return [names[bisect_right(self._firsts, place) - 1] for place in places]

    def render(self) -> bytes:
        """All of it, for `parse_holdings` on a machine where numbers have the same order."""
        counts = array(_KIND, map(int.__sub__, self._firsts[1:], self._firsts))
        columns = (
            "\n".join(self._places).encode(),
            "\n".join(self._keys).encode(),
            counts.tobytes(),
            "\n".join(self.paths).encode(),
            bytes(self.digests),
            self.sizes.tobytes(),
            self.changed.tobytes(),
        )
        lengths = " ".join(str(len(column)) for column in columns)
        return b"\n".join((lengths.encode(), *columns))


def parse_holdings(content: bytes | memoryview) -> Holdings:
    """What `Holdings.render` wrote. Raises `ValueError` for anything else."""
    # Of the columns, which are megabytes, no copy is made.
    content = memoryview(content)
    head, end, _ = bytes(content[:_HEAD]).partition(b"\n")
    columns = []
    start = len(head) + len(end)
    for length in map(int, head.split()):
        columns.append(content[start : start + length])
        start += length + 1
    names, keys, counts, paths, digests, sizes, changed = columns
    found = Holdings()
    found._name(_split(names), _split(keys))  # noqa: SLF001  # made here, for the class
    found._firsts = array(_KIND, accumulate(_parse_numbers(counts), initial=0))  # noqa: SLF001
    found.paths = _split(paths)
    found.digests += digests
    found.sizes, found.changed = _parse_numbers(sizes), _parse_numbers(changed)
    files = found._firsts[-1]  # noqa: SLF001
    lengths = {len(found.paths), len(found.sizes), len(found.changed), len(digests) / _DIGEST}
    if lengths != {files} or len(found._firsts) != len(found) + 1:  # noqa: SLF001
        raise ValueError("columns differ in length")
    return found


def _split(column: memoryview) -> list[str]:
    return str(column, "utf-8").split("\n") if column else []


def _parse_numbers(column: memoryview) -> array[int]:
    numbers = array(_KIND)
    numbers.frombytes(column)
    return numbers
