"""Tests of the quantized table: near to its vectors, and the same after writing and reading."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from papershelf.vectors.table import parse_table, render_table
from tools.train_vectors.quantize import normalize, quantize_table, table_values


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([2, 16, 128]))
def test_a_quantized_table_keeps_directions_and_lengths(seed: int, words: int, width: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(words, width)) * chance.uniform(0.2, 2, size=(words, 1))
    names = [f"word{number}" for number in range(words)]
    table = quantize_table(names, vectors)
    assert parse_table(render_table(table), "words.bin") == table
    assert set(table.words) == set(names)
    order = [names.index(word) for word in table.words]
    values = table_values(table)
    cosines = (normalize(values) * normalize(vectors[order])).sum(1)
    assert cosines.min() > 0.95
    shares = np.linalg.norm(values, axis=1) / np.linalg.norm(vectors[order], axis=1)
    assert np.ptp(shares) < 0.25 * shares.mean()


def test_a_word_without_weight_is_left_out() -> None:
    vectors = np.array([[100.0, -100.0], [0.001, 0.001], [50.0, 100.0]])
    assert quantize_table(["b", "nothing", "a"], vectors).words == ("a", "b")


def test_values_are_odd_multiples_of_the_scale() -> None:
    table = quantize_table(["one"], np.array([[-15.0, -1.0, 1.0, 15.0]]))
    assert table_values(table).tolist() == [[-15 * 255, -255, 255, 15 * 255]]
    assert (table.scales, table.levels.hex()) == (b"\xff", "078f")
