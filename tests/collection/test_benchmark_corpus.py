"""The made-up collection of the benchmarks uses the tags and venues that we ship."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.corpus import write_collection
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data

_OWN_DATA = Path(__file__).parents[2] / "data"


def test_a_written_collection_loads_without_a_problem(tmp_path: Path) -> None:
    for name in ("tags.yaml", "venues.yaml"):
        shutil.copy(_OWN_DATA / name, tmp_path)
    write_collection(tmp_path, 500)
    collection = load_collection(read_data(tmp_path))
    assert collection.problems == ()
    assert len(collection.papers) == 500
