"""Vectors of papers: which words count how much, and that each is computed once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from papershelf.engine.cache_file import CacheFile
from papershelf.vectors.packed import Packed, pack_vectors, word_values
from papershelf.vectors.paper_vectors import PaperTexts, WordVectorizer
from papershelf.vectors.store import CachedVectorizer
from papershelf.vectors.table import WordTable, load_table

WORDS = ("the", "tide", "dune", "river", "fewshot", "few", "shot")
TABLE = WordTable(
    len(WORDS) * 2,
    WORDS,
    bytes([10] * len(WORDS)),
    bytes(0xFF if row == column else 0x87 for row in range(7) for column in range(7)),
)


@dataclass(frozen=True, slots=True)
class Texts:
    title: str = ""
    summary: str = ""
    abstract: str = ""


@dataclass
class CountingVectorizer:
    table: WordTable = TABLE
    read: list[str] = field(default_factory=list)

    def compute_vectors(self, papers: Sequence[PaperTexts]) -> Packed:
        self.read += [paper.title for paper in papers]
        return WordVectorizer(self.table).compute_vectors(papers)


def vector_of(paper: Texts) -> bytes:
    return WordVectorizer(TABLE).compute_vectors([paper]).tobytes()


def sum_of(**weights: int) -> bytes:
    places = np.array([WORDS.index(word) for word in weights])
    values = word_values(TABLE, places) * np.array([*weights.values()])[:, None]
    return pack_vectors(values.sum(axis=0, keepdims=True)).tobytes()


@pytest.mark.parametrize(
    ("paper", "weights"),
    [
        (Texts(abstract="A tide and a dune."), {"tide": 1, "dune": 1}),
        (Texts("Dunes", abstract="River"), {"dune": 2, "river": 1}),
        (Texts(summary="Tide", abstract="tides, dunes"), {"tide": 2, "dune": 1}),
        (Texts("Tide", abstract="tide tide dune"), {"tide": 3, "dune": 1}),
        (Texts("The tide", abstract="the the the dune"), {"the": 2, "tide": 2, "dune": 1}),
        (Texts(abstract="few-shot tide"), {"few": 1, "shot": 1, "fewshot": 1, "tide": 1}),
        (Texts(abstract="\\textbf{tides} of unknown rivers"), {"tide": 1, "river": 1}),
    ],
)
def test_a_vector_is_the_weighted_sum_of_words(paper: Texts, weights: dict[str, int]) -> None:
    assert vector_of(paper) == sum_of(**weights)


@pytest.mark.parametrize("paper", [Texts(), Texts("Unknown", "words", "only")])
def test_a_paper_without_words_of_the_table_has_no_direction(paper: Texts) -> None:
    assert vector_of(paper) == bytes(len(WORDS))


def test_a_vector_depends_on_its_own_paper_only() -> None:
    words = load_table().words
    papers = [Texts(words[n], words[7 * n], " ".join(words[n : n + 40])) for n in range(4100)]
    vectorizer = WordVectorizer(load_table())
    together = vectorizer.compute_vectors(papers)
    chosen = [0, 1999, 2000, 4099]
    assert np.array_equal(vectorizer.compute_vectors([papers[n] for n in chosen]), together[chosen])
    assert not vectorizer.compute_vectors([]).size


def test_only_new_texts_are_read(tmp_path: Path) -> None:
    cache = CacheFile(tmp_path / "vectors", "code")
    tide, dune, river = (Texts(name) for name in ("Tide", "Dune", "River"))
    counting = CountingVectorizer()
    for papers, read in (
        ([tide, dune, tide], ["Tide", "Dune"]),
        ([dune, tide], []),
        ([river, dune], ["River"]),
        ([tide, dune, river], ["Tide"]),
        ([Texts("Tide", summary="rivers")], ["Tide"]),
    ):
        counting.read.clear()
        found = CachedVectorizer(counting, cache).compute_vectors(papers)
        assert counting.read == read
        assert np.array_equal(found, WordVectorizer(TABLE).compute_vectors(papers))


def test_the_file_does_not_depend_on_earlier_papers(tmp_path: Path) -> None:
    papers = [Texts(name) for name in ("Tide", "Dune", "River")]
    for name, steps in (("one", [papers]), ("other", [papers[2:], papers[:2], papers[::-1]])):
        for step in steps:
            vectorizer = CachedVectorizer(WordVectorizer(TABLE), CacheFile(tmp_path / name, "code"))
            vectorizer.compute_vectors(step)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("damage", [b"", b"x", b"code 0\nPK"])
def test_a_damaged_file_is_replaced(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    path.write_bytes(damage)
    vectorizer = CachedVectorizer(CountingVectorizer(), CacheFile(path, "code"))
    assert vectorizer.compute_vectors([Texts("Tide")]).tobytes() == sum_of(tide=1)
    assert CacheFile(path, "code").load_arrays()


def test_callers_at_the_same_time_read_each_paper_once(tmp_path: Path) -> None:
    counting = CountingVectorizer()
    vectorizer = CachedVectorizer(counting, CacheFile(tmp_path / "vectors", "code"))
    papers = [Texts(f"Tide {number}") for number in range(300)]
    with ThreadPoolExecutor(4) as threads:
        found = [*threads.map(vectorizer.compute_vectors, [papers, papers[::-1], papers, papers])]
    assert len(counting.read) == len(papers)
    assert np.array_equal(found[0], found[1][::-1])
