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
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

UNIT = 1 << 14  # the length of every paper's vector
FLOOR = int(0.05 * UNIT * UNIT)  # papers less alike than this have nothing to do with each other
FEW_TERMS = 6  # a paper with fewer rare terms than this is also looked for by its common ones
NOBODY = -1

_ENTRIES = 16_000_000  # of a product that are in memory at a time
_SCORE_BITS, _PLACE_BITS = 29, 24  # in a sort key, below ten bits for the row in its block
_PAIRS = 20_000  # pairs of papers that are explained at a time
# The weight of a term that stands n times in a paper grows with the logarithm of n.
_REPEATS = np.array(
    [0, *(round(64 * (1 + math.log(count))) for count in range(1, 256))], dtype=np.int64
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The vectors of all papers: by paper, by term, and cut to the terms a paper is looked for by.

    `steps` tells how rare each term is, by powers of two; -1 is a term of one paper only.
    """

    papers: csr_array
    by_term: csr_array
    queries: csr_array
    steps: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The places of the nearest papers, best first, and the scores; `NOBODY` where there is none."""

    places: NDArray[np.int32]
    scores: NDArray[np.int32]


def rarity_steps(counts: csr_array) -> NDArray[np.int64]:
    """How many times the papers of a term must double to be all papers, roughly."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    steps = _log2(np.array(counts.shape[0])) - _log2(frequency)
    return np.where(frequency > 1, steps, -1)


def weigh(counts: csr_array, hidden: NDArray[np.bool_]) -> Weights:
    """The vectors of papers; a `hidden` one looks for others but is found by none."""
    size = counts.shape[0]
    steps = rarity_steps(counts)
    rows = np.repeat(np.arange(size), np.diff(counts.indptr))
    # 1.5 as in the smoothed form of the inverse document frequency: what all have still counts.
    rarity = np.where(steps >= 0, 2 * steps + 3, 0)
    values = _REPEATS[counts.data] * rarity[counts.indices]
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=size))
    lengths[lengths == 0] = 1
    vectors = np.rint(values * UNIT / lengths[rows]).astype(np.int32)
    # Lists grow with the square root of the collection: with all of it, the work would be n².
    widest = (int(_log2(np.array(max(size, 1)))) - 5) // 2
    is_rare = (vectors > 0) & (steps[counts.indices] >= widest)
    has_few = np.bincount(rows[is_rare], minlength=size) < FEW_TERMS
    papers = _select(counts, vectors, vectors > 0)
    return Weights(
        papers=papers,
        by_term=csr_array(_select(counts, vectors, (vectors > 0) & ~hidden[rows]).T.tocsr()),
        queries=_select(counts, vectors, is_rare | (has_few[rows] & (vectors > 0))),
        steps=steps,
    )


def find_nearest(weights: Weights, rows: NDArray[np.int64], top: int) -> Nearest:
    """The nearest papers of some; of equals, those that stand first."""
    size = max(weights.papers.shape[0], 1)
    step = max(1, min(1024, _ENTRIES // size))
    places = np.full((len(rows), top), NOBODY, np.int32)
    scores = np.zeros((len(rows), top), np.int32)
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        product = weights.queries[block] @ weights.by_term
        chosen = np.flatnonzero(product.data >= FLOOR)
        owner = np.searchsorted(product.indptr, chosen, side="right") - 1
        keys = sort_keys(product.data[chosen], product.indices[chosen], owner)
        keys = np.sort(keys[product.indices[chosen] != block[owner]])
        shift = _SCORE_BITS + _PLACE_BITS
        owners = keys >> shift
        rank = np.arange(len(keys)) - np.searchsorted(keys, owners << shift)
        keys, owners, rank = keys[rank < top], owners[rank < top], rank[rank < top]
        places[start + owners, rank] = keys & ((1 << _PLACE_BITS) - 1)
        scores[start + owners, rank] = _score_of(keys)
    return Nearest(places=places, scores=scores)


def sort_keys(
    scores: NDArray[np.int32], places: NDArray[np.int32], owners: NDArray[np.int64] | int = 0
) -> NDArray[np.int64]:
    """Numbers that sort by owner, then from the best score, then by place."""
    falling = (1 << _SCORE_BITS) - 1 - scores.astype(np.int64)
    keys: NDArray[np.int64] = (
        (np.asarray(owners, np.int64) << (_SCORE_BITS + _PLACE_BITS))
        | (falling << _PLACE_BITS)
        | places
    )
    return keys


def score_pool(weights: Weights, query: int, places: NDArray[np.int64]) -> NDArray[np.int32]:
    """The scores of chosen papers for one, as `find_nearest` would count them."""
    product = weights.papers[places] @ weights.queries[[query]].T
    scores: NDArray[np.int32] = product.toarray().ravel()
    return scores


def shared_terms(
    weights: Weights, left: NDArray[np.int64], right: NDArray[np.int64], most: int
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
        order = np.lexsort((both.indices, -both.data, owner))
        columns = both.indices[order].tolist()
        ends = both.indptr.tolist()
        found.extend(columns[a : min(a + most, b)] for a, b in zip(ends, ends[1:], strict=False))
    return found


def _log2(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The whole part of the logarithm, exact; -1 for 0."""
    return np.where(numbers > 0, np.frexp(numbers)[1] - 1, -1).astype(np.int64)


def _score_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    falling = (keys >> _PLACE_BITS) & ((1 << _SCORE_BITS) - 1)
    return (1 << _SCORE_BITS) - 1 - falling


def _select(counts: csr_array, values: NDArray[np.int32], keep: NDArray[np.bool_]) -> csr_array:
    kept = np.concatenate([np.zeros(1, np.int32), np.cumsum(keep, dtype=np.int32)])
    columns = counts.indices[keep].astype(np.int32)
    return csr_array((values[keep], columns, kept[counts.indptr]), shape=counts.shape)
