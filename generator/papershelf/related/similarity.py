"""Similarity of papers: takes term counts, returns weights and the most similar papers.

TF-IDF with cosine similarity, and the cosine of the vectors of both papers if there are vectors: it
counts half as much. Both are in integer arithmetic, so results do not depend on the order of
additions, threads or linear algebra libraries. Two properties make an update after one change
cheap and still equal to a clean computation. The rarity of a term is a step function, and few
changes of its document frequency cross a step. The score of two papers depends only on their terms,
their vectors and these steps. There is no all-pairs matrix: rows are computed in blocks from the postings of
their terms, and queries normally leave out terms that are in too many papers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from papershelf.related.directions import Directions, Places
from papershelf.related.related_lists import VECTOR_UNIT

MIN_SCORE = int(0.08 * VECTOR_UNIT * VECTOR_UNIT)  # Papers less similar than this are unrelated.
MIN_TERMS = 6  # A paper with fewer rare terms than this also queries by its common terms.
NO_PAPER = -1
_TERM_SHARE = 2  # Similarity by terms counts this many times as much as similarity by meaning.

_BLOCK_ENTRIES = 1_000_000  # maximum number of products in memory at a time
_ROW_BITS, _SCORE_BITS, _POSITION_BITS = 10, 29, 24  # bits of a sort key
_OWNER_SHIFT = _SCORE_BITS + _POSITION_BITS
_MAX_SCORE = (1 << _SCORE_BITS) - 1
_BLOCK_PAIRS = 20_000  # number of paper pairs explained at a time
# The weight of a term that occurs n times in a paper grows with the logarithm of n.
_COUNT_WEIGHTS = np.array(
    [0, *(round(64 * (1 + math.log(count))) for count in range(1, 256))], dtype=np.int32
)

Scores = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TfidfMatrix:
    """TF-IDF vectors, one row for each paper, with masks for the terms used in queries and in the index.

    A small change needs few rows of either, so they are selected on demand. `directions` are those
    of the meanings of papers; without, terms alone decide.
    """

    vectors: csr_array
    is_query_side: NDArray[np.bool_]
    is_index_side: NDArray[np.bool_]
    directions: Directions | None = None

    def score_pairs(self, left: Places, right: Places, shared: Scores) -> Scores:
        """Return the scores of pairs of papers from the similarities of their terms."""
        if self.directions is None:
            return shared
        cosines = self.directions.cosines(left, right)
        joined = (_TERM_SHARE * shared.astype(np.int64) + cosines) // (_TERM_SHARE + 1)
        return joined.astype(np.int32)

    def query_vectors(self, rows: NDArray[np.int64]) -> csr_array:
        """Return the query vectors of some papers, one row for each."""
        return self._select_rows(self.is_query_side, rows)

    def index_vectors(self, rows: NDArray[np.int64]) -> csr_array:
        """Return the index vectors of some papers, one column for each."""
        return csr_array(self._select_rows(self.is_index_side, rows).T.tocsr())

    def queries_with_terms_of(self, found: csr_array) -> csr_array:
        """Return the query vectors of all papers, limited to the terms in the index vectors `found`."""
        return self._select_terms(self.is_query_side, np.diff(found.indptr) > 0)

    def postings_for(self, asking: csr_array) -> csr_array:
        """Return the postings of the terms in the query vectors `asking`, one row for each term."""
        is_wanted = np.zeros(self.vectors.shape[1], bool)
        is_wanted[asking.indices] = True
        return csr_array(self._select_terms(self.is_index_side, is_wanted).T.tocsr())

    def _select_rows(self, mask: NDArray[np.bool_], rows: NDArray[np.int64]) -> csr_array:
        all_rows = self.vectors
        kept = csr_array(
            (all_rows.data * mask, all_rows.indices, all_rows.indptr), shape=all_rows.shape
        )[rows]
        kept.eliminate_zeros()
        return kept

    def _select_terms(self, mask: NDArray[np.bool_], is_wanted: NDArray[np.bool_]) -> csr_array:
        columns = self.vectors.indices
        chosen = mask & is_wanted[columns]
        kept = np.concatenate([np.zeros(1, np.int32), np.cumsum(chosen, dtype=np.int32)])
        return csr_array(
            (self.vectors.data[chosen], columns[chosen], kept[self.vectors.indptr]),
            shape=self.vectors.shape,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestPapers:
    """The positions of the most similar papers, best first, and their scores; padded with `NO_PAPER`."""

    positions: NDArray[np.int32]
    scores: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPairs:
    """Pairs of papers with their scores, row by row."""

    rows: NDArray[np.int64]
    positions: NDArray[np.int32]
    scores: NDArray[np.int32]


def term_rarity(counts: csr_array) -> NDArray[np.int64]:
    """Return roughly how many times each term's document frequency must double to reach all papers.

    Values below `common_term_rarity` are not distinguished: that would affect many papers for
    little gain.
    """
    size = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    steps: NDArray[np.int64] = np.maximum(
        _integer_log2(np.array(size)) - _integer_log2(frequency), common_term_rarity(size)
    )
    return steps


def common_term_rarity(size: int) -> int:
    """Return the rarity of terms that are in too many papers to be used in queries.

    The longest postings list in use grows with the cube root of the collection; with all terms, the work
    would be quadratic.
    """
    return (2 * size.bit_length() - 16) // 3 - 1


def compute_tfidf(
    counts: csr_array,
    vocabulary: NDArray[np.uint32],
    hidden: NDArray[np.bool_],
    directions: Directions | None = None,
) -> TfidfMatrix:
    """Compute the vectors of papers; `hidden` papers query others but are not in the index.

    Terms in a single paper only lower its similarity to all others, except for pairs of words,
    most of which are unique.
    """
    size = counts.shape[0]
    top = size.bit_length() - 1  # the rarity of a term that is in one paper only
    # Small integers, so that a table with a million lookups fits into the processor's cache.
    steps = term_rarity(counts).astype(np.int8)
    # 1.5 as in smoothed inverse document frequency: terms in all papers keep some weight.
    rarity = np.where((steps < top) | (vocabulary & 1 != 0), 2 * steps.astype(np.int32) + 3, 0)
    columns = counts.indices.astype(np.int32, copy=False)
    rows = np.repeat(np.arange(size), np.diff(counts.indptr))
    values = _COUNT_WEIGHTS[counts.data] * rarity.astype(np.int32)[columns]
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=size))
    lengths[lengths == 0] = 1
    own = steps[columns]
    vectors = np.rint(values * VECTOR_UNIT / lengths[rows]).astype(np.int32) * (own < top)
    is_shared = vectors > 0
    is_rare = is_shared & (own > common_term_rarity(size))
    has_few = np.bincount(rows[is_rare], minlength=size) < MIN_TERMS
    return TfidfMatrix(
        vectors=csr_array((vectors, columns, counts.indptr), shape=counts.shape),
        is_query_side=is_rare | (has_few[rows] & is_shared),
        is_index_side=is_shared & ~hidden[rows],
        directions=directions,
    )


def nearest_papers(matrix: TfidfMatrix, rows: NDArray[np.int64], max_count: int) -> NearestPapers:
    """Return the most similar papers of some; equal scores keep the order of positions."""
    nearest = NearestPapers(
        positions=np.full((len(rows), max_count), NO_PAPER, np.int32),
        scores=np.zeros((len(rows), max_count), np.int32),
    )
    asking = matrix.query_vectors(rows)

    def score(owners: Places, positions: Places, shared: Scores) -> Scores:
        return matrix.score_pairs(rows[owners], positions, shared)

    for found in find_similar_pairs(asking, matrix.postings_for(asking), score):
        start = int(found.rows[0]) if len(found.rows) else 0
        keys = sort_keys(found.scores, found.positions, found.rows - start)
        keys = np.sort(keys[found.positions != rows[found.rows]])
        owners = keys >> _OWNER_SHIFT
        rank = np.arange(len(keys)) - np.searchsorted(keys, owners << _OWNER_SHIFT)
        keys, owners, rank = (
            keys[rank < max_count],
            owners[rank < max_count] + start,
            rank[rank < max_count],
        )
        nearest.positions[owners, rank] = keys & ((1 << _POSITION_BITS) - 1)
        nearest.scores[owners, rank] = _MAX_SCORE - ((keys >> _POSITION_BITS) & _MAX_SCORE)
    return nearest


def find_similar_pairs(
    queries: csr_array,
    by_term: csr_array,
    score: Callable[[Places, Places, Scores], Scores],
    block_entries: int = _BLOCK_ENTRIES,
) -> Iterator[SimilarPairs]:
    """Yield all pairs whose terms have the minimum similarity, in blocks of rows, in order.

    `score` takes rows of `queries`, columns of `by_term`, and the similarities of their terms.
    """
    step = max(16, min(1 << _ROW_BITS, block_entries // max(by_term.shape[1], 1)))

    def multiply(start: int) -> SimilarPairs:
        product = queries[start : start + step] @ by_term
        similar = np.flatnonzero(product.data >= MIN_SCORE)
        rows = np.searchsorted(product.indptr, similar, side="right") - 1 + start
        positions = product.indices[similar]
        scores = score(rows, positions, product.data[similar])
        return SimilarPairs(rows=rows, positions=positions, scores=scores)

    # SciPy releases the GIL during multiplication, so threads use all cores.
    with ThreadPoolExecutor() as threads:
        yield from threads.map(multiply, range(0, queries.shape[0], step))


def sort_keys(
    scores: NDArray[np.int32], positions: NDArray[np.int32], owners: NDArray[np.int64] | int = 0
) -> NDArray[np.int64]:
    """Return numbers that sort by owner, then by descending score, then by position."""
    falling = _MAX_SCORE - scores.astype(np.int64)
    keys: NDArray[np.int64] = (owners << _OWNER_SHIFT) | (falling << _POSITION_BITS) | positions
    return keys


def score_candidates(
    matrix: TfidfMatrix, query: int, positions: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Return the scores of chosen candidates for one paper, equal to those of `nearest_papers`."""
    product = matrix.vectors[positions] @ matrix.query_vectors(np.array([query])).T
    return matrix.score_pairs(np.full(len(positions), query), positions, product.toarray().ravel())


def find_shared_terms(
    matrix: TfidfMatrix,
    left: NDArray[np.int64],
    right: NDArray[np.int32],
    max_terms: int,
    block_pairs: int = _BLOCK_PAIRS,
) -> list[list[int]]:
    """Return for each pair of papers the columns of shared terms, most important first."""
    found: list[list[int]] = []
    for start in range(0, len(left), block_pairs):
        both = csr_array(
            matrix.vectors[left[start : start + block_pairs]].multiply(
                matrix.vectors[right[start : start + block_pairs]]
            )
        )
        both.sort_indices()
        owner = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
        order = np.argsort((owner << _SCORE_BITS) - both.data, kind="stable")
        columns = both.indices[order].tolist()
        ends = both.indptr.tolist()
        found.extend(columns[a : min(a + max_terms, b)] for a, b in pairwise(ends))
    return found


def _integer_log2(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the floor of the binary logarithm, exact; -1 for 0."""
    return np.where(numbers > 0, np.frexp(numbers)[1] - 1, -1).astype(np.int64)
