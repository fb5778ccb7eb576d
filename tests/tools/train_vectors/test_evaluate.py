"""Tests of what the table of the package finds, on the queries in `../shared`, where it exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.vectors.table import WordTable, load_table
from tools.train_vectors.evaluate import Benchmark, describe

pytestmark = pytest.mark.seconds


@pytest.fixture
def benchmark(shared: Path) -> Benchmark:
    assert shared.is_dir()
    return Benchmark()


def test_the_table_of_the_package_finds_described_papers(benchmark: Benchmark) -> None:
    found = benchmark.places(load_table(), 1.0)
    first = {kind: sum(place == 0 for place in places) for kind, places in found.items()}
    in_five = {kind: sum(place < 5 for place in places) for kind, places in found.items()}
    assert first["keywords"] >= 97, describe(found)
    assert min(first["question"] - 23, in_five["question"] - 58) >= 0, describe(found)
    assert min(first["paraphrase"] - 11, in_five["paraphrase"] - 36) >= 0, describe(found)


def test_without_known_words_all_papers_have_the_place_by_words(benchmark: Benchmark) -> None:
    nothing = WordTable(2, ("zzzzz",), b"\x01", b"\x00")
    assert benchmark.places(nothing, 1.0) == benchmark.places(nothing, 0.0)
    assert not any(
        place for places in benchmark.places_of_vectors(nothing).values() for place in places
    )
