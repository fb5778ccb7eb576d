"""Splits a sequence at content-defined boundaries.

With fixed-size chunks, one new item near the front would shift the start of every later chunk. Here
a chunk may end anywhere in the last quarter of its maximum size, and ends before the item with the
lowest boundary hash there, so an insertion or deletion moves few boundaries. This is
content-defined chunking by local extremes (Teodosiu et al., Optimizing File Replication over
Limited-Bandwidth Networks using Remote Differential Compression, 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import compress

Bounds = Callable[[int], tuple[int, int]]
"""For a chunk that starts at an index, the smallest and largest allowed end index."""


@lru_cache(maxsize=1 << 18)  # a paper is in many lists
def boundary_hash(name: str) -> int:
    """Return the 32-bit boundary hash of an item's name, the same on every machine.

    A checksum such as CRC-32 is not random enough: with names such as `paper-1`, `paper-2`, … two
    sequences rarely share a boundary again after a change.
    """
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).digest())


def min_chunk_size(max_size: int) -> int:
    """Return the minimum size of a chunk with this maximum size: three quarters, rounded up."""
    return -(-3 * max_size // 4)


def split_at_boundaries(
    names: Sequence[str], bounds: Bounds, cost: Callable[[int], int] = lambda _: 0
) -> Iterator[slice]:
    """Yield the chunks of a sequence of names.

    A chunk ends where `cost` is lowest, and of several such places, before the name with the lowest
    boundary hash. The last chunk may be of any size, but is never empty.
    """
    start, length = 0, len(names)
    while start < length:
        first, last = bounds(start)
        last = max(last, start + 1)
        end = length
        if last < length:
            places = range(max(min(first, last), start + 1), last + 1)
            costs = [*map(cost, places)]
            least = min(costs)
            end = min(
                compress(places, (one == least for one in costs)),
                key=lambda place: boundary_hash(names[place]),
            )
        yield slice(start, end)
        start = end


def split_evenly(names: Sequence[str], max_size: int) -> list[slice]:
    """Return the chunks of a sequence of names, each of at most `max_size` items."""
    least = min_chunk_size(max_size)
    return [*split_at_boundaries(names, lambda start: (start + least, start + max_size))]
