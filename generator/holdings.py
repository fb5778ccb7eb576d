"""What is ours in a folder: units, each with the key that it was made by and with its files.

Kept in columns: a collection of 10,000 papers has 100,000 files in each of two folders, and an
object for every one of them would take longer to make than a small change takes to build.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_DIGEST = 32  # letters of a digest
_KIND = "q"  # of an array of whole numbers, 64 bits each


class Owned(NamedTuple):
    """What we know of a file that we wrote: its digest, size in bytes and time of change in ns."""

    digest: str
    size: int
    changed: int


class _Unit(NamedTuple):
    """The key of a unit, and where its files begin and end in the columns."""

    key: str
    first: int
    end: int


class Holdings:
    """Units by name, in the order in which they came; their files follow in the same order."""

    __slots__ = ("_units", "changed", "digests", "paths", "sizes")

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.digests = bytearray()
        self.sizes = array(_KIND)
        self.changed = array(_KIND)
        self._units: dict[str, _Unit] = {}

    def __contains__(self, name: str) -> bool:
        """Whether a unit is here."""
        return name in self._units

    def __iter__(self) -> Iterator[str]:
        """The names of all units."""
        return iter(self._units)

    def __len__(self) -> int:
        """The number of units."""
        return len(self._units)

    def add(self, name: str, key: str, files: Mapping[str, Owned]) -> None:
        """Add a unit. Raises `ValueError` for one that is here already."""
        first = len(self.paths)
        for path, (digest, size, changed) in files.items():
            self.paths.append(path)
            self.digests += digest.encode()
            self.sizes.append(size)
            self.changed.append(changed)
        self._name(name, _Unit(key, first, len(self.paths)))

    def adopt(self, other: Holdings, names: Iterable[str]) -> None:
        """Add some units of another. Raises what `add` raises."""
        start = stop = 0  # what follows without a gap there is copied at once
        for name in names:
            key, first, end = other._units[name]
            if first != stop:
                self._copy(other, start, stop)
                start = first
            place = len(self.paths) + first - start
            self._name(name, _Unit(key, place, place + end - first))
            stop = end
        self._copy(other, start, stop)

    def _copy(self, other: Holdings, first: int, end: int) -> None:
        self.paths += other.paths[first:end]
        self.digests += other.digests[first * _DIGEST : end * _DIGEST]
        self.sizes += other.sizes[first:end]
        self.changed += other.changed[first:end]

    def _name(self, name: str, unit: _Unit) -> None:
        if self._units.setdefault(name, unit) is not unit:
            raise ValueError(f"the unit {name} is made twice")

    def key(self, name: str) -> str | None:
        """The key of a unit; `None` for one that is not here."""
        unit = self._units.get(name)
        return unit.key if unit else None

    def count(self, name: str) -> int:
        """The number of files of a unit. Raises `KeyError` for one that is not here."""
        _, first, end = self._units[name]
        return end - first

    def files(self, name: str) -> dict[str, Owned]:
        """The files of a unit by path; none of a unit that is not here."""
        if name not in self._units:
            return {}
        _, first, end = self._units[name]
        return {self.paths[place]: self.note(place) for place in range(first, end)}

    def listed(self, name: str) -> Iterator[tuple[str, int]]:
        """The files of a unit, each with its size. Raises `KeyError` for one that is not here."""
        _, first, end = self._units[name]
        return zip(self.paths[first:end], self.sizes[first:end], strict=True)

    def paths_of(self, names: Iterable[str]) -> Iterator[str]:
        """The files of some units. Raises `KeyError` for one that is not here."""
        for name in names:
            _, first, end = self._units[name]
            yield from self.paths[first:end]

    def note(self, place: int) -> Owned:
        """What we know of the file at a place."""
        digest = self.digests[place * _DIGEST : (place + 1) * _DIGEST].decode()
        return Owned(digest, self.sizes[place], self.changed[place])

    def name_owners(self, places: Iterable[int]) -> frozenset[str]:
        """The units that have the files at some places."""
        names, firsts = list(self._units), [unit.first for unit in self._units.values()]
        return frozenset(names[bisect_right(firsts, place) - 1] for place in places)

    def render(self) -> str:
        """All of it as text, which `parse_holdings` reads where numbers have the same order."""
        units = (f"{name}\t{key}\t{end - first}" for name, (key, first, end) in self._units.items())
        columns = (
            "\n".join(units),
            "\n".join(self.paths),
            self.digests.decode(),
            self.sizes.tobytes().hex(),
            self.changed.tobytes().hex(),
        )
        return "\n\n".join(columns)


def parse_holdings(text: str) -> Holdings:
    """What `Holdings.render` wrote. Raises `ValueError` for anything else."""
    units, paths, digests, sizes, changed = text.split("\n\n")
    found = Holdings()
    found.paths = paths.split("\n") if paths else []
    found.digests += digests.encode()
    found.sizes.frombytes(bytes.fromhex(sizes))
    found.changed.frombytes(bytes.fromhex(changed))
    first = 0
    for line in units.split("\n") if units else ():
        name, key, count = line.split("\t")
        end = first + int(count)
        found._name(name, _Unit(key, first, end))  # noqa: SLF001  # the same class, in effect
        first = end
    lengths = {len(found.paths), len(found.sizes), len(found.changed), len(digests) / _DIGEST}
    if lengths != {first}:
        raise ValueError("columns differ in length")
    return found
