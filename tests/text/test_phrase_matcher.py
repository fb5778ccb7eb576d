"""Tests of finding phrases in texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.text.phrase_matcher import PhraseFinder, PhraseMatch, parse_phrase

WORDS = st.sampled_from(["a", "ab", "abc", "b", "of", "ofa"])
PHRASES = st.lists(st.tuples(WORDS, st.sampled_from(["", "*"])), min_size=1, max_size=4)


def search_plainly(known: list[tuple[str, ...]], text: list[str]) -> list[PhraseMatch]:
    """The positions of phrases, found by comparing each with the words at each position."""
    return [
        (number, start, start + len(phrase))
        for number, phrase in enumerate(known)
        for start in range(len(text) - len(phrase) + 1)
        if all(map(can_be, phrase, text[start:]))
    ]


def can_be(known: str, word: str) -> bool:
    return re.fullmatch(known.replace("*", r"\w*"), word) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sparse coding", ("sparse", "coding")),
        ("Fine-Tuning*", ("fine", "tuning*")),
        ("accelerat* training", ("accelerat*", "training")),
        ("  Naïve   Bayes ", ("naive", "bayes")),
        ("μP", ("mup",)),
    ],
)
def test_a_phrase_is_its_folded_words(text: str, words: tuple[str, ...]) -> None:
    assert parse_phrase(text) == words


@pytest.mark.parametrize("phrase", ["", "  ", "*", "graph *", "--", "a*b", "graph**"])
def test_a_phrase_without_words_is_an_error(phrase: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        parse_phrase(phrase)


@given(chosen=st.lists(PHRASES, max_size=6), text=st.lists(WORDS, max_size=15))
def test_phrases_are_found_as_by_a_plain_search(
    chosen: list[list[tuple[str, str]]], text: list[str]
) -> None:
    known = [tuple(word + star for word, star in phrase) for phrase in chosen]
    found = PhraseFinder((words, number) for number, words in enumerate(known)).find(text)
    assert sorted(found) == search_plainly(known, text)
    assert [end for *_, end in found] == sorted(end for *_, end in found)


@given(text=st.lists(WORDS, max_size=15))
def test_a_finder_without_cache_finds_the_same(text: list[str]) -> None:
    known = [("a*", "b"), ("of", "a*", "ab"), ("ab",), ("ab*",)]
    numbered = [(words, number) for number, words in enumerate(known)]
    expected = PhraseFinder(numbered).find(text)
    forgetful = PhraseFinder(numbered, max_cached_words=0, max_cached_steps=0)
    assert forgetful.find(text) == expected


def test_overlapping_phrases_are_all_found() -> None:
    finder = PhraseFinder([(("deep", "kite*"), 7), (("kite*",), 7), (("of",), 3)])
    found = finder.find("a deep kite of kites".split())
    assert sorted(found) == [(3, 3, 4), (7, 1, 3), (7, 2, 3), (7, 4, 5)]


def test_a_finder_without_phrases_finds_nothing() -> None:
    assert PhraseFinder([]).find(["a", "kite"]) == []
    assert PhraseFinder([(("kite",), 1)]).find([]) == []
