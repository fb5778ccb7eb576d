"""One file of the dictionary: terms in order, each with the papers that have it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from papershelf.search.shards import utf16_sort_key


class NumberReader:
    """Reads LEB128 numbers one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def number(self) -> int:
        """Read the next number."""
        value = shift = 0
        while True:
            byte = self._content[self.place]
            self.place += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def numbers(self, count: int) -> list[int]:
        """Read the next numbers."""
        return [self.number() for _ in range(count)]

    def take(self, length: int) -> bytes:
        """Return the next bytes as they are."""
        self.place += length
        return self._content[self.place - length : self.place]


@dataclass(eq=False)
class Postings:
    """The papers with a term in rising order, a weight byte for each, and the places of the term."""

    papers: Sequence[int]
    weights: bytes
    place_counts: bytes
    packed_places: bytes

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The position of each paper in the postings."""
        return {paper: number for number, paper in enumerate(self.papers)}

    @cached_property
    def _places(self) -> list[Sequence[int]]:
        reader = NumberReader(self.packed_places)
        return [tuple(accumulate(reader.numbers(count))) for count in self.place_counts]

    def places_in(self, paper: int) -> Sequence[int]:
        """Return the places of the term in a paper that has it."""
        return self._places[self.numbers[paper]]


class Shard:
    """The terms of one file; postings are decoded when they are asked for."""

    def __init__(self, content: bytes) -> None:
        reader = NumberReader(content)
        self.terms: list[str] = []
        name = b""
        for _ in range(reader.number()):
            name = name[: reader.number()] + reader.take(reader.number())
            self.terms.append(name.decode())
        self._counts = reader.numbers(len(self.terms))
        gap_sizes, place_sizes = (reader.numbers(len(self.terms)) for _ in range(2))
        self._starts, self._gap_starts, self._place_starts = (
            [0, *accumulate(sizes)] for sizes in (self._counts, gap_sizes, place_sizes)
        )
        self._weights, self._place_counts = (reader.take(self._starts[-1]) for _ in range(2))
        self._gaps = reader.take(self._gap_starts[-1])
        self._places = content[reader.place :]
        self._read: dict[int, Postings] = {}

    def find(self, term: str) -> Postings | None:
        """Return the postings of a term."""
        place = self._place(term)
        return self.read(place) if place < len(self.terms) and self.terms[place] == term else None

    def completions(self, prefix: str) -> Iterator[tuple[str, int, int]]:
        """Yield the terms that begin with a prefix, with their number of papers and their place."""
        for place in range(self._place(prefix), len(self.terms)):
            if not self.terms[place].startswith(prefix):
                return
            yield self.terms[place], self._counts[place], place

    def read(self, place: int) -> Postings:
        """Decode the postings of the term at a place."""
        known = self._read.get(place)
        if known is None:
            postings = slice(*self._starts[place : place + 2])
            gaps = NumberReader(self._gaps[slice(*self._gap_starts[place : place + 2])])
            steps = gaps.numbers(self._counts[place])
            known = self._read[place] = Postings(
                [paper - 1 for paper in accumulate(step + 1 for step in steps)],
                self._weights[postings],
                self._place_counts[postings],
                self._places[slice(*self._place_starts[place : place + 2])],
            )
        return known

    def _place(self, term: str) -> int:
        return bisect_left(self.terms, utf16_sort_key(term), key=utf16_sort_key)
