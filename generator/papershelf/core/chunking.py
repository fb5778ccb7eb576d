"""Cuts a row into pieces at places that its members mark: who comes or goes moves few cuts.

Were every piece full, one member more near the front would move the first of every later piece.
Here a piece may end within a third of its size, and ends before the member of the lowest mark
there; a later cut that both rows can make is made in both. This is content-defined chunking by
local extremes (Teodosiu et al., Optimizing File Replication over Limited-Bandwidth Networks using
Remote Differential Compression, 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

Bounds = Callable[[int], tuple[int, int]]
"""The first and the last place before which a piece may end that begins at a place."""


@lru_cache(maxsize=1 << 18)  # a paper stands in many lists
def boundary_hash(name: str) -> int:
    """The mark of a member by its name, 32 bits: as good as random, the same on every machine.

    A checksum is none: by those of `paper-1`, `paper-2`… two rows hardly ever agree on a cut again.
    """
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).digest())


def min_chunk_size(max_size: int) -> int:
    """The least size of a piece of at most so many: two thirds, rounded up."""
    return -(-2 * max_size // 3)


def split_at_boundaries(names: Sequence[str], bounds: Bounds) -> Iterator[slice]:
    """The pieces of a row of names; the last may be as small as it comes, but has one member."""
    start, length = 0, len(names)
    while start < length:
        first, last = bounds(start)
        last = max(last, start + 1)
        end = length
        if last < length:
            places = range(max(min(first, last), start + 1), last + 1)
            end = min(places, key=lambda place: boundary_hash(names[place]))
        yield slice(start, end)
        start = end


def split_evenly(names: Sequence[str], max_size: int) -> list[slice]:
    """The pieces of a row of names, each of at most so many."""
    least = min_chunk_size(max_size)
    return [*split_at_boundaries(names, lambda start: (start + least, start + max_size))]
