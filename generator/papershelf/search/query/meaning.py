"""Finds papers by meaning: compares the vector of a query with those of papers.

The vector of a query is the sum of the vectors of its words. All scores are integers.
`frontend/js/search/meaning.js` does the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isqrt
from operator import mul
from typing import TypeAlias

from papershelf.search.query.index_reader import IndexReader, last_begin
from papershelf.search.query.shard import NumberReader
from papershelf.search.shards import utf16_sort_key
from papershelf.vectors.table import HIGHEST_LEVEL

Vector: TypeAlias = Sequence[int]

UNIT = 10_000
"""The score of a paper whose vector has the direction of that of the query."""
_QUERY_LENGTH = 1 << 12
_LENGTH_UNIT = 16
_MOST_FILES = 9
_MOST_GROUPS, _MOST_PAPERS = 3, 600
"""How many groups are read at least, if there is no file of words to read instead, and how many papers."""
_MOST_NAMED, _LEAST_SHARE = 3, 3
_VALUES = [
    (2 * (byte >> 4) - HIGHEST_LEVEL, 2 * (byte & 15) - HIGHEST_LEVEL) for byte in range(256)
]


@dataclass(frozen=True, slots=True)
class MeaningWord:
    """A word of a query: as typed, its forms as in a `Token`, and how much it says."""

    typed: str
    readings: Sequence[Sequence[str]]
    value: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """The papers that were compared with a query, with their scores, at most `UNIT`.

    `words` has the words of the query with their vectors.
    """

    scores: dict[int, int]
    vectors: dict[int, Vector]
    words: Sequence[tuple[str, Vector]]

    def words_for(self, paper: int) -> tuple[str, ...]:
        """Return the words of the query that contribute most to the score of a paper."""
        vector = self.vectors[paper]
        shares = [
            (_multiply(one, vector), -place, typed) for place, (typed, one) in enumerate(self.words)
        ]
        shares.sort(reverse=True)
        least = shares[0][0] // _LEAST_SHARE
        return tuple(typed for share, _, typed in shares[:_MOST_NAMED] if share > least)


class _WordVectors:
    """The vectors of the words of one file."""

    def __init__(self, reader: NumberReader, size: int) -> None:
        count, length = reader.number(), reader.number()
        names = reader.take(length).decode().split("\n") if count else []
        scales = reader.take(count)
        self._rows = {
            name: (scale, reader.take(size)) for name, scale in zip(names, scales, strict=True)
        }

    def find(self, word: str) -> Vector | None:
        row = self._rows.get(word)
        return row and [row[0] * value for value in _unpack(row[1])]


class _MeaningFiles:
    """The files of vectors of an index; counts those that are read."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        reader = NumberReader(index.read("meaning"))
        self._size = reader.number() // 2
        self._group_sizes = reader.numbers(reader.number())
        self._centroids = [_unpack(reader.take(self._size)) for _ in self._group_sizes]
        self._common = _WordVectors(reader, self._size)
        self._begins = [utf16_sort_key(word) for word in index.manifest["begins"]["words"]]
        self._shards: dict[int, _WordVectors] = {}

    def find_word(self, word: str) -> Vector | None:
        """Return the vector of a word, unless too many files would have to be read."""
        found = self._common.find(word)
        if found or not self._begins:
            return found
        number = last_begin(self._begins, utf16_sort_key(word))
        if number not in self._shards:
            if len(self._shards) + min(_MOST_GROUPS, len(self._group_sizes)) >= _MOST_FILES:
                return None
            reader = NumberReader(self._index.read(f"words-{number}"))
            self._shards[number] = _WordVectors(reader, self._size)
        return self._shards[number].find(word)

    def nearest_papers(self, query: Vector) -> Iterator[tuple[int, Vector]]:
        """Yield the papers of the groups nearest to a query, with their vectors."""
        scores = [_score(query, centroid) for centroid in self._centroids]
        groups = sorted(range(len(scores)), key=lambda group: (-scores[group], group))
        left = _MOST_PAPERS
        for group in groups[: _MOST_FILES - len(self._shards)]:
            if left < _MOST_PAPERS and self._group_sizes[group] > left:
                return
            left -= self._group_sizes[group]
            reader = NumberReader(self._index.read(f"vectors-{group}"))
            steps = reader.numbers(self._group_sizes[group])
            papers = [paper - 1 for paper in accumulate(step + 1 for step in steps)]
            yield from ((paper, _unpack(reader.take(self._size))) for paper in papers)


def find_meaning(index: IndexReader, words: Sequence[MeaningWord]) -> Meaning | None:
    """Compare a query with papers of an index with vectors; `None` if it has none of the words."""
    files = _MeaningFiles(index)
    found = _find_words(files, words)
    total = [sum(values) for values in zip(*(vector for _, vector in found), strict=True)]
    length = isqrt(_multiply(total, total))
    if not length:
        return None
    query = [value * _QUERY_LENGTH // length for value in total]
    vectors = dict(files.nearest_papers(query))
    scores = {paper: _score(query, vector) for paper, vector in vectors.items()}
    return Meaning(scores, vectors, found)


def _find_words(files: _MeaningFiles, words: Sequence[MeaningWord]) -> list[tuple[str, Vector]]:
    """Return the vectors of the words of a query; those that say most are looked up first."""
    found: dict[int, Vector] = {}
    seen: set[str] = set()
    for place in sorted(range(len(words)), key=lambda place: (-words[place].value, place)):
        known = _find_reading(files, words[place].readings)
        fresh = {name: vector for name, vector in known.items() if name not in seen}
        seen.update(fresh)
        if fresh:
            found[place] = [sum(values) for values in zip(*fresh.values(), strict=True)]
    return [(words[place].typed, found[place]) for place in sorted(found)]


def _find_reading(files: _MeaningFiles, readings: Sequence[Sequence[str]]) -> dict[str, Vector]:
    """Return the vectors of the first form with compounds that is known, or else of the parts."""
    forms = [
        {word: files.find_word(word) for word in reading}
        for reading in (*readings[1:], readings[0])
    ]
    chosen = next((form for form in forms if all(form.values())), forms[-1])
    return {word: vector for word, vector in chosen.items() if vector}


def _score(query: Vector, vector: Vector) -> int:
    length = isqrt(_multiply(vector, vector) * _LENGTH_UNIT**2)
    return _multiply(query, vector) * UNIT * _LENGTH_UNIT // (_QUERY_LENGTH * length)


def _unpack(packed: bytes) -> Vector:
    return [value for byte in packed for value in _VALUES[byte]]


def _multiply(one: Vector, other: Vector) -> int:
    return sum(map(mul, one, other))
