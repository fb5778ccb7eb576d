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
        # who
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
        # nobody
        ("tiny-models-2020-dream", {"authors": ["—"], "title": "Tiny Models Dream"}),
        ("tiny-models-2020", {"title": "Tiny Models"}),
        ("tiny-models-2020-dream", {"title": "The Tiny Models of a Dream"}),
        # when
        ("doe-2019-tiny", {"authors": ["J Doe"], "year": None, "published": IsoDate("2019-12-31")}),
        ("doe-nodate-tiny", {"authors": ["J Doe"], "year": None}),
        # what
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
def test_a_key_says_who_when_and_what(expected: str, changes: dict[str, Any]) -> None:
    assert assign(make_paper(**{"year": 2020} | changes)) == [expected]


# Each case: papers as (id, title, added), then the keys they get.
_COLLISIONS = [
    # two that begin alike part by the next word that says something
    (["a|Tiny Models|", "b|Tiny Dreams|"], ["doe-2020-tiny", "doe-2020-tiny-dreams"]),
    # who came first to the collection has the short one
    (["a|Tiny Models|2026-02-01", "b|Tiny Dreams|2026-01-01"],
     ["doe-2020-tiny-models", "doe-2020-tiny"]),
    # one without a day comes after those with one
    (["a|Tiny Models|", "b|Tiny Dreams|2026-01-01"], ["doe-2020-tiny-models", "doe-2020-tiny"]),
    # three alike go on to a third word, then to numbers
    (["a|Tiny Models|", "b|Tiny Models Sleep|", "c|Tiny Models Sleep Well|"],
     ["doe-2020-tiny", "doe-2020-tiny-models", "doe-2020-tiny-models-sleep"]),
    (["a|Tiny|", "b|Tiny|", "c|Tiny|"], ["doe-2020-tiny", "doe-2020-tiny-2", "doe-2020-tiny-3"]),
    (["a|Tiny Models|", "b|Tiny Models|", "c|Tiny Models|"],
     ["doe-2020-tiny", "doe-2020-tiny-models", "doe-2020-tiny-2"]),
    # stop words and single letters never tell papers apart
    (["a|Tiny and A|", "b|Tiny and B|"], ["doe-2020-tiny", "doe-2020-tiny-2"]),
    # a number that the rule made is a key like any other
    (["a|Tiny|", "b|Tiny|", "c|Tiny 2|"], ["doe-2020-tiny", "doe-2020-tiny-2", "doe-2020-tiny-3"]),
]  # fmt: skip


@pytest.mark.parametrize(("specs", "expected"), _COLLISIONS)
def test_papers_that_would_share_a_key_get_different_ones(
    specs: list[str], expected: list[str]
) -> None:
    papers = []
    for spec in specs:
        name, title, added = spec.split("|")
        day = IsoDate(added) if added else None
        papers.append(make_paper(name, title=title, added=day, authors=["J Doe"], year=2020))
    assert assign(*papers) == expected
    shuffled = papers[:]
    random.Random(7).shuffle(shuffled)
    assert assign_citation_keys(shuffled) == assign_citation_keys(papers)


def test_numbered_keys_pass_over_those_that_are_taken() -> None:
    pinned = make_paper("z", title="Else", citation_key=CitationKey("Doe-2020-tiny-3"))
    same = [make_paper(f"p{i}", title="Tiny", authors=["J Doe"], year=2020) for i in range(4)]
    assert assign(pinned, *same) == [
        "Doe-2020-tiny-3",
        "doe-2020-tiny",
        "doe-2020-tiny-2",
        "doe-2020-tiny-4",
        "doe-2020-tiny-5",
    ]


def test_a_pinned_key_goes_before_age() -> None:
    old = make_paper("old", authors=["J Doe"], year=2020, added=IsoDate("2020-01-01"))
    pinned = make_paper("pinned", title="X", citation_key=CitationKey("doe-2020-tiny"))
    assert assign(old, pinned) == ["doe-2020-tiny-models", "doe-2020-tiny"]


def test_of_two_that_pin_one_key_the_older_has_it() -> None:
    first = make_paper("b", citation_key=CitationKey("x"), added=IsoDate("2020-01-01"))
    second = make_paper("a", citation_key=CitationKey("X"), path="data/a.yaml", line=3)
    assert assign(first, second) == ["x", "tiny-models-nodate"]


def test_the_ledger_keeps_a_key_when_the_title_changes() -> None:
    ledger = Ledger(citation_keys={pid("a"): (CitationKey("doe-2020-tiny"),)})
    paper = make_paper("a", title="Renamed", authors=["J Doe"], year=2021)
    assert assign(paper, ledger=ledger) == ["doe-2020-tiny"]


def test_a_key_of_a_paper_that_left_is_not_given_again() -> None:
    ledger = Ledger(citation_keys={pid("gone"): (CitationKey("doe-2020-tiny"),)})
    paper = make_paper("a", authors=["J Doe"], year=2020)
    assert assign(paper, ledger=ledger) == ["doe-2020-tiny-models"]


def test_an_earlier_key_stays_reserved() -> None:
    ledger = Ledger(citation_keys={pid("a"): (CitationKey("new"), CitationKey("doe-2020-tiny"))})
    papers = (make_paper("a"), make_paper("b", authors=["J Doe"], year=2020))
    assert assign(*papers, ledger=ledger) == ["new", "doe-2020-tiny-models"]


def test_a_paper_with_a_new_id_keeps_the_key_of_the_old() -> None:
    ledger = Ledger(citation_keys={pid("old"): (CitationKey("kept"),)})
    assert assign(make_paper("new", aliases=(pid("old"),)), ledger=ledger) == ["kept"]
    pinned = make_paper("new", aliases=(pid("old"),), citation_key=CitationKey("kept"))
    assert assign(pinned, ledger=ledger) == ["kept"]


def test_a_pin_on_a_key_of_the_ledger_is_refused() -> None:
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
def test_keys_are_legal_unique_and_the_same_in_any_order(
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
    # Once given, whatever is added later: nobody's key changes.
    ledger = update_ledger(Ledger(), keys)
    later = [make_paper("newcomer", title="A Tiny", citation_key=CitationKey("key")), *papers]
    again = assign_citation_keys(later, ledger)
    assert {paper: again[paper] for paper in keys} == keys
