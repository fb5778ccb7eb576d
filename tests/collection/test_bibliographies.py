"""Test that bibliography programs read the exports of the shipped papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data
from tests.conftest import SHIPPED_DATA
from tests.exports.test_bibliography_programs import (
    print_titles,
    test_biber_reads_every_entry,
    test_bibtex_reads_every_entry,
    write_bibliography,
)

__all__ = [
    "test_biber_reads_every_entry",
    "test_bibtex_reads_every_entry",
]


@pytest.fixture(scope="module", params=["shipped"])
def bibliography(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = load_collection(read_data(SHIPPED_DATA, STARTER_VOCABULARIES))
    return write_bibliography(tmp_path_factory.mktemp("shipped"), list(data.papers), data)


def test_latex_prints_every_title(bibliography: Path) -> None:
    print_titles(bibliography)
