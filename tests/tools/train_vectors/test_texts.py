"""Tests of what a training learns from: papers, their words, and WordNet."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.tools.train_vectors.samples import make_papers, write_wordnet
from tools.train_vectors.material import choose_material
from tools.train_vectors.texts import PaperText, paper_terms, query_terms, read_papers
from tools.train_vectors.wordnet import (
    Gloss,
    read_forms,
    read_glosses,
    read_synonyms,
    replace_words,
)

LONG = "The gates of a lock open slowly. They close in less than a minute, as measured at four old weirs. End."


def test_papers_are_read_once_without_latex_and_without_those_of_other_files(
    tmp_path: Path,
) -> None:
    titles = ["Locks of $\\alpha$ Rivers", "locks of alpha rivers", "Weirs", "A Test"]
    records = [{"title": title, "abstract": LONG} for title in titles]
    records.append({"title": "Without an Abstract", "abstract": ""})
    file, other = tmp_path / "papers.jsonl", tmp_path / "others.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), "utf-8")
    other.write_text(json.dumps({"title": "A test!"}), "utf-8")
    papers = read_papers([file], [other])
    assert [paper.title for paper in papers] == ["Locks of α Rivers", "Weirs"]
    assert papers[0].sentences == [
        "The gates of a lock open slowly.",
        "They close in less than a minute, as measured at four old weirs.",
    ]


def test_words_of_a_paper_count_by_the_logarithm_and_twice_in_the_title() -> None:
    paper = PaperText("Gates of Locks", "Gates, gates and a gate. The lock-keeper of the weir.")
    terms = paper_terms(paper)
    assert {word: terms[word] for word in ("gate", "lock", "keeper", "lockkeeper", "weir")} == {
        "gate": 3,
        "lock": 2,
        "keeper": 1,
        "lockkeeper": 1,
        "weir": 1,
    }
    assert "the" not in terms
    assert terms["of"] == 2


def test_a_query_has_compounds_where_they_are_known() -> None:
    known = {"lock", "keeper", "lockkeeper", "weir"}
    assert query_terms("Lock-keepers of weirs and weirs", known) == {"lockkeeper": 1, "weir": 1}
    assert query_terms("Lock-keepers", known - {"lockkeeper"}) == {"lock": 1, "keeper": 1}


def test_glosses_are_read_without_names_and_short_ones(tmp_path: Path) -> None:
    assert read_glosses(write_wordnet(tmp_path)) == [
        Gloss(("weir", "low dam", "barrage"), "a low dam across a river"),
        Gloss(("trim", "prune"), "make shorter by cutting"),
        Gloss(("cut",), "separate with an instrument"),
        Gloss(("narrow",), "of little width between banks"),
    ]


def test_synonyms_and_forms_of_words(tmp_path: Path) -> None:
    folder = write_wordnet(tmp_path)
    synonyms = read_synonyms(folder)
    assert synonyms == {
        "weir": ["barrage", "low dam"],
        "low_dam": ["barrage", "low dam", "weir"],
        "trim": ["prune"],
        "prune": ["trim"],
    }
    assert read_forms(folder, {"trim", "prune", "weir"}) == {
        "weirfolk": "weir",
        "trimming": "trim",
        "trimmed": "trim",
        "pruning": "prune",
        "pruned": "prune",
    }
    texts = {replace_words("Weirs we prune", synonyms, random.Random(seed)) for seed in range(40)}
    assert texts == {
        f"{noun} we {verb}"
        for noun in ("weirs", "barrage", "low dam")
        for verb in ("prune", "trim")
    }


def test_the_choice_of_texts_is_the_same_each_time(tmp_path: Path) -> None:
    folder = write_wordnet(tmp_path)
    papers = make_papers(12)
    one, other = (
        choose_material(papers, read_glosses(folder), read_synonyms(folder), sentences=5)
        for _ in range(2)
    )
    assert one == other
    assert len(one.sentences) == 5
    assert all(text in papers[number].sentences for number, text in one.sentences)
    assert {gloss.lemmas[0] for gloss in one.glosses[:2]} == {"weir", "trim"}
