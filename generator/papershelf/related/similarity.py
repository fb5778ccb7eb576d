"""How alike papers are: counts of terms in, weights and the nearest papers out.

TF-IDF and cosine, in whole numbers: a result depends neither on the order of additions nor on
threads or libraries for linear algebra. Two things make the change of one paper cheap and yet
equal to a clean computation: the rarity of a term counts in steps, which few changes of its number
of papers cross, and the score of two papers depends on nothing but their terms and those steps.
No matrix of all pairs: rows are made in blocks, through the inverted lists of their terms, and
terms that stand in too many papers have no list.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from papershelf.related.related_lists import UNIT

FLOOR = int(0.08 * UNIT * UNIT)  # papers less alike than this have nothing to do with each other
FEW_TERMS = 6  # a paper with fewer rare terms than this is also looked for by its common ones
NOBODY = -1

_ENTRIES = 1_000_000  # of a product that are in memory at a time
_ROW_BITS, _SCORE_BITS, _PLACE_BITS = 10, 29, 24  # of a sort key
_OWNER = _SCORE_BITS + _PLACE_BITS
_BEST = (1 << _SCORE_BITS) - 1
_PAIRS = 20_000  # pairs of papers that are explained at a time
# The weight of a term that stands n times in a paper grows with the logarithm of n.
_REPEATS = np.array(
    [0, *(round(64 * (1 + math.log(count))) for count in range(1, 256))], dtype=np.int32
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The vectors of all papers, a row for each; by which entries each asks, by which it is found.

    Of both little is needed after a small change, so it is picked when somebody asks for it.
    """

    papers: csr_array
    is_asked: NDArray[np.bool_]
    is_found: NDArray[np.bool_]

    def asking(self, rows: NDArray[np.int64]) -> csr_array:
        """What some papers look for others by, a row for each."""
        return self._cut(self.is_asked, rows)

    def found(self, rows: NDArray[np.int64]) -> csr_array:
        """What some papers are found by, a column for each."""
        return csr_array(self._cut(self.is_found, rows).T.tocsr())

    def asking_for(self, found: csr_array) -> csr_array:
        """What all papers look by, of the terms that some are found by."""
        return self._pick(self.is_asked, np.diff(found.indptr) > 0)

    def lists_for(self, asking: csr_array) -> csr_array:
        """The papers found by each of the terms that some ask for, a row for each term."""
        is_wanted = np.zeros(self.papers.shape[1], bool)
        is_wanted[asking.indices] = True
        return csr_array(self._pick(self.is_found, is_wanted).T.tocsr())

    def _cut(self, keep: NDArray[np.bool_], rows: NDArray[np.int64]) -> csr_array:
        all_rows = self.papers
        kept = csr_array(
            (all_rows.data * keep, all_rows.indices, all_rows.indptr), shape=all_rows.shape
        )[rows]
        kept.eliminate_zeros()
        return kept

    def _pick(self, keep: NDArray[np.bool_], is_wanted: NDArray[np.bool_]) -> csr_array:
        columns = self.papers.indices
        chosen = keep & is_wanted[columns]
        kept = np.concatenate([np.zeros(1, np.int32), np.cumsum(chosen, dtype=np.int32)])
        return csr_array(
            (self.papers.data[chosen], columns[chosen], kept[self.papers.indptr]),
            shape=self.papers.shape,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The places of the nearest papers, best first, and their scores; `NOBODY` fills up."""

    places: NDArray[np.int32]
    scores: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Pairs of papers with their scores, row by row."""

    rows: NDArray[np.int64]
    places: NDArray[np.int32]
    scores: NDArray[np.int32]


def rarity_steps(counts: csr_array) -> NDArray[np.int64]:
    """How many times the papers of each term must double to be all papers, roughly.

    Below `common_steps` no difference is made: it would move many papers and mean little.
    """
    size = counts.shape[0]
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    steps: NDArray[np.int64] = np.maximum(
        _log2(np.array(size)) - _log2(frequency), common_steps(size)
    )
    return steps


def common_steps(size: int) -> int:
    """The rarity of terms that too many papers have to be looked for by them.

    The longest list grows with the cube root of the collection: with all of it, work would be n².
    """
    return (2 * size.bit_length() - 16) // 3 - 1


def weigh(counts: csr_array, vocabulary: NDArray[np.uint32], hidden: NDArray[np.bool_]) -> Weights:
    """The vectors of papers; a `hidden` one looks for others but is found by none.

    What stands in one paper only makes it less like all others, but for pairs: most of them do.
    """
    size = counts.shape[0]
    top = size.bit_length() - 1  # the steps of what stands in one paper
    # Small numbers, so that what is looked up a million times stays close to the processor.
    steps = rarity_steps(counts).astype(np.int8)
    # 1.5 as in the smoothed form of the inverse document frequency: what all have still counts.
    rarity = np.where((steps < top) | (vocabulary & 1 != 0), 2 * steps.astype(np.int32) + 3, 0)
    columns = counts.indices.astype(np.int32, copy=False)
    rows = np.repeat(np.arange(size), np.diff(counts.indptr))
    values = _REPEATS[counts.data] * rarity.astype(np.int32)[columns]
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=size))
    lengths[lengths == 0] = 1
    own = steps[columns]
    vectors = np.rint(values * UNIT / lengths[rows]).astype(np.int32) * (own < top)
    is_shared = vectors > 0
    is_rare = is_shared & (own > common_steps(size))
    has_few = np.bincount(rows[is_rare], minlength=size) < FEW_TERMS
    return Weights(
        papers=csr_array((vectors, columns, counts.indptr), shape=counts.shape),
        is_asked=is_rare | (has_few[rows] & is_shared),
        is_found=is_shared & ~hidden[rows],
    )


def find_nearest(weights: Weights, rows: NDArray[np.int64], top: int) -> Nearest:
    """The nearest papers of some; of equals, those that stand first."""
    nearest = Nearest(
        places=np.full((len(rows), top), NOBODY, np.int32),
        scores=np.zeros((len(rows), top), np.int32),
    )
    asking = weights.asking(rows)
    for found in find_entries(asking, weights.lists_for(asking)):
        start = int(found.rows[0]) if len(found.rows) else 0
        keys = sort_keys(found.scores, found.places, found.rows - start)
        keys = np.sort(keys[found.places != rows[found.rows]])
        owners = keys >> _OWNER
        rank = np.arange(len(keys)) - np.searchsorted(keys, owners << _OWNER)
        keys, owners, rank = keys[rank < top], owners[rank < top] + start, rank[rank < top]
        nearest.places[owners, rank] = keys & ((1 << _PLACE_BITS) - 1)
        nearest.scores[owners, rank] = _BEST - ((keys >> _PLACE_BITS) & _BEST)
    return nearest


def find_entries(queries: csr_array, by_term: csr_array) -> Iterator[Entries]:
    """All pairs that are alike enough, some rows at a time, in order."""
    step = max(16, min(1 << _ROW_BITS, _ENTRIES // max(by_term.shape[1], 1)))

    def multiply(start: int) -> Entries:
        product = queries[start : start + step] @ by_term
        alike = np.flatnonzero(product.data >= FLOOR)
        rows = np.searchsorted(product.indptr, alike, side="right") - 1 + start
        return Entries(rows=rows, places=product.indices[alike], scores=product.data[alike])

    # SciPy lets go of the interpreter while it multiplies, so threads do use all cores.
    with ThreadPoolExecutor() as threads:
        yield from threads.map(multiply, range(0, queries.shape[0], step))


def sort_keys(
    scores: NDArray[np.int32], places: NDArray[np.int32], owners: NDArray[np.int64] | int = 0
) -> NDArray[np.int64]:
    """Numbers that sort by owner, then from the best score, then by place."""
    falling = _BEST - scores.astype(np.int64)
    keys: NDArray[np.int64] = (owners << _OWNER) | (falling << _PLACE_BITS) | places
    return keys


def score_pool(weights: Weights, query: int, places: NDArray[np.int64]) -> NDArray[np.int32]:
    """The scores of chosen papers for one, as `find_nearest` would count them."""
    product = weights.papers[places] @ weights.asking(np.array([query])).T
    scores: NDArray[np.int32] = product.toarray().ravel()
    return scores


def shared_terms(
    weights: Weights, left: NDArray[np.int64], right: NDArray[np.int32], most: int
) -> list[list[int]]:
    """For each pair of papers the columns of what they share, from what matters most."""
    found: list[list[int]] = []
    for start in range(0, len(left), _PAIRS):
        both = csr_array(
            weights.papers[left[start : start + _PAIRS]].multiply(
                weights.papers[right[start : start + _PAIRS]]
            )
        )
        both.sort_indices()
        owner = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
        order = np.argsort((owner << _SCORE_BITS) - both.data, kind="stable")
        columns = both.indices[order].tolist()
        ends = both.indptr.tolist()
        found.extend(columns[a : min(a + most, b)] for a, b in pairwise(ends))
    return found


def _log2(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The whole part of the logarithm, exact; -1 for 0."""
    return np.where(numbers > 0, np.frexp(numbers)[1] - 1, -1).astype(np.int64)
