"""Packed vectors of texts: half a byte per dimension, in whole numbers only.

A packed vector has a fixed length, so that the angle between two of them is what counts. Like those
of words, level `n` from 0 to 15 of a dimension is the value `2n - 15`, and the first of two levels
is in the high half of a byte.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from papershelf.vectors.table import HIGHEST_LEVEL, WordTable

_SPREAD = 34
"""The sum of 128 levels from 0 to 15 loses least if values of this share of the length fit in."""

Packed = NDArray[np.uint8]
Values = NDArray[np.int64]


def unpack_vectors(packed: Packed) -> Values:
    """Return the values of packed vectors, one vector per row."""
    levels = np.stack([packed >> 4, packed & 15], axis=-1).reshape(len(packed), 2 * packed.shape[1])
    return 2 * levels.astype(np.int64) - HIGHEST_LEVEL


def pack_vectors(sums: Values) -> Packed:
    """Pack vectors of any length, one per row. One without direction becomes all zeros."""
    lengths = np.maximum(square_roots((sums * sums).sum(axis=1)), 1)
    levels = np.clip(sums * _SPREAD // lengths[:, None] + 8, 0, HIGHEST_LEVEL)
    levels[~sums.any(axis=1)] = 0
    return (levels[:, 0::2] << 4 | levels[:, 1::2]).astype(np.uint8)


def square_roots(numbers: Values) -> Values:
    """Return the integer parts of square roots of numbers below 2⁵²."""
    # Exact on every machine: IEEE 754 rounds square roots correctly.
    return np.sqrt(numbers.astype(np.float64)).astype(np.int64)


def word_levels(table: WordTable) -> Packed:
    """Return the packed levels of all words of a table in its order, one word per row."""
    return np.frombuffer(table.levels, np.uint8).reshape(len(table.words), -1)


def word_values(table: WordTable, places: NDArray[np.int64]) -> Values:
    """Return the vectors of words at some places of a table, one per row."""
    scales = np.frombuffer(table.scales, np.uint8).astype(np.int64)
    return unpack_vectors(word_levels(table)[places]) * scales[places, None]


def word_lengths(table: WordTable) -> Values:
    """Return the squares of the lengths of all vectors of a table in its order."""
    squares = (unpack_vectors(np.arange(256, dtype=np.uint8)[:, None]) ** 2).sum(axis=1)
    scales = np.frombuffer(table.scales, np.uint8).astype(np.int64)
    lengths: Values = squares[word_levels(table)].sum(axis=1) * scales**2
    return lengths
