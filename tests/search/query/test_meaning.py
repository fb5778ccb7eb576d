"""Search by meaning: what is found, what is not displaced, and how much is read."""

from __future__ import annotations

import pytest

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.settings import Settings
from papershelf.search.index import build_index, number_papers, update_index
from papershelf.search.index_state import IndexCache
from papershelf.search.query.engine import SearchResult, search
from papershelf.search.query.index_reader import IndexReader
from tests.search.query.test_engine import paper

PAPERS = [
    paper(
        *("drowsy", "Driver Fatigue Recognition from EEG Signals"),
        "We classify electroencephalography recordings of vehicle drivers to recognize drowsiness.",
        year=2021,
    ),
    paper(
        *("organs", "Medical Image Segmentation with Few Annotations"),
        "Contrastive pretraining segments the anatomy of patients in magnetic resonance volumes.",
        year=2022,
    ),
    paper(
        *("translate", "Neural Machine Translation of Rare Languages"),
        "A sequence model translates sentences between languages without parallel corpora.",
        year=2023,
    ),
    paper(
        *("rivers", "Flood Forecasting on Rivers"),
        "A recurrent network predicts water levels from rainfall.",
        year=2024,
    ),
    paper(*("wheel", "The Wheel"), "An asleep wheel.", year=2020),
]
CATALOGUE = build_catalogue(PAPERS, {}, {}, {})
SLEEPY = "sleepy motorist detected by brainwaves"


def ask(query: str, catalogue: Catalogue = CATALOGUE) -> tuple[list[str], SearchResult]:
    """Return the ids of the papers found, best first, and the result."""
    result = search(IndexReader(build_index(catalogue).__getitem__), query)
    papers = number_papers(catalogue)
    return [papers[number].id for number in result.papers], result


@pytest.mark.parametrize(
    ("query", "wanted", "carrier"),
    [
        (SLEEPY, "drowsy", "sleepy"),
        ("outline body parts in hospital scans", "organs", "hospital"),
        ("interpret foreign speech", "translate", "speech"),
        ("anticipate inundation after a storm", "rivers", "storm"),
    ],
)
def test_a_paraphrase_finds_a_paper_that_has_none_of_its_words(
    query: str, wanted: str, carrier: str
) -> None:
    ids, result = ask(query)
    assert ids[0] == wanted
    assert carrier in result.meant[result.papers[0]]
    assert result.complete_count == 0


def test_papers_with_all_words_come_first_whatever_they_mean() -> None:
    ids, result = ask("asleep wheel")
    assert ids[0] == "wheel"
    assert result.complete_count == 1
    assert result.papers[0] not in result.meant


@pytest.mark.parametrize(
    ("query", "excluded"),
    [
        (f"{SLEEPY} -fatigue", "drowsy"),
        (f"{SLEEPY} year:2022..", "drowsy"),
        (f'{SLEEPY} "flood forecasting"', "drowsy"),
        (f"{SLEEPY} author:nobody", "drowsy"),
    ],
)
def test_conditions_hold_for_meaning(query: str, excluded: str) -> None:
    assert excluded not in ask(query)[0]


@pytest.mark.parametrize("query", ['"flood forecasting"', "year:2024", "rivers", "xqzvw", ""])
def test_queries_that_need_no_meaning_have_none(query: str) -> None:
    ids, result = ask(query)
    assert [*result.meant] == []
    assert ids == ([] if query in {"xqzvw", ""} else ["rivers"])


OTHERS = {
    "drone": "Drone Navigation in Cities",
    "lights": "Traffic Light Control",
    "speech": "Speech Emotion of Speakers",
    "sentences": "Sentence Embeddings",
    "law": "Tax Law",
    "opera": "Opera Houses",
    "pulse": "Heart Rate from Video",
}
WIDER = build_catalogue([*map(paper, OTHERS, OTHERS.values()), *PAPERS], {}, {}, {})


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("a car in traffic", ["lights"]),
        ("sentences of other languages", ["translate", "sentences"]),
        ("giraffes drinking champagne", []),
        ("chocolate cake recipe", []),
    ],
)
def test_papers_that_are_much_less_near_than_the_best_are_not_listed(
    query: str, near: list[str]
) -> None:
    assert ask(query, WIDER)[0] == near


def test_a_paper_with_words_and_meaning_names_both() -> None:
    _, result = ask("sleepy vehicle drivers recognize wheel")
    [drowsy, *_] = result.papers
    assert "sleepy" in result.meant[drowsy]
    assert result.missing[drowsy] == ("wheel",)


def test_a_paper_found_by_meaning_only_has_no_missing_words() -> None:
    _, result = ask(SLEEPY)
    assert result.missing[result.papers[0]] == ()


def test_a_paper_with_one_word_of_many_is_no_complete_match() -> None:
    ids, result = ask("which motorist becomes sleepy in an image")
    assert ids == ["organs", "wheel", "drowsy"]
    assert result.complete_count == 0


def test_a_misspelled_word_is_looked_up_as_corrected() -> None:
    ids, result = ask("storm forcasting")
    assert result.corrected == {"forcasting": "forecasting"}
    assert ids[0] == "rivers"


def test_without_the_setting_the_index_has_no_vectors() -> None:
    keys = {paper.id: paper.id for paper in PAPERS}
    files, _ = update_index(CATALOGUE, keys, IndexCache(), Settings(meaning=False), None)
    assert {name.rpartition("/")[2].partition("-")[0] for name in files}.isdisjoint(
        {"meaning.bin", "words", "vectors"}
    )
    result = search(IndexReader(files.__getitem__), SLEEPY)
    assert not result.papers


def test_a_long_query_reads_ten_files_of_vectors_at_most() -> None:
    files = build_index(CATALOGUE)
    read: list[str] = []

    def read_file(path: str) -> bytes:
        read.append(path.rpartition("/")[2])
        return files[path]

    search(
        IndexReader(read_file),
        "aardvark bicycle cathedral dolphin elephant fountain giraffe hospital island jacket kitchen"
        " lantern mountain needle orchestra",
    )
    meant = [name for name in read if name.startswith(("meaning", "words", "vectors"))]
    assert 5 < len(meant) <= 10
    assert len(meant) == len(set(meant))
