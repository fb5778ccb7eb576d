"""Tests of suggestions for misspelled words."""

from __future__ import annotations

import pytest

from papershelf.core.record_schema import FIELD_BY_NAME, FIELD_SYNONYMS
from papershelf.core.suggestions import Suggester


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("absract", "; did you mean abstract?"),
        ("ABSTRACT", "; did you mean abstract?"),
        ("neurips", "; did you mean NeurIPS?"),
        ("colour", ""),
        ("x" * 100, ""),
        ("", ""),
    ],
)
def test_only_similar_words_are_suggested(word: str, hint: str) -> None:
    assert Suggester(["abstract", "authors", "NeurIPS"]).suggest(word) == hint


def test_a_synonym_is_suggested_before_a_similar_word() -> None:
    suggester = Suggester(["datasets", "year"], {"date": "year"})
    assert suggester.suggest("Date") == "; did you mean year?"
    assert suggester.suggest("dataset") == "; did you mean datasets?"


def test_every_synonym_means_a_field_and_is_none() -> None:
    for word, meant in FIELD_SYNONYMS.items():
        assert word not in FIELD_BY_NAME
        assert {*meant.split(" or ")} <= FIELD_BY_NAME.keys()


def test_after_many_words_only_remembered_suggestions_are_made() -> None:
    suggester = Suggester(["abstract"])
    assert suggester.suggest("absract")
    for i in range(1000):
        suggester.suggest(f"word {i}")
    assert suggester.suggest("absract")
    assert not suggester.suggest("abstrac")
