"""Directions of papers: takes packed vectors, returns how near the meanings of two papers are.

The cosine of two vectors is an integer, made of integers only, so it is the same on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from papershelf.related.related_lists import VECTOR_UNIT
from papershelf.vectors.packed import Packed, square_roots, unpack_vectors

Places = NDArray[np.int64] | NDArray[np.int32]
"""The places of papers in a collection."""

_BLOCK_PAIRS = 4_000
_LENGTH_BITS = 12
_INVERSE_BITS = 21
_SCALE_BITS = 2 * _INVERSE_BITS - (VECTOR_UNIT**2).bit_length() + 1


class Directions:
    """Vectors of papers, one per row, with the inverse of the length of each; 0 if it has none."""

    def __init__(self, packed: Packed) -> None:
        values = unpack_vectors(packed)
        # Rounded up, so that no cosine is above 1.
        lengths = square_roots(((values * values).sum(axis=1) << 2 * _LENGTH_BITS) - 1) + 1
        inverses = (1 << _INVERSE_BITS + _LENGTH_BITS) // lengths
        self._inverses = np.where(packed.any(axis=1), inverses, 0)
        self._values = values.astype(np.float32)

    def cosines(self, left: Places, right: Places) -> NDArray[np.int64]:
        """Return the cosine of each pair of papers, at least 0; 1 is `VECTOR_UNIT` squared."""
        products = np.zeros(len(left), np.int64)
        for start in range(0, len(left), _BLOCK_PAIRS):
            block = slice(start, start + _BLOCK_PAIRS)
            # Exact in any order: all sums of these whole numbers are below 2²⁴.
            products[block] = np.einsum(
                "ij,ij->i", self._values[left[block]], self._values[right[block]]
            )
        scales: NDArray[np.int64] = self._inverses[left] * self._inverses[right]
        found: NDArray[np.int64] = np.maximum(products * scales >> _SCALE_BITS, 0)
        return found
