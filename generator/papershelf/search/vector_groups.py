"""Groups of papers with similar vectors, so that a query needs the vectors of few papers only.

Each paper belongs to the nearest of some centroids. These are computed by k-means (Lloyd 1982,
doi:10.1109/TIT.1982.1056489) from every eighth paper, chosen by its id, so most new papers change
one group and no centroid. The result depends on the papers only, not on earlier builds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papershelf.core.chunking import boundary_hash
from papershelf.vectors.packed import Packed, Values, pack_vectors, square_roots, unpack_vectors

_ONE_GROUP = 1000
"""Up to this number of papers, all vectors are in one group (60 kB)."""
_MOST_PER_GROUP = 200
_SAMPLE = 8
_ROUNDS = 4
_BATCH_SIZE = 10_000
_LENGTH_BITS = 16


class VectorGroups(NamedTuple):
    """Packed centroids, one per row, and the papers of each group in rising order."""

    centroids: Packed
    members: Sequence[NDArray[np.int64]]


def group_papers(ids: Sequence[str], vectors: Packed) -> VectorGroups:
    """Group papers by their vectors; one without words of the table (all zeros) is in no group."""
    [known] = np.nonzero(vectors.any(axis=1))
    values = unpack_vectors(vectors[known]).astype(np.float32)
    centroids = _find_centroids([ids[place] for place in known.tolist()], values)
    nearest = _find_nearest(values, centroids)
    members = [known[nearest == group] for group in range(len(centroids))]
    return VectorGroups(centroids, members)


def _find_centroids(ids: Sequence[str], values: NDArray[np.float32]) -> Packed:
    count = 1
    while len(ids) > _ONE_GROUP and len(ids) > count * _MOST_PER_GROUP:
        count *= 2
    hashes = np.fromiter(map(boundary_hash, ids), np.int64, len(ids))
    [chosen] = np.nonzero(hashes % _SAMPLE == 0)
    sample = values[chosen[np.argsort(hashes[chosen], kind="stable")]]
    if count == 1 or len(sample) < count:
        return pack_vectors(values.sum(axis=0, keepdims=True, dtype=np.int64))
    centroids = pack_vectors(sample[:count].astype(np.int64))
    for _ in range(_ROUNDS):
        nearest = _find_nearest(sample, centroids)
        sums = np.zeros((count, values.shape[1]), np.int64)
        np.add.at(sums, nearest, sample.astype(np.int64))
        moved = pack_vectors(sums)
        is_used = np.bincount(nearest, minlength=count) > 0
        centroids = np.where(is_used[:, None], moved, centroids)
    return centroids


def _find_nearest(values: NDArray[np.float32], centroids: Packed) -> NDArray[np.int64]:
    """Return the number of the nearest centroid of each paper, the first of equals."""
    points = unpack_vectors(centroids)
    lengths = square_roots((points * points).sum(axis=1) << 2 * _LENGTH_BITS - 8) + 1
    found = np.zeros(len(values), np.int64)
    for start in range(0, len(values), _BATCH_SIZE):
        # Exact in any order: all sums of these whole numbers are below 2²⁴.
        products: Values = (
            values[start : start + _BATCH_SIZE] @ points.T.astype(np.float32)
        ).astype(np.int64)
        scores = (products << _LENGTH_BITS) // lengths
        found[start : start + _BATCH_SIZE] = scores.argmax(axis=1)
    return found
