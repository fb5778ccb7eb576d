"""Tests of related papers with vectors: meaning decides among papers that share words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.related.directions import Directions
from papershelf.related.ranking import find_related
from papershelf.related.related_lists import VECTOR_UNIT
from papershelf.vectors.packed import pack_vectors, unpack_vectors
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import WordTable
from tests.related.test_related import BEES, VECTORIZER, library, names_of, paper, pid


def test_of_papers_with_the_same_words_the_nearest_in_meaning_is_first() -> None:
    papers = [
        paper("a", "Waggle dance of honey bees"),
        paper("b", "Waggle dance of a tax"),
        paper("c", "Waggle dance of a wasp"),
        *library()[2:],
    ]
    (by_words, by_meaning) = (
        find_related(papers, vectorizer=vectorizer)[pid("a")] for vectorizer in (None, VECTORIZER)
    )
    assert names_of(by_words) == ["b", "c"]
    assert names_of(by_meaning) == ["c", "b"]
    assert [near.words for near in by_meaning] == [("Waggle dance",)] * 2


def test_meaning_relates_no_papers_without_common_words() -> None:
    papers = [paper("a", "Sleepy motorists"), paper("b", "Drowsiness of drivers"), *library()]
    assert not find_related(papers, vectorizer=VECTORIZER)[pid("a")]


def test_the_score_of_the_same_text_is_one_with_meaning() -> None:
    papers = [paper("a", BEES), paper("b", BEES), *library()[2:]]
    (near,) = find_related(papers, vectorizer=VECTORIZER)[pid("a")]
    assert near.score == pytest.approx(1, abs=0.001)


def test_papers_without_known_words_are_compared_by_words() -> None:
    nothing = WordTable(4, ("unused",), b"\1", b"\0\0")
    by_words = find_related(library())
    found = find_related(library(), vectorizer=WordVectorizer(nothing))
    for name, near in by_words.items():
        assert names_of(found[name]) == names_of(near)
        assert [one.score * 1.5 for one in found[name]] == pytest.approx(
            [one.score for one in near], abs=1e-6
        )


@given(st.lists(st.lists(st.integers(-900, 900), min_size=8, max_size=8), min_size=1, max_size=9))
def test_cosines_are_those_of_the_packed_vectors(sums: list[list[int]]) -> None:
    packed = pack_vectors(np.array(sums, np.int64))
    values = unpack_vectors(packed) * packed.any(axis=1, keepdims=True)
    left, right = (each.ravel() for each in np.indices((len(sums), len(sums))))
    lengths = np.maximum(np.linalg.norm(values, axis=1), 1)
    exact = np.maximum((values @ values.T) / np.outer(lengths, lengths), 0)[left, right]
    found = Directions(packed).cosines(left, right)
    assert found.max() <= VECTOR_UNIT**2
    assert (found / VECTOR_UNIT**2).tolist() == pytest.approx(exact.tolist(), abs=1e-4)
