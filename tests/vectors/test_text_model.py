"""Test vectors of papers from a model, with a small model that is made here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from papershelf.core.errors import PapersError
from papershelf.engine.cache_file import CacheFile
from papershelf.vectors import text_model
from papershelf.vectors.packed import pack_vectors, unpack_vectors
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.store import CachedVectorizer
from papershelf.vectors.table import WordTable, load_table
from papershelf.vectors.text_model import (
    ROTATION_MODEL,
    ModelVectorizer,
    fit_rotation,
    rotate_onto,
)

WORDS = ("flood", "harbor", "river", "tide", "weir", "wave", "delta", "estuary")
TABLE = WordTable(4, WORDS, bytes([9] * len(WORDS)), np.random.default_rng(3).bytes(2 * len(WORDS)))


class Texts(NamedTuple):
    title: str
    summary: str = ""
    abstract: str = ""


class TurnedTable:
    """A model whose vectors are sums of words in a space of 6 dimensions, turned from the table's."""

    def __init__(self, turn: NDArray[np.float64]) -> None:
        self.turn = turn
        self.read: list[str] = []

    def encode(self, sentences: list[str]) -> NDArray[np.float32]:
        self.read += sentences
        values = dict(zip(WORDS, _word_vectors(), strict=True))
        sums = [
            sum((values[word] for word in text.lower().replace(".", "").split()), np.zeros(4))
            for text in sentences
        ]
        return (np.array(sums) @ self.turn).astype(np.float32)


def _word_vectors() -> NDArray[np.float64]:
    levels = unpack_vectors(np.frombuffer(TABLE.levels, np.uint8).reshape(len(WORDS), 2))
    return levels.astype(np.float64)


def random_turn(seed: int) -> NDArray[np.float64]:
    """Four rows of six that are orthogonal and of length 1."""
    turn: NDArray[np.float64] = np.linalg.qr(np.random.default_rng(seed).normal(size=(6, 4)))[0].T
    return turn


def vectorizer_of(model: TurnedTable) -> ModelVectorizer:
    return ModelVectorizer(TABLE, "turned", lambda _: model)


@given(seed=st.integers(0, 50))
def test_the_rotation_of_a_turned_table_turns_it_back(seed: int) -> None:
    turn = random_turn(seed)
    assert fit_rotation(TABLE, TurnedTable(turn)) == pytest.approx(turn.T, abs=1e-5)


def test_vectors_of_a_model_are_in_the_space_of_the_table() -> None:
    papers = [Texts("River flood"), Texts("Tide", "Wave delta.", "Harbor"), Texts("Weir")]
    found = vectorizer_of(TurnedTable(random_turn(1))).compute_vectors(papers)
    sums = TurnedTable(np.eye(4)).encode(["river flood", "tide wave delta harbor", "weir"])
    expected = pack_vectors(np.rint(sums * 1000).astype(np.int64))
    assert abs(unpack_vectors(found) - unpack_vectors(expected)).max() <= 2


def test_a_model_is_loaded_only_for_new_texts(tmp_path: Path) -> None:
    model = TurnedTable(random_turn(2))
    cached = CachedVectorizer(vectorizer_of(model), CacheFile(tmp_path / "vectors", "1"))
    one, other = Texts("River"), Texts("Harbor")
    first = cached.compute_vectors([one])
    model.read.clear()
    assert (cached.compute_vectors([one]) == first).all()
    assert model.read == []
    cached.compute_vectors([one, other])
    assert "Harbor" in model.read
    assert "River" not in model.read


def test_no_papers_need_no_model() -> None:
    def load(_: str) -> TurnedTable:
        raise AssertionError

    assert ModelVectorizer(TABLE, "any", load).compute_vectors([]).shape == (0, 2)


def test_the_rotation_of_the_package_keeps_lengths_and_fits_the_table() -> None:
    rotation = text_model.read_rotation(load_table().dimensions)
    assert rotation.shape == (384, load_table().dimensions)
    assert rotation.T @ rotation == pytest.approx(np.eye(rotation.shape[1]), abs=0.01)


def test_the_known_model_needs_no_examples() -> None:
    class Known:
        def encode(self, sentences: list[str]) -> NDArray[np.float32]:
            assert sentences == ["River"]
            seed = int.from_bytes(hashlib.blake2b(b"River", digest_size=4).digest())
            return np.random.default_rng(seed).normal(size=(1, 384)).astype(np.float32)

    model = ModelVectorizer(
        load_table(), f"sentence-transformers/{ROTATION_MODEL}", lambda _: Known()
    )
    assert model.compute_vectors([Texts("River")]).shape == (1, load_table().dimensions // 2)


def test_without_the_extra_the_setting_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_model, "find_spec", lambda _: None)
    with pytest.raises(PapersError, match=r"^mkdocs\.yml: extra\.papershelf\.vector_model: needs"):
        text_model.check_library("mkdocs.yml")


@given(st.integers(0, 100))
def test_a_rotation_keeps_angles(seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(12, 6))
    rotation = rotate_onto(vectors, random.integers(-9, 9, size=(12, 4)))
    assert rotation.T @ rotation == pytest.approx(np.eye(4), abs=1e-9)


def test_both_ways_to_find_vectors_have_the_same_width() -> None:
    papers = [Texts("River flood")]
    words = WordVectorizer(TABLE).compute_vectors(papers)
    assert vectorizer_of(TurnedTable(random_turn(1))).compute_vectors(papers).shape == words.shape
