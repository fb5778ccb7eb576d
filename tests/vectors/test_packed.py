"""Packed vectors: directions survive packing, and lengths do not matter."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from papershelf.vectors.packed import (
    pack_vectors,
    square_roots,
    unpack_vectors,
    word_lengths,
    word_values,
)
from papershelf.vectors.table import HIGHEST_LEVEL, WordTable, load_table

SUMS = st.lists(st.integers(-(10**6), 10**6), min_size=128, max_size=128)


@given(SUMS)
def test_a_packed_vector_has_the_direction_of_the_sum(sums: list[int]) -> None:
    if not any(sums):
        return
    found = unpack_vectors(pack_vectors(np.array([sums])))[0].tolist()
    length = sum(value * value for value in sums) ** 0.5
    for value, packed in zip(sums, found, strict=True):
        exact = max(-HIGHEST_LEVEL, min(HIGHEST_LEVEL, 68 * value / length))
        assert abs(packed - exact) <= 2


@given(SUMS, st.integers(2, 50))
def test_a_longer_sum_is_packed_alike(sums: list[int], factor: int) -> None:
    one, other = unpack_vectors(pack_vectors(np.array([sums, [factor * n for n in sums]])))
    assert np.abs(one - other).max() <= 2


def test_a_sum_of_nothing_is_all_zeros() -> None:
    packed = pack_vectors(np.zeros((1, 128), np.int64))
    assert packed.tobytes() == bytes(64)
    assert pack_vectors(np.ones((1, 128), np.int64)).any()


@given(st.integers(0, 2**52 - 1))
def test_square_roots_are_exact(number: int) -> None:
    root = int(square_roots(np.array([number]))[0])
    assert root * root <= number < (root + 1) ** 2


def test_vectors_of_words_are_levels_times_the_scale() -> None:
    table = WordTable(4, ("ice", "river"), bytes([3, 2]), bytes([0x0F, 0x78, 0x88, 0xFF]))
    assert word_values(table, np.array([1, 0])).tolist() == [[2, 2, 30, 30], [-45, 45, -3, 3]]
    assert word_lengths(table).tolist() == [4068, 1808]


def test_the_lengths_of_the_table_are_those_of_its_vectors() -> None:
    table = load_table()
    places = np.arange(0, len(table.words), 997)
    lengths = (word_values(table, places) ** 2).sum(axis=1)
    assert word_lengths(table)[places].tolist() == lengths.tolist()
