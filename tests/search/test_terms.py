"""Tests of the terms of the index, which must be the same in Python and in the browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.text.words.tokens import COMMON_WORDS, split_tokens
from papershelf.text.words.word_forms import normalize_word
from tests.conftest import ROOT, skip_or_fail

FORMS = Path(__file__).with_name("word_forms.json")
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
    "ResNet-50, GPT4, BERTScore, GNNs, H2O and 3D",
    "C++ and C#, F# and \\ell_1, abc++ but C++11",
    "1,000 bugs in TCP/IP, Node.js and torch.nn at 99.9%",
    "基于BERT的模型 2020年 ニューラル ガイド 한국어 형태소",
    "การรู้จำเสียงพูด ភាសាខ្មែរ ພາສາລາວ",
    "हिन्दी हिंदी कल काल தமிழ்",
    "العربية عربية مُحَمَّد שָׁלוֹם Фёдорова",
    "normalisation modelling colours centred analyses matrices behaviour supervised",
    "co\u00adoperate می\u200cخواهم",
    "",
]


TOKENS = st.text(
    alphabet="aAbBsS19-_./+,' \u2013#\u0301\u093f\u0915\u4e2d\u6587\u304c\u3099\ud55c\u0e01\u0e35\u03bc\u00e9\u0130",
    max_size=14,
)


def run_script(script: str, value: object) -> Any:  # noqa: ANN401  # JSON
    """The JSON that a script for Node.js prints, which gets a value as `given`."""
    if not shutil.which("node"):
        skip_or_fail("Node.js is not installed", "PAPERSHELF_DEMAND_NODE")
    head = (
        "import { readFileSync } from 'node:fs'; const given = JSON.parse(readFileSync(0, 'utf8'));"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", f"{head}{script}"],
        input=json.dumps(value),
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def browser_readings(texts: list[str]) -> list[list[list[list[str]]]]:
    """The ways to write each token of texts, as computed by the scripts of the site."""
    script = (
        f"import {{ readingsOf, splitTokens }} from '{ROOT}/frontend/js/search/words.js';"
        "console.log(JSON.stringify(given.map((text) => splitTokens(text).map(readingsOf))));"
    )
    found: list[list[list[list[str]]]] = run_script(script, texts)
    return found


def readings(text: str) -> list[list[list[str]]]:
    return [[[*reading] for reading in token.readings] for token in split_tokens(text)]


def test_the_browser_computes_the_same_terms() -> None:
    assert browser_readings(SAMPLES) == [*map(readings, SAMPLES)]


@given(st.lists(TOKENS, min_size=300, max_size=300))
@settings(max_examples=1)
def test_the_browser_computes_the_same_terms_for_any_text(texts: list[str]) -> None:
    assert browser_readings(texts) == [*map(readings, texts)]


def test_the_browser_computes_the_same_terms_for_real_papers(shared: Path) -> None:
    lines = (shared / "corpus/papers-3k.jsonl").read_text("utf-8").splitlines()[:400]
    papers = [json.loads(line) for line in lines]
    texts = [text for paper in papers for text in (paper["title"], *paper["authors"])]
    assert browser_readings(texts) == [*map(readings, texts)]


@pytest.mark.parametrize(("one", "other"), json.loads(FORMS.read_text("utf-8"))["same"])
def test_forms_of_a_word_share_a_reading(one: str, other: str) -> None:
    """`word_forms.json` in the folder of the tests has words that find the same papers."""
    assert all_readings(one) & all_readings(other)


@pytest.mark.parametrize(("one", "other"), json.loads(FORMS.read_text("utf-8"))["different"])
def test_different_words_share_no_reading(one: str, other: str) -> None:
    assert not all_readings(one) & all_readings(other)


def all_readings(text: str) -> set[str]:
    """The readings of a text as strings; the tokens of several words are combined."""
    found = {""}
    for token in split_tokens(text):
        found = {f"{before} {' '.join(one)}" for before in found for one in token.readings}
    return found


def test_the_browser_normalizes_every_word_of_the_table() -> None:
    pairs = json.loads(FORMS.read_text("utf-8"))
    words = [word for pair in pairs["same"] + pairs["different"] for word in pair]
    assert browser_readings(words) == [*map(readings, words)]


@given(st.text(alphabet="abceihosxyz", min_size=1, max_size=12))
def test_a_normalized_word_is_not_empty_and_not_longer(word: str) -> None:
    assert 0 < len(normalize_word(word)) <= len(word) + 1  # centre becomes center


def test_common_words_are_normalized() -> None:
    assert all(normalize_word(word) == word for word in COMMON_WORDS)
