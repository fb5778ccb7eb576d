"""The vectors of papers, computed from their texts and a table of word vectors.

A paper's vector is the sum of the vectors of the words of its title, summary and abstract. A word
that occurs more often counts more, with the logarithm; a word of the title counts like two. Common
words count in titles only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import COMMON_WORDS, join_spaced_runs, split_piece
from papershelf.vectors.packed import Packed, pack_vectors, word_values
from papershelf.vectors.table import WordTable

_TITLE_COUNT = 2
_BATCH_SIZE = 2_000


class PaperTexts(Protocol):
    """The texts of a paper that say what it is about."""

    @property
    def title(self) -> str:
        """The title, which counts twice."""

    @property
    def summary(self) -> str:
        """The summary of the curator."""

    @property
    def abstract(self) -> str:
        """The abstract."""


class Vectorizer(Protocol):
    """Finds the vectors of papers in the space of a table of word vectors."""

    @property
    def table(self) -> WordTable:
        """The table, with the words of queries."""

    def compute_vectors(self, papers: Sequence[PaperTexts]) -> Packed:
        """Return the packed vector of each paper, one per row."""


@dataclass(frozen=True, slots=True)
class WordVectorizer:
    """Computes the vectors of papers from those of their words."""

    table: WordTable

    def compute_vectors(self, papers: Sequence[PaperTexts]) -> Packed:
        """Return the packed vector of each paper, one per row."""
        reader = _WordReader(self.table)
        nothing = np.zeros((0, self.table.dimensions // 2), np.uint8)
        batches = (
            papers[start : start + _BATCH_SIZE] for start in range(0, len(papers), _BATCH_SIZE)
        )
        sums = (reader.add_words(batch) for batch in batches)
        return np.concatenate([nothing, *map(pack_vectors, sums)])


def hash_texts(paper: PaperTexts) -> int:
    """Return a 64-bit hash of everything in a paper that its vector depends on."""
    data = f"{paper.title}\0{paper.summary}\0{paper.abstract}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class _WordReader(dict[str, tuple[int, ...]]):
    """Caches the words of each whitespace-separated piece of a text, as rows of the table."""

    def __init__(self, table: WordTable) -> None:
        super().__init__()
        self._table = table
        self._rows = {word: row for row, word in enumerate(table.words)}
        is_common = [word in COMMON_WORDS for word in table.words]
        self._is_common = np.array(is_common, np.bool_)

    def __missing__(self, piece: str) -> tuple[int, ...]:
        """Read a new piece."""
        found = self[piece] = tuple(self._find_rows(piece))
        return found

    def _find_rows(self, piece: str) -> Iterator[int]:
        for token in split_piece(piece):
            for term in (*token.words, *(term for term, _, _ in token.compounds)):
                if term in self._rows:
                    yield self._rows[term]

    def add_words(self, papers: Sequence[PaperTexts]) -> NDArray[np.int64]:
        """Return the sum of the vectors of the words of each paper."""
        titles = [self._read_texts((paper.title,)) for paper in papers]
        texts = [self._read_texts((paper.summary, paper.abstract)) for paper in papers]
        rows = np.fromiter(chain.from_iterable((*titles, *texts)), np.int64)
        owners = np.repeat(
            np.tile(np.arange(len(papers)), 2), [*map(len, titles), *map(len, texts)]
        )
        counts = np.ones(len(rows), np.int64)
        is_title = np.arange(len(rows)) < sum(map(len, titles))
        counts[is_title] = _TITLE_COUNT
        counts[~is_title & self._is_common[rows]] = 0
        used, columns = np.unique(rows, return_inverse=True)
        # Imported here because it takes 0.2 s, which only this process needs to wait for.
        from scipy.sparse import csr_array  # noqa: PLC0415

        found = csr_array((counts, (owners, columns)), shape=(len(papers), len(used)))
        found.sum_duplicates()
        found.data = _count_bits(found.data)
        sums: NDArray[np.int64] = found @ word_values(self._table, used)
        return sums

    def _read_texts(self, texts: Iterable[str]) -> list[int]:
        pieces = (join_spaced_runs(render_plain(text)).split() for text in texts)
        return [*chain.from_iterable(map(self.__getitem__, chain.from_iterable(pieces)))]


def _count_bits(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of bits of each number, 0 for 0."""
    return np.searchsorted(1 << np.arange(16), numbers, side="right").astype(np.int64)
