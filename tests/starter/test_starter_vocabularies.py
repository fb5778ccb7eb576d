"""Tests of starter vocabularies: each is valid and proposes sensible tags and venues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.errors import Problem
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.sources.own.data_folder import read_data
from papershelf.starter.starter_vocabularies import VOCABULARY_CHOICES, read_starter_vocabulary
from tests.conftest import MakeCollection

Load = Callable[[str, list[dict[str, object]]], tuple[tuple[Paper, ...], tuple[Problem, ...]]]


@pytest.fixture
def load(make_collection: MakeCollection) -> Load:
    def with_vocabulary(
        name: str, records: list[dict[str, object]]
    ) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
        data = make_collection(records, name=name)
        for file, text in read_starter_vocabulary(name).items():
            (data / file).write_text(text, "utf-8")
        collection = load_collection(read_data(data, None))
        return tuple(collection.papers), tuple(collection.problems)

    return with_vocabulary


@pytest.mark.parametrize("name", VOCABULARY_CHOICES)
def test_each_vocabulary_is_valid(name: str, load: Load) -> None:
    papers, problems = load(name, [{"id": "a", "title": "A Title"}])
    assert len(papers) == 1
    assert problems == ()


def test_machine_learning_is_the_default_vocabulary() -> None:
    for name, text in read_starter_vocabulary("machine-learning").items():
        assert (STARTER_VOCABULARIES / name).read_text("utf-8") == text


def test_computer_science_has_all_venues_of_machine_learning_sorted_by_id() -> None:
    def ids(name: str) -> list[str]:
        lines = read_starter_vocabulary(name)["venues.yaml"].splitlines()
        return [line.removeprefix("  - id: ") for line in lines if line.startswith("  - id: ")]

    computer_science = ids("computer-science")
    assert computer_science == sorted(computer_science)
    assert set(ids("machine-learning")) < set(computer_science)
    assert {"sigcomm", "crypto", "tosem"} <= set(computer_science)


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("A Verified Compiler for Rivers", "compilers"),
        ("Byzantine Consensus on Leaky Dams", "distributed-systems"),
        ("Fuzzing Floodgates", "program-analysis"),
        ("Zero-Knowledge Proofs of Rainfall", "cryptography"),
        ("Congestion Control for Canals", "networking"),
        ("A Query Optimizer for Wet Databases", "databases"),
        ("Screen Readers for River Maps", "accessibility"),
        ("A Survey of Puddles", "surveys"),
    ],
)
def test_computer_science_proposes_tags_named_in_titles(title: str, tag: str, load: Load) -> None:
    (paper,), _ = load("computer-science", [{"id": "a", "title": title}])
    assert tag in paper.tags


@pytest.mark.parametrize(
    ("spelling", "venue"),
    [
        ("Proceedings of the 28th ACM Symposium on Operating Systems Principles", "sosp"),
        ("IEEE Transactions on Software Engineering", "tse"),
        ("Advances in Cryptology - CRYPTO 2019", "crypto"),
        ("ACM Transactions on Computer-Human Interaction (TOCHI)", "tochi"),
        ("Proceedings of the ACM Internet Measurement Conference 2021", "imc"),
    ],
)
def test_computer_science_finds_venues_by_their_names(
    spelling: str, venue: str, load: Load
) -> None:
    (paper,), _ = load("computer-science", [{"id": "a", "title": "T", "venue": spelling}])
    assert paper.venue == venue


def test_venues_can_be_appended_to_the_empty_vocabulary(tmp_path: Path) -> None:
    from papershelf.editing.fix import append_drafts, draft_unlisted_venues

    (tmp_path / "papers").mkdir()
    for file, text in read_starter_vocabulary("empty").items():
        (tmp_path / file).write_text(text, "utf-8")
    record = '[{"id": "a", "title": "T", "venue": {"name": "Puddle Letters", "kind": "journal"}}]'
    (tmp_path / "papers/a.yaml").write_text(record, "utf-8")
    append_drafts(draft_unlisted_venues(tmp_path), tmp_path)
    collection = load_collection(read_data(tmp_path, None))
    assert (list(collection.venues), list(collection.problems)) == (["puddle-letters"], [])
