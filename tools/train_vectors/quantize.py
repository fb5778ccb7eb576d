"""Quantizes vectors of words: 4 bits per dimension, and a scale of a byte for each word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from papershelf.vectors.packed import word_values
from papershelf.vectors.table import HIGHEST_LEVEL, WordTable

_HIGHEST_SCALE = 255
_STEPS = np.linspace(0.4, 1, 25)


def quantize_table(words: Sequence[str], vectors: np.ndarray) -> WordTable:
    """Return the table of some words; those whose vector is too short for a scale are left out."""
    steps = best_steps(vectors)
    scales = np.clip(np.round(steps / steps.max() * _HIGHEST_SCALE), 0, _HIGHEST_SCALE)
    kept = [number for number in np.argsort(words) if scales[number]]
    scales = scales[kept].astype(np.uint8)
    rounded = scales * (steps.max() / _HIGHEST_SCALE)
    levels = choose_levels(vectors[kept], rounded[:, None]).astype(np.uint8)
    packed = levels[:, 0::2] << 4 | levels[:, 1::2]
    names = tuple(words[number] for number in kept)
    return WordTable(vectors.shape[1], names, scales.tobytes(), packed.tobytes())


def choose_levels(vectors: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the nearest level from 0 to 15 for each value."""
    levels: np.ndarray = np.clip(np.round((vectors / steps + HIGHEST_LEVEL) / 2), 0, HIGHEST_LEVEL)
    return levels


def level_values(levels: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the values of levels."""
    values: np.ndarray = (2 * levels - HIGHEST_LEVEL) * steps
    return values


def best_steps(vectors: np.ndarray) -> np.ndarray:
    """Return the step of each row with which its levels come nearest to its values."""
    highest = np.abs(vectors).max(1, keepdims=True) + 1e-12
    steps, lost = np.zeros(len(vectors)), np.full(len(vectors), np.inf)
    for share in _STEPS:
        step = share * highest / HIGHEST_LEVEL
        error = ((level_values(choose_levels(vectors, step), step) - vectors) ** 2).sum(1)
        steps = np.where(error < lost, step[:, 0], steps)
        lost = np.minimum(lost, error)
    return steps


def table_values(table: WordTable) -> np.ndarray:
    """Return the vectors of a table, one per row."""
    return word_values(table, np.arange(len(table.words)))


def normalize(rows: np.ndarray) -> np.ndarray:
    """Return rows of length 1; a row of zeros stays as it is."""
    normalized: np.ndarray = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-12)
    return normalized
