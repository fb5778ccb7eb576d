"""Tests of the synthetic collection: it has the statistics of collections of real papers."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpus import make_records, write_collection


@cache
def _records() -> list[dict[str, Any]]:
    return list(make_records(3000))


@cache
def _ranking() -> list[int]:
    words = (word for record in _records() for word in _words_of(record))
    return [count for _, count in Counter(words).most_common()]


def _words_of(record: dict[str, Any]) -> list[str]:
    return str(record["abstract"]).lower().replace(".", "").split()


def test_records_depend_only_on_count_and_seed() -> None:
    assert list(make_records(20, seed=1)) == list(make_records(20, seed=1))
    assert list(make_records(20, seed=1)) != list(make_records(20, seed=2))


@pytest.mark.parametrize(
    ("rank", "least", "most"),
    # In 3,000 abstracts of real papers, these words occur 5,622, 616, 77 and 7 times.
    [(10, 4500, 7000), (100, 500, 800), (1000, 50, 95), (5000, 5, 9)],
)
def test_word_frequencies_match_real_abstracts(rank: int, least: int, most: int) -> None:
    assert least <= _ranking()[rank - 1] <= most


def test_vocabulary_and_abstract_length_match_real_papers() -> None:
    assert 15_000 <= len(_ranking()) <= 18_000
    assert 165 <= sum(_ranking()) / 3000 <= 185


def test_most_authors_have_one_paper_and_a_few_have_many() -> None:
    papers = Counter(name for record in _records() for name in record["authors"])
    counts = papers.values()
    assert 11_500 <= len(counts) <= 13_000
    assert 1400 <= sum(count > 1 for count in counts) <= 1900
    assert 400 <= sum(count > 2 for count in counts) <= 650
    assert 8 <= max(counts) <= 20


def test_papers_with_common_tags_share_more_rare_words() -> None:
    together: dict[bool, list[int]] = {True: [], False: []}
    counts = Counter(word for record in _records() for word in _words_of(record))
    common = {word for word, _ in counts.most_common(200)}
    sets = [(set(record["tags"]), set(_words_of(record)) - common) for record in _records()[:400]]
    for (tags, words), (others, theirs) in combinations(sets, 2):
        together[bool(tags & others)].append(len(words & theirs))
    same, different = (sum(found) / len(found) for found in (together[True], together[False]))
    assert same > 1.7 * different > 0


def test_papers_have_five_authors_three_tags_and_no_dates_of_lists() -> None:
    for record in _records():
        assert len(set(record["authors"])) == 5
        assert len(set(record["tags"])) == 3
        assert not {"added", "featured"} & record.keys()


@pytest.mark.parametrize("field", ["title", "abstract"])
def test_some_papers_have_formulas(field: str) -> None:
    with_maths = sum("$" in record[field] or "\\" in record[field] for record in _records())
    assert 300 < with_maths < 2700


def test_some_names_have_accents() -> None:
    names = [name for record in _records()[:100] for name in record["authors"]]
    assert 0.2 < sum(not name.isascii() for name in names) / len(names) < 0.9


def test_a_changed_collection_has_one_other_title(tmp_path: Path) -> None:
    write_collection(tmp_path / "before", 30)
    write_collection(tmp_path / "after", 30, changed=7)
    lines = [
        (tmp_path / name / "papers/synthetic.jsonl").read_text("utf-8").splitlines()
        for name in ("before", "after")
    ]
    different = [place for place, pair in enumerate(zip(*lines, strict=True)) if len(set(pair)) > 1]
    assert different == [7]
    assert json.loads(lines[1][7])["title"].endswith(", revised")
