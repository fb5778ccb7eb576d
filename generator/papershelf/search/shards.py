"""The dictionary of all terms with the papers that hold them, cut into files in alphabetic order.

The terms of all papers come in, by number; shards go out, and the first term of each, by which a
browser knows the file that has a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from papershelf.core.chunking import split_at_boundaries
from papershelf.search.encoding import (
    deflate,
    encode_number,
    encode_numbers,
    number_lengths,
    write_numbers_at,
)
from papershelf.search.index_state import FileCache
from papershelf.search.postings import PaperTerms

_MIN_SHARD_SIZE, _MAX_SHARD_SIZE = 9_000, 12_000
"""Bytes of a shard before it is deflated; a term that has more is a shard of its own."""
_NAME_SIZE = 6


@dataclass(frozen=True, slots=True, eq=False)
class TermIndex:
    """All terms of a collection in order, and where the postings of each begin.

    A posting is the number of a paper and, in the lowest eight bits, the weight. `sizes` are the
    bytes that the postings of each term will take.
    """

    names: Sequence[str]
    starts: NDArray[np.int64]
    postings: NDArray[np.uint32]
    sizes: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many papers hold each term."""
        return np.diff(self.starts)


def utf16_sort_key(term: str) -> bytes:
    """The order of JavaScript's `<`: by UTF-16 code units."""
    return term.encode("utf-16-be")


def order_terms(names: Sequence[str], papers: PaperTerms) -> tuple[tuple[str, ...], PaperTerms]:
    """Put the names in order, leave out what no paper holds, and number the terms by that."""
    used = np.flatnonzero(np.bincount(papers.terms, minlength=len(names))).tolist()
    used.sort(key=_order_key(names))
    ranks = np.zeros(len(names), dtype=np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    found = PaperTerms(papers.counts, ranks[papers.terms], papers.weights)
    return tuple(map(names.__getitem__, used)), found


def _order_key(names: Sequence[str]) -> Callable[[int], str | bytes]:
    text = "".join(names)
    if len(utf16_sort_key(text)) == 2 * len(text):  # then the order of code points is the same
        return names.__getitem__
    return lambda place: utf16_sort_key(names[place])


def invert_terms(names: Sequence[str], papers: PaperTerms) -> TermIndex:
    """Turn papers with terms into terms with papers; the terms are numbered in order."""
    keys = papers.terms.astype(np.uint64)
    keys <<= 24
    keys |= np.repeat(np.arange(len(papers.counts), dtype=np.uint32), papers.counts)
    keys <<= 8
    keys |= papers.weights
    keys.sort()
    counts = np.bincount(papers.terms, minlength=len(names))
    starts = np.concatenate([[0], np.cumsum(counts)])
    postings = keys.astype(np.uint32)
    lengths = number_lengths(_distances(postings, starts))
    sizes = counts + (np.add.reduceat(lengths, starts[:-1], dtype=np.int64) if len(names) else 0)
    return TermIndex(names, starts, postings, sizes)


def _distances(postings: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """The distance of each posting's paper to the one before less one; or its number, if first."""
    owners = (postings >> 8).astype(np.int32)
    steps = np.diff(owners, prepend=np.int32(-1))
    steps -= 1
    first = starts[:-1]
    steps[first] = owners[first]
    return steps


def split_shards(terms: TermIndex, files: FileCache) -> tuple[list[str], list[bytes]]:
    """Where each shard begins, as short as tells it from the one before; and the shards."""
    names, counts, starts = terms.names, terms.counts, terms.starts
    firsts, shards = files.get_or_make_chunks(
        "terms",
        _shard_slices(terms),
        lambda piece: (
            "\n".join(names[piece]).encode(),
            counts[piece].tobytes(),
            terms.postings[starts[piece.start] : starts[piece.stop]].tobytes(),
        ),
        lambda piece: _render_shard(terms, piece.start, piece.stop),
    )
    return [_shortest_prefix(names[at - 1], names[at]) if at else "" for at in firsts], shards


def _shard_slices(terms: TermIndex) -> Iterator[slice]:
    """The places of the terms of each shard."""
    names = terms.names
    ends = np.concatenate([[0], np.cumsum(terms.sizes + _NAME_SIZE)])

    def reach(start: int) -> tuple[int, int]:
        first, behind = np.searchsorted(
            ends, ends[start] + (_MIN_SHARD_SIZE, _MAX_SHARD_SIZE + 1)
        ).tolist()
        return first, behind - 1

    return split_at_boundaries(names, reach)


def _render_shard(terms: TermIndex, start: int, end: int) -> bytes:
    """The number of terms, then the terms, then the postings.

    A term is the number of bytes that it shares with the one before, the number of the others,
    those, the number of its papers, the number of bytes of its postings.
    """
    starts = terms.starts[start : end + 1]
    postings = terms.postings[starts[0] : starts[-1]]
    counts, sizes = np.diff(starts).tolist(), terms.sizes[start:end].tolist()
    names = [name.encode() for name in terms.names[start:end]]
    parts = [encode_number(end - start)]
    for name, shared, papers, size in zip(
        names, _shared_prefix_lengths(names), counts, sizes, strict=True
    ):
        rest = name[shared:]
        parts += (_encode_pair(shared, len(rest)), rest, _encode_pair(papers, size))
    parts.append(_encode_postings(postings, starts - starts[0]))
    return deflate(b"".join(parts))


@lru_cache(maxsize=1 << 14)
def _encode_pair(one: int, other: int) -> bytes:
    """Two numbers; there are two such pairs to a term, and most are small."""
    return encode_numbers((one, other))


def _encode_postings(postings: NDArray[np.uint32], starts: NDArray[np.int64]) -> bytes:
    """The steps between the papers of a term, and then as many bytes of weight; for each term."""
    steps = _distances(postings, starts)
    counts = np.diff(starts)
    lengths = number_lengths(steps)
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    out = np.empty(int(ends[-1]) + len(steps), dtype=np.uint8)
    # A posting's number stands behind all numbers and weights of the terms before it; its weight
    # behind all numbers of its own term, too.
    write_numbers_at(steps, lengths, ends[:-1] + np.repeat(starts[:-1], counts), out)
    out[np.arange(len(steps)) + np.repeat(ends[starts[1:]], counts)] = postings.astype(np.uint8)
    return out.tobytes()


def _shared_prefix_lengths(names: Sequence[bytes]) -> list[int]:
    """How many bytes each name begins with like the one before; no two names are alike."""
    table = np.array(names).view(np.uint8).reshape(len(names), -1)
    return [0, *np.argmin(table[1:] == table[:-1], axis=1).tolist()]


def _shortest_prefix(before: str, name: str) -> str:
    """The shortest beginning of a name that comes after the name before it."""
    for length in range(1, len(name)):
        if utf16_sort_key(name[:length]) > utf16_sort_key(before):
            return name[:length]
    return name
