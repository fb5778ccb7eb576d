from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import CitationKey, IsoDate, Slug, parse_citation_key
from papershelf.records.id_ledger import Ledger, update_ledger
from papershelf.records.model import Author, Paper, PaperId
from tests.export_samples import make_paper


def pid(name: str) -> PaperId:
    return PaperId(Slug(name))


def assign(*papers: Paper, ledger: Ledger | None = None) -> list[str]:
    keys = assign_citation_keys(papers, ledger)
    return [keys[paper.id] for paper in papers]


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        # authors
        ("doe-2020-tiny", {"authors": ["Jane Doe"]}),
        ("doe-roe-2020-tiny", {"authors": ["Jane Doe", "Li Roe"]}),
        ("doe-etal-2020-tiny", {"authors": ["Jane Doe", "Li Roe", "A Poe"]}),
        ("van-der-berg-2020-tiny", {"authors": ["Jan van der Berg"]}),
        ("dalembert-2020-tiny", {"authors": ["Jean d'Alembert"]}),
        ("nunez-2020-tiny", {"authors": ["José Núñez Jr."]}),
        ("plato-2020-tiny", {"authors": ["Plato"]}),
        ("toy-collaboration-2020-tiny", {"authors": ["The Toy Collaboration"]}),
        ("li-2020-tiny", {"authors": [Author(name="Li Wei", given="Wei", family="Li")]}),
        ("doe-li-wei-2020-tiny", {"authors": ["Jane Doe", "李伟"]}),
        ("li-wei-2020-tiny", {"authors": ["李伟"]}),
        # no authors
        ("tiny-models-2020-dream", {"authors": ["—"], "title": "Tiny Models Dream"}),
        ("tiny-models-2020", {"title": "Tiny Models"}),
        ("tiny-models-2020-dream", {"title": "The Tiny Models of a Dream"}),
        # years
        ("doe-2019-tiny", {"authors": ["J Doe"], "year": None, "published": IsoDate("2019-12-31")}),
        ("doe-nodate-tiny", {"authors": ["J Doe"], "year": None}),
        # title words
        ("doe-2020-how", {"authors": ["J Doe"], "title": "How?"}),
        ("doe-2020-need", {"authors": ["J Doe"], "title": "Need I?"}),
        ("doe-2020-attention", {"authors": ["J Doe"], "title": "On the Attention of X"}),
        ("doe-2020-clip", {"authors": ["J Doe"], "title": "X-CLIP: 3 of a kind"}),
        ("doe-2020-l", {"authors": ["J Doe"], "title": "$\\ell_1$ and only that"}),
        ("doe-2020-3d", {"authors": ["J Doe"], "title": "3D Worlds"}),
        ("doe-2020-mup", {"authors": ["J Doe"], "title": "μP"}),
        ("doe-2020-lun", {"authors": ["J Doe"], "title": "论文"}),
        ("doe-2020-untitled", {"authors": ["J Doe"], "title": "?!"}),
        ("untitled-2020", {"title": "?!"}),
    ],
)
def test_a_key_consists_of_authors_year_and_title_word(
    expected: str, changes: dict[str, Any]
) -> None:
    assert assign(make_paper(**{"year": 2020} | changes)) == [expected]


# Each case has papers as (id, title, added) and the expected keys.
_COLLISIONS = [
    # two that share a word get the next distinguishing word
    (["a|Tiny Models|", "b|Tiny Dreams|"], ["doe-2020-tiny", "doe-2020-tiny-dreams"]),
    # the paper that was added first gets the short key
    (["a|Tiny Models|2026-02-01", "b|Tiny Dreams|2026-01-01"],
     ["doe-2020-tiny-models", "doe-2020-tiny"]),
    # papers without a date come last
    (["a|Tiny Models|", "b|Tiny Dreams|2026-01-01"], ["doe-2020-tiny-models", "doe-2020-tiny"]),
    # three papers get third words, then numbers
    (["a|Tiny Models|", "b|Tiny Models Sleep|", "c|Tiny Models Sleep Well|"],
     ["doe-2020-tiny", "doe-2020-tiny-models", "doe-2020-tiny-models-sleep"]),
    (["a|Tiny|", "b|Tiny|", "c|Tiny|"], ["doe-2020-tiny", "doe-2020-tiny-2", "doe-2020-tiny-3"]),
    (["a|Tiny Models|", "b|Tiny Models|", "c|Tiny Models|"],
     ["doe-2020-tiny", "doe-2020-tiny-models", "doe-2020-tiny-2"]),
    # stop words and single letters do not distinguish papers
    (["a|Tiny and A|", "b|Tiny and B|"], ["doe-2020-tiny", "doe-2020-tiny-2"]),
    # a number that the rule made is a key like any other
    (["a|Tiny|", "b|Tiny|", "c|Tiny 2|"], ["doe-2020-tiny", "doe-2020-tiny-2", "doe-2020-tiny-3"]),
]  # fmt: skip


@pytest.mark.parametrize(("specs", "expected"), _COLLISIONS)
def test_colliding_keys_are_made_distinct(specs: list[str], expected: list[str]) -> None:
    papers = []
    for spec in specs:
        name, title, added = spec.split("|")
        day = IsoDate(added) if added else None
        papers.append(make_paper(name, title=title, added=day, authors=["J Doe"], year=2020))
    assert assign(*papers) == expected
    shuffled = papers[:]
    random.Random(7).shuffle(shuffled)
    assert assign_citation_keys(shuffled) == assign_citation_keys(papers)


def test_numbered_keys_skip_existing_keys() -> None:
    pinned = make_paper("z", title="Else", citation_key=CitationKey("Doe-2020-tiny-3"))
    same = [make_paper(f"p{i}", title="Tiny", authors=["J Doe"], year=2020) for i in range(4)]
    assert assign(pinned, *same) == [
        "Doe-2020-tiny-3",
        "doe-2020-tiny",
        "doe-2020-tiny-2",
        "doe-2020-tiny-4",
        "doe-2020-tiny-5",
    ]


def test_a_pinned_key_has_priority_over_an_older_paper() -> None:
    old = make_paper("old", authors=["J Doe"], year=2020, added=IsoDate("2020-01-01"))
    pinned = make_paper("pinned", title="X", citation_key=CitationKey("doe-2020-tiny"))
    assert assign(old, pinned) == ["doe-2020-tiny-models", "doe-2020-tiny"]


def test_of_two_papers_that_pin_a_key_the_older_one_gets_it() -> None:
    first = make_paper("b", citation_key=CitationKey("x"), added=IsoDate("2020-01-01"))
    second = make_paper("a", citation_key=CitationKey("X"), path="data/a.yaml", line=3)
    assert assign(first, second) == ["x", "tiny-models-nodate"]


def test_a_key_in_the_ledger_survives_a_change_of_title() -> None:
    ledger = Ledger(citation_keys={pid("a"): (CitationKey("doe-2020-tiny"),)})
    paper = make_paper("a", title="Renamed", authors=["J Doe"], year=2021)
    assert assign(paper, ledger=ledger) == ["doe-2020-tiny"]


def test_the_key_of_a_removed_paper_is_not_reused() -> None:
    ledger = Ledger(citation_keys={pid("gone"): (CitationKey("doe-2020-tiny"),)})
    paper = make_paper("a", authors=["J Doe"], year=2020)
    assert assign(paper, ledger=ledger) == ["doe-2020-tiny-models"]


def test_a_former_key_stays_reserved() -> None:
    ledger = Ledger(citation_keys={pid("a"): (CitationKey("new"), CitationKey("doe-2020-tiny"))})
    papers = (make_paper("a"), make_paper("b", authors=["J Doe"], year=2020))
    assert assign(*papers, ledger=ledger) == ["new", "doe-2020-tiny-models"]


def test_a_renamed_paper_keeps_its_key() -> None:
    ledger = Ledger(citation_keys={pid("old"): (CitationKey("kept"),)})
    assert assign(make_paper("new", aliases=(pid("old"),)), ledger=ledger) == ["kept"]
    pinned = make_paper("new", aliases=(pid("old"),), citation_key=CitationKey("kept"))
    assert assign(pinned, ledger=ledger) == ["kept"]


def test_pinning_the_key_of_another_paper_in_the_ledger_is_an_error() -> None:
    ledger = Ledger(citation_keys={pid("gone"): (CitationKey("taken"),)})
    paper = make_paper("a", citation_key=CitationKey("taken"), path="a.yaml", line=1)
    assert assign(paper, ledger=ledger) == ["tiny-models-nodate"]


_NAMES = st.text(st.sampled_from("aAbcÉ李-' .,{}"), max_size=40).map(str.strip).filter(bool)


@pytest.mark.seconds
@given(
    st.lists(
        st.tuples(
            st.text(max_size=60),
            st.lists(_NAMES, max_size=3),
            st.none() | st.integers(1500, 2100),
            st.none() | st.sampled_from(["Key", "key", "doe-2020-tiny"]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_keys_are_valid_unique_stable_and_independent_of_order(
    specs: list[tuple[str, list[str], int | None, str | None]], rng: random.Random
) -> None:
    papers = [
        make_paper(
            f"p-{n}",
            title=title,
            authors=names,
            year=year,
            citation_key=CitationKey(pinned) if pinned else None,
        )
        for n, (title, names, year, pinned) in enumerate(specs)
    ]
    keys = assign_citation_keys(papers)
    assert set(keys) == {paper.id for paper in papers}
    assert len({key.casefold() for key in keys.values()}) == len(papers)
    for key in keys.values():
        parse_citation_key(key)
    rng.shuffle(papers)
    assert assign_citation_keys(papers) == keys
    # Adding papers later changes no existing key.
    ledger = update_ledger(Ledger(), keys)
    later = [make_paper("newcomer", title="A Tiny", citation_key=CitationKey("key")), *papers]
    again = assign_citation_keys(later, ledger)
    assert {paper: again[paper] for paper in keys} == keys
