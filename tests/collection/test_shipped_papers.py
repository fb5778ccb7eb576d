"""Tests of the quality of the shipped papers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.records.tag_rules import Tagger
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.formats.capture.reader import parse_capture
from papershelf.sources.own.data_folder import read_data
from papershelf.text.folding import fold_text, plain_title_key


def test_the_shipped_data_is_valid(project_root: Path) -> None:
    assert load_collection(read_data(project_root / "data", STARTER_VOCABULARIES)).problems == ()


ROOT = Path(__file__).parents[2]
CAPTURES = ROOT.parent / "shared" / "captures"
RUN = 6
FILLER = ("this paper", "in this work", "we present", "we propose", "the authors")

COLLECTION = load_collection(read_data(ROOT / "data", STARTER_VOCABULARIES))
SUMMARISED = [paper for paper in COLLECTION.papers if paper.summary]


def runs(text: str) -> set[tuple[str, ...]]:
    words = fold_text(text).split()
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def read_abstracts() -> dict[str, str]:
    readings = [parse_capture(p.read_bytes(), p.name) for p in sorted(CAPTURES.glob("*.txt"))]
    return {
        plain_title_key(str(record.fields["title"])): str(record.fields.get("abstract", ""))
        for reading in readings
        for record in reading.records
    }


def test_the_shipped_collection_loads_without_problems() -> None:
    assert COLLECTION.problems == ()
    assert len(SUMMARISED) >= 30


def test_no_abstract_is_shipped() -> None:
    assert [paper.id for paper in COLLECTION.papers if paper.abstract] == []


@pytest.mark.parametrize("paper", SUMMARISED, ids=lambda paper: paper.id)
def test_summaries_are_short_and_not_empty(paper: Paper) -> None:
    assert len(paper.summary.split()) <= 45
    assert not [phrase for phrase in FILLER if phrase in paper.summary.lower()]
    assert not paper.tags_proposed
    assert 2 <= len(paper.tags) <= 5


def test_no_summary_copies_its_abstract() -> None:
    if not CAPTURES.is_dir():
        pytest.skip("there are no captures")
    abstracts = read_abstracts()
    known = [paper for paper in SUMMARISED if plain_title_key(paper.title) in abstracts]
    assert len(known) >= 30
    shared = {p.id: runs(p.summary) & runs(abstracts[plain_title_key(p.title)]) for p in known}
    assert {paper_id: found for paper_id, found in shared.items() if found} == {}


def test_no_file_has_too_many_papers_to_edit() -> None:
    counts = Counter(paper.path for paper in COLLECTION.papers)
    assert max(counts.values()) <= 100


def test_each_captured_paper_is_shipped_once() -> None:
    if not CAPTURES.is_dir():
        pytest.skip("there are no captures")
    shipped = Counter(plain_title_key(paper.title) for paper in COLLECTION.papers)
    # Both titles of a preprint and its publication may have been captured.
    assert max(shipped.values()) == 1
    assert len(read_abstracts().keys() - shipped.keys()) <= 3


def test_every_fact_has_a_source() -> None:
    described = [paper for paper in COLLECTION.papers if paper.authors or paper.year or paper.venue]
    assert [paper.id for paper in described if not (paper.source and paper.source.origin)] == []


def test_tag_rules_agree_with_chosen_tags() -> None:
    """Compare tags of all papers with those found by rules in their captures: precision and recall."""
    if not CAPTURES.is_dir():
        pytest.skip("there are no captures")
    raw = read_data(ROOT / "data", STARTER_VOCABULARIES)
    vocabulary = load_vocabulary(raw.venues, raw.groups, raw.tags, [])
    tagger = Tagger(vocabulary.rules)
    abstracts = read_abstracts()
    right = wrong = missed = 0
    for paper in COLLECTION.papers:
        proposed = set(tagger.propose(paper.title, abstracts.get(plain_title_key(paper.title), "")))
        right += len(proposed & set(paper.tags))
        wrong += len(proposed - set(paper.tags))
        missed += len(set(paper.tags) - proposed)
    assert right / (right + wrong) >= 0.85
    assert right / (right + missed) >= 0.51
