"""The papers that we ship: what holds for every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.loading import load_collection
from generator.model import Paper
from generator.sources.capture import parse_capture
from generator.sources.files import read_data
from generator.text import fold, title_key

ROOT = Path(__file__).parent.parent
CAPTURES = ROOT.parent / "shared" / "captures"
RUN = 6
FILLER = ("this paper", "in this work", "we present", "we propose", "the authors")

COLLECTION = load_collection(read_data(ROOT / "data"))
SUMMARISED = [paper for paper in COLLECTION.papers if paper.summary]


def runs(text: str) -> set[tuple[str, ...]]:
    words = fold(text).split()
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def read_abstracts() -> dict[str, str]:
    readings = [parse_capture(p.read_bytes(), p.name) for p in sorted(CAPTURES.glob("*.txt"))]
    return {
        title_key(str(record.fields["title"])): str(record.fields.get("abstract", ""))
        for reading in readings
        for record in reading.records
    }


def test_the_shipped_data_have_no_problem() -> None:
    assert COLLECTION.problems == ()
    assert len(SUMMARISED) >= 30


def test_no_abstract_is_shipped() -> None:
    assert [paper.id for paper in COLLECTION.papers if paper.abstract] == []


@pytest.mark.parametrize("paper", SUMMARISED, ids=lambda paper: paper.id)
def test_a_summary_is_short_and_says_something(paper: Paper) -> None:
    assert len(paper.summary.split()) <= 45
    assert not [phrase for phrase in FILLER if phrase in paper.summary.lower()]
    assert not paper.tags_proposed
    assert 2 <= len(paper.tags) <= 5


def test_no_summary_repeats_its_abstract() -> None:
    if not CAPTURES.is_dir():
        pytest.skip("the captures are not here")
    abstracts = read_abstracts()
    known = [paper for paper in SUMMARISED if title_key(paper.title) in abstracts]
    assert len(known) >= 30
    shared = {p.id: runs(p.summary) & runs(abstracts[title_key(p.title)]) for p in known}
    assert {paper_id: found for paper_id, found in shared.items() if found} == {}
