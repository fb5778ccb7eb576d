"""The dictionary of terms with their postings, split into files in alphabetical order.

Takes the terms of all papers by number; returns shards and the first term of each, which tells a
browser the file that contains a word.
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
"""Uncompressed size of a shard in bytes; a longer term gets its own shard."""
_NAME_SIZE = 6


@dataclass(frozen=True, slots=True, eq=False)
class TermIndex:
    """All terms of a collection in order, and where the postings of each begin.

    A posting is a paper number, with the weight in the lowest eight bits. `sizes` are the encoded
    sizes of the postings of each term in bytes.
    """

    names: Sequence[str]
    starts: NDArray[np.int64]
    postings: NDArray[np.uint32]
    sizes: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """The number of papers with each term."""
        return np.diff(self.starts)


def utf16_sort_key(term: str) -> bytes:
    """Return a key that sorts like JavaScript's `<`, by UTF-16 code units."""
    return term.encode("utf-16-be")


def order_terms(names: Sequence[str], papers: PaperTerms) -> tuple[tuple[str, ...], PaperTerms]:
    """Sort the terms, drop those without papers, and renumber the terms of the papers accordingly."""
    used = np.flatnonzero(np.bincount(papers.terms, minlength=len(names))).tolist()
    used.sort(key=_order_key(names))
    ranks = np.zeros(len(names), dtype=np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    found = PaperTerms(papers.counts, ranks[papers.terms], papers.weights)
    return tuple(map(names.__getitem__, used)), found


def _order_key(names: Sequence[str]) -> Callable[[int], str | bytes]:
    text = "".join(names)
    if len(utf16_sort_key(text)) == 2 * len(text):  # In this case, code point order is the same.
        return names.__getitem__
    return lambda place: utf16_sort_key(names[place])


def invert_terms(names: Sequence[str], papers: PaperTerms) -> TermIndex:
    """Invert papers with terms into terms with papers; the terms must be numbered in order."""
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
    """Return the gap to the previous paper minus one, or the paper number for the first posting."""
    owners = (postings >> 8).astype(np.int32)
    steps = np.diff(owners, prepend=np.int32(-1))
    steps -= 1
    first = starts[:-1]
    steps[first] = owners[first]
    return steps


def split_shards(terms: TermIndex, files: FileCache) -> tuple[list[str], list[bytes]]:
    """Return the shortest distinguishing first term of each shard, and the shards."""
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
    """Yield the range of terms in each shard."""
    names = terms.names
    ends = np.concatenate([[0], np.cumsum(terms.sizes + _NAME_SIZE)])

    def reach(start: int) -> tuple[int, int]:
        first, behind = np.searchsorted(
            ends, ends[start] + (_MIN_SHARD_SIZE, _MAX_SHARD_SIZE + 1)
        ).tolist()
        return first, behind - 1

    return split_at_boundaries(names, reach)


def _render_shard(terms: TermIndex, start: int, end: int) -> bytes:
    """Encode the number of terms, then the terms, then the postings.

    A term is the length of the prefix shared with the previous term, the length of the rest, the
    rest, the number of its papers, and the size of its postings in bytes.
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
    """Encode two numbers; fast path for the small pairs that occur twice in every term."""
    return encode_numbers((one, other))


def _encode_postings(postings: NDArray[np.uint32], starts: NDArray[np.int64]) -> bytes:
    """Encode for each term the gaps between its papers, followed by one weight byte for each."""
    steps = _distances(postings, starts)
    counts = np.diff(starts)
    lengths = number_lengths(steps)
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    out = np.empty(int(ends[-1]) + len(steps), dtype=np.uint8)
    # A gap is written after all gaps and weights of earlier terms; a weight also comes after all
    # gaps of its own term.
    write_numbers_at(steps, lengths, ends[:-1] + np.repeat(starts[:-1], counts), out)
    out[np.arange(len(steps)) + np.repeat(ends[starts[1:]], counts)] = postings.astype(np.uint8)
    return out.tobytes()


def _shared_prefix_lengths(names: Sequence[bytes]) -> list[int]:
    """Return the length of the prefix that each name shares with the previous one; names are unique."""
    table = np.array(names).view(np.uint8).reshape(len(names), -1)
    return [0, *np.argmin(table[1:] == table[:-1], axis=1).tolist()]


def _shortest_prefix(before: str, name: str) -> str:
    """Return the shortest prefix of a name that sorts after the previous name."""
    for length in range(1, len(name)):
        if utf16_sort_key(name[:length]) > utf16_sort_key(before):
            return name[:length]
    return name
