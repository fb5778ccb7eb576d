"""The dictionary of terms with their postings, split into files in alphabetical order.

Takes the terms of all papers by number; returns shards and the first term of each, which tells a
browser the file that contains a word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from papershelf.core.chunking import split_at_boundaries
from papershelf.search.encoding import (
    deflate,
    encode_array,
    encode_number,
    encode_numbers,
    number_lengths,
)
from papershelf.search.index_state import FileCache
from papershelf.search.postings import PaperTerms

_MIN_SHARD_SIZE, _MAX_SHARD_SIZE = 14_000, 28_000
"""Uncompressed size of a shard in bytes; a longer term gets its own shard.

The range is wide, so that a shard can end where few words with the same beginning are separated: a
query also needs the other forms and the completions of a word.
"""
_NAME_SIZE = 6


@dataclass(frozen=True, slots=True, eq=False)
class TermIndex:
    """All terms of a collection in order, and where the postings of each begin.

    A posting is a paper number, with the weight in the lowest eight bits. The places of the term in
    each paper follow each other in `places`, and `place_starts` has where those of each posting
    begin. `gap_sizes` and `place_sizes` are the encoded sizes of the papers and of the places of each
    term in bytes.
    """

    names: Sequence[str]
    starts: NDArray[np.int64]
    postings: NDArray[np.uint32]
    place_starts: NDArray[np.int64]
    places: NDArray[np.uint16]
    gap_sizes: NDArray[np.int64]
    place_sizes: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """The number of papers with each term."""
        return np.diff(self.starts)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The encoded sizes of the postings of each term; a weight and a number of places are a byte."""
        return self.gap_sizes + 2 * self.counts + self.place_sizes

    def find_prefix(self, prefix: str) -> slice:
        """Return the range of the terms that begin with an ASCII character."""
        first, last = (bisect_left(self.names, mark) for mark in (prefix, chr(ord(prefix) + 1)))
        return slice(first, last)

    def remove_markers(self, dropped: slice) -> TermIndex:
        """Return the index without a range of terms that have no places."""
        start, stop = self.starts[[dropped.start, dropped.stop]]
        return TermIndex(
            (*self.names[: dropped.start], *self.names[dropped.stop :]),
            np.concatenate(
                [self.starts[: dropped.start], self.starts[dropped.stop :] - (stop - start)]
            ),
            np.delete(self.postings, np.s_[start:stop]),
            np.delete(self.place_starts, np.s_[start:stop]),
            self.places,
            np.delete(self.gap_sizes, dropped),
            np.delete(self.place_sizes, dropped),
        )


def utf16_sort_key(term: str) -> bytes:
    """Return a key that sorts like JavaScript's `<`, by UTF-16 code units."""
    return term.encode("utf-16-be")


def order_terms(names: Sequence[str], papers: PaperTerms) -> tuple[tuple[str, ...], PaperTerms]:
    """Sort the terms, drop those without papers, and renumber the terms of the papers accordingly."""
    used = np.flatnonzero(np.bincount(papers.terms, minlength=len(names))).tolist()
    used.sort(key=_order_key(names))
    ranks = np.zeros(len(names), dtype=np.int32)
    ranks[used] = np.arange(len(used), dtype=np.int32)
    found = replace(papers, terms=ranks[papers.terms])
    return tuple(map(names.__getitem__, used)), found


def _order_key(names: Sequence[str]) -> Callable[[int], str | bytes]:
    text = "".join(names)
    if len(utf16_sort_key(text)) == 2 * len(text):  # In this case, code point order is the same.
        return names.__getitem__
    return lambda place: utf16_sort_key(names[place])


def invert_terms(names: Sequence[str], papers: PaperTerms) -> TermIndex:
    """Invert papers with terms into terms with papers; the terms must be numbered in order."""
    order = np.argsort(papers.terms, kind="stable")
    owners = np.repeat(np.arange(len(papers.counts), dtype=np.uint32), papers.counts)
    postings = (owners << 8 | papers.weights)[order].astype(np.uint32, copy=False)
    counts = np.bincount(papers.terms, minlength=len(names))
    starts = np.concatenate([[0], np.cumsum(counts)])
    place_counts = papers.place_counts[order].astype(np.int64)
    place_starts = np.concatenate([[0], np.cumsum(place_counts)])
    old_starts = (np.cumsum(papers.place_counts, dtype=np.int64) - papers.place_counts)[order]
    moved = np.arange(place_starts[-1]) - np.repeat(place_starts[:-1] - old_starts, place_counts)
    places = papers.places[moved]
    gap_ends = _sum_sizes(_distances(postings, starts))
    place_ends = _sum_sizes(_place_steps(places, place_starts))[place_starts]
    gap_sizes, place_sizes = np.diff(gap_ends[starts]), np.diff(place_ends[starts])
    return TermIndex(names, starts, postings, place_starts, places, gap_sizes, place_sizes)


def _sum_sizes(numbers: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the encoded size of all numbers before each one, and of all."""
    return np.concatenate([[0], np.cumsum(number_lengths(numbers), dtype=np.int64)])


def _distances(postings: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the gap to the previous paper minus one, or the paper number for the first posting."""
    owners = (postings >> 8).astype(np.int32)
    steps = np.diff(owners, prepend=np.int32(-1))
    steps -= 1
    first = starts[:-1]
    steps[first] = owners[first]
    return steps


def _place_steps(places: NDArray[np.uint16], place_starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the step from the previous place, or the place itself for the first of a posting."""
    numbers = places.astype(np.int32)
    steps = np.diff(numbers, prepend=np.int32(0))
    first = place_starts[:-1][np.diff(place_starts) > 0]
    steps[first] = numbers[first]
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
            np.diff(terms.place_starts[starts[piece.start] : starts[piece.stop] + 1]).tobytes(),
            terms.places[
                terms.place_starts[starts[piece.start]] : terms.place_starts[starts[piece.stop]]
            ].tobytes(),
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

    return split_at_boundaries(
        names, reach, lambda place: _shared_length(names[place - 1], names[place])
    )


def _shared_length(before: str, name: str) -> int:
    """Return the length of the prefix that two different names share."""
    return next(
        (length for length, (one, other) in enumerate(zip(before, name)) if one != other),  # noqa: B905
        min(len(before), len(name)),
    )


def _render_shard(terms: TermIndex, start: int, end: int) -> bytes:
    """Encode the terms, then numbers for each term, then the postings of all terms.

    - the number of terms; for each the length of the prefix shared with the previous term, the
      length of the rest, and the rest
    - the number of papers of each term; the size of its gaps in bytes; the size of its places
    - a byte for the weight of each posting
    - a byte for the number of its places
    - the gap between each paper of a term and the previous one
    - the step from each place of a posting to the next

    Lists of one kind follow each other, since each kind compresses best with a code of its own: this
    saves a twelfth.
    """
    starts = terms.starts[start : end + 1]
    names = [name.encode() for name in terms.names[start:end]]
    parts = [encode_number(end - start)]
    for name, shared in zip(names, _shared_prefix_lengths(names), strict=True):
        rest = name[shared:]
        parts += (encode_numbers((shared, len(rest))), rest)
    postings = terms.postings[starts[0] : starts[-1]]
    place_starts = terms.place_starts[starts[0] : starts[-1] + 1]
    places = terms.places[place_starts[0] : place_starts[-1]]
    sizes = (np.diff(starts), terms.gap_sizes[start:end], terms.place_sizes[start:end])
    return deflate(
        b"".join(parts),
        b"".join(map(encode_array, sizes)),
        postings.astype(np.uint8).tobytes(),
        np.diff(place_starts).astype(np.uint8).tobytes(),
        encode_array(_distances(postings, starts - starts[0])),
        encode_array(_place_steps(places, place_starts - place_starts[0])),
    )


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
