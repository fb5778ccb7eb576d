"""Tests of a small training, where PyTorch is installed (`tools/train_vectors/requirements.txt`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from papershelf.vectors.table import WordTable
from tests.tools.train_vectors.samples import WordTeacher, make_papers, write_wordnet
from tools.train_vectors.material import Material, choose_material
from tools.train_vectors.quantize import normalize, quantize_table, table_values
from tools.train_vectors.start import Start, extend_table, make_start
from tools.train_vectors.texts import paper_terms, query_terms
from tools.train_vectors.wordnet import read_glosses, read_synonyms

WIDTH = 8


@pytest.fixture
def material(tmp_path: Path) -> Material:
    folder = write_wordnet(tmp_path)
    return choose_material(
        make_papers(20), read_glosses(folder), read_synonyms(folder), sentences=20
    )


def train(material: Material, start: Start, seed: int = 0) -> WordTable:
    """Return the table after a short training."""
    pytest.importorskip("torch", reason="PyTorch is not installed, so no training is tested")
    from tools.train_vectors.lessons import make_lessons
    from tools.train_vectors.training import Plan, Trainer

    places = {word: place for place, word in enumerate(start.words)}
    lessons = make_lessons(material, 4, places, WordTeacher())
    plan = Plan(steps=150, rate=0.05, anchors=2, others=8, glosses=4, report_every=50)
    reports: list[int] = []
    trained = Trainer(start.vectors, start.projection, lessons, plan, seed).train(
        lambda step, _losses, _vectors: reports.append(step)
    )
    assert reports == [50, 100, 150]
    return quantize_table(start.words, trained)


def distance(material: Material, table: WordTable, projection: np.ndarray) -> float:
    """Return how far titles are from what the teacher says of them."""
    places = {word: place for place, word in enumerate(table.words)}
    values = table_values(table)
    titles = [paper.title for paper in material.papers]
    sums = [
        values[[places[term] for term in query_terms(title, places)]].sum(0) for title in titles
    ]
    taught = WordTeacher().embed(titles) @ projection
    return float((1 - (normalize(np.stack(sums)) * normalize(taught)).sum(1)).mean())


def test_training_brings_texts_nearer_to_what_the_teacher_says_of_them(material: Material) -> None:
    start = make_start(material, WordTeacher(), WIDTH, 1)
    before = distance(material, quantize_table(start.words, start.vectors), start.projection)
    assert distance(material, train(material, start), start.projection) < 0.8 * before


def test_the_same_seed_gives_the_same_table(material: Material) -> None:
    start = make_start(material, WordTeacher(), WIDTH, 1)
    assert train(material, start) == train(material, start)
    assert train(material, start) != train(material, start, seed=1)


def test_a_table_is_extended_by_words_near_to_its_own(material: Material, tmp_path: Path) -> None:
    begun = make_start(material, WordTeacher(), WIDTH, 1)
    kept = [place for place, word in enumerate(begun.words) if word not in {"weir", "hedge"}]
    names = [begun.words[place] for place in kept]
    table = quantize_table(names, begun.vectors[kept])
    start = extend_table(table, material, WordTeacher(), 1, tmp_path)
    assert set(begun.words) | {"pruning", "trimming", "weirfolk"} <= set(start.words)
    rows = dict(zip(start.words, start.vectors, strict=True))
    assert np.array_equal(rows["pruning"], rows["prune"])
    assert np.allclose(start.projection.T @ start.projection, np.eye(WIDTH))
    places = {word: place for place, word in enumerate(table.words)}
    kept_rows = np.stack([rows[word] for word in table.words])
    assert np.allclose(normalize(kept_rows), normalize(table_values(table)))
    assert all(paper_terms(paper).keys() & places for paper in material.papers)
