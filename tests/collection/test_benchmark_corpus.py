"""Test that the synthetic collection of the benchmarks uses the default tags and venues."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpus import write_collection
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data


def test_a_synthetic_collection_loads_without_problems(tmp_path: Path) -> None:
    write_collection(tmp_path, 500)
    collection = load_collection(read_data(tmp_path, STARTER_VOCABULARIES))
    assert collection.problems == ()
    assert len(collection.papers) == 500
