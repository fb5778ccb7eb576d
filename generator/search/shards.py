"""The dictionary of all terms with the papers that hold them, cut into files in alphabetic order.

The terms of all papers come in, by number; shards go out, and the first term of each, by which a
browser knows the file that has a word.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.packing import (
    deflate,
    measure_numbers,
    pack_number,
    pack_numbers,
    place_numbers,
)
from generator.search.postings import PaperTerms

# A shard ends where it is full and the next term allows it: a place that other terms do not move,
# so that a new word changes one shard and not all behind it.
_FULL, _OVERFULL = 9_000, 24_000
_ALLOWS = 7
_NAME_SIZE = 6


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of a collection in order, with their number of papers and their highest weight."""

    names: Sequence[str]
    counts: NDArray[np.int64]
    highest: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    postings: bytes


def sort_key(term: str) -> bytes:
    """The order of JavaScript's `<`: by UTF-16 code units."""
    return term.encode("utf-16-be")


def gather_terms(papers: Sequence[PaperTerms]) -> Terms:
    """Turn papers with terms into terms with papers.

    The postings of a term are the numbers of its papers, each as the distance to the one before
    less one, and then as many bytes of weight.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    flat: list[int] = []
    for paper in papers:
        flat.extend(map(numbers.__getitem__, paper.terms))
    names = sorted(numbers, key=None if all(map(str.isascii, numbers)) else sort_key)
    rank = np.empty(len(names), dtype=np.int64)
    rank[[numbers[name] for name in names]] = np.arange(len(names))
    ranks = rank[np.array(flat, dtype=np.int64)]
    order = np.argsort(ranks, kind="stable")
    ranks = ranks[order]
    owners = np.repeat(np.arange(len(papers)), [len(paper.terms) for paper in papers])[order]
    weights = np.frombuffer(b"".join(paper.weights for paper in papers), dtype=np.uint8)[order]
    starts = np.searchsorted(ranks, np.arange(len(names) + 1))
    highest = np.maximum.reduceat(weights, starts[:-1]) if names else weights
    postings, offsets = _pack_postings(owners, weights, ranks, starts)
    return Terms(names, np.diff(starts), highest, offsets, postings)


def _pack_postings(
    owners: NDArray[np.int64],
    weights: NDArray[np.uint8],
    ranks: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> tuple[bytes, NDArray[np.int64]]:
    """The bytes of all postings, and where those of each term begin."""
    steps = np.diff(owners, prepend=-1) - 1
    first = starts[:-1]
    steps[first] = owners[first]
    lengths = measure_numbers(steps)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    counts = np.diff(starts)
    offsets = ends[starts] + starts
    # A posting's number stands behind all numbers and weights of the terms before it; its weight
    # behind all numbers of its own term, too.
    out = np.empty(int(offsets[-1]), dtype=np.uint8)
    place_numbers(steps, lengths, ends[:-1] + np.repeat(first, counts), out)
    out[np.arange(len(ranks)) + ends[starts[1:]][ranks]] = weights
    return out.tobytes(), offsets


def cut_shards(terms: Terms) -> tuple[list[str], list[bytes]]:
    """Where each shard begins, as short as tells it from the one before; and the shards."""
    offsets: list[int] = terms.offsets.tolist()
    places = [*_find_cuts(terms.names, offsets), len(terms.names)]
    begins = [
        _shortest(terms.names[place - 1], terms.names[place]) if place else ""
        for place in places[:-1]
    ]
    shards = [deflate(_render_shard(terms, offsets, *ends)) for ends in pairwise(places)]
    return begins, shards


def _find_cuts(names: Sequence[str], offsets: Sequence[int]) -> Iterator[int]:
    """The places of the terms with which shards begin."""
    size = _OVERFULL
    for place, name in enumerate(names):
        if size >= _OVERFULL or (size >= _FULL and zlib.crc32(name.encode()) & _ALLOWS == 0):
            yield place
            size = 0
        size += offsets[place + 1] - offsets[place] + _NAME_SIZE


def _render_shard(terms: Terms, offsets: list[int], start: int, end: int) -> bytes:
    """The number of terms, then the terms, then the postings.

    A term is the number of bytes that it shares with the one before, the number of the others,
    those, the number of its papers, the number of bytes of its postings.
    """
    parts = [pack_number(end - start)]
    before = b""
    for place, papers in zip(range(start, end), terms.counts[start:end].tolist(), strict=True):
        name = terms.names[place].encode()
        shared = _shared(before, name)
        rest = name[shared:]
        parts.append(pack_numbers((shared, len(rest))))
        parts.append(rest)
        parts.append(pack_numbers((papers, offsets[place + 1] - offsets[place])))
        before = name
    parts.append(terms.postings[offsets[start] : offsets[end]])
    return b"".join(parts)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two names begin with alike."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _shortest(before: str, name: str) -> str:
    """The shortest beginning of a name that comes after the name before it."""
    for length in range(1, len(name)):
        if sort_key(name[:length]) > sort_key(before):
            return name[:length]
    return name
