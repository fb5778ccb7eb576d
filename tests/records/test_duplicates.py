"""Tests of duplicate papers: shared identifiers, titles and ids."""

from __future__ import annotations

from typing import Any

import pytest

from papershelf.records.duplicates import check_duplicates
from papershelf.records.identity_rules import has_different_abstract, word_overlap
from papershelf.records.model import Paper

SHEEP = (
    "We count sheep by the sound of their bells, which a network separates. Ten bells suffice for "
    "a thousand sheep, while nine do not, as we prove and show on a windy hill."
)
WOOL = (
    "Knitting patterns are programs. This article types them, compiles loops to purl stitches, "
    "and finds that most published jumpers do not terminate; sleeves remain undecidable in general."
)


def paper(number: int, **fields: Any) -> Paper:  # noqa: ANN401  # any field of a paper
    title = fields.pop("title", f"Paper {number}")
    return Paper(id=f"p{number}", title=title, path="x.yaml", line=number, **fields)  # type: ignore[arg-type]


def problems_of(*papers: Paper) -> list[str]:
    return [str(problem) for problem in check_duplicates(papers)]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (SHEEP, SHEEP, False),
        (SHEEP, SHEEP.upper() + " Code is on the web, with data.", False),
        (SHEEP, WOOL, True),
        # too few words to decide
        (SHEEP, "We knit.", False),
        ("", WOOL, False),
        ("", "", False),
    ],
)
def test_abstracts_differ_only_if_they_have_enough_words(
    one: str, other: str, differ: bool
) -> None:
    assert has_different_abstract(one, other) is has_different_abstract(other, one) is differ


def test_word_overlap_is_from_0_to_1() -> None:
    assert word_overlap("a b", "B, a!") == 1
    assert word_overlap("a b", "c") == 0
    assert word_overlap("", "") == 0
    assert word_overlap("a b c", "b c d") == 0.5


def test_unrelated_papers_have_no_problems() -> None:
    assert problems_of(paper(1, arxiv="2401.00001"), paper(2, doi="10.1000/x"), paper(3)) == []


@pytest.mark.parametrize("name", ["arxiv", "doi", "acl", "openreview", "pmlr", "dblp", "s2"])
def test_a_repeated_identifier_is_an_error(name: str) -> None:
    same: dict[str, Any] = {name: "2401.00001"}
    assert problems_of(paper(1, **same), paper(2), paper(3, **same)) == [
        f"x.yaml:3: {name}: '2401.00001' is already used at x.yaml:1"
    ]


def test_a_repeated_title_is_a_warning_with_the_difference_of_the_papers() -> None:
    title = "Counting Sheep"
    one = paper(1, title=title, abstract=SHEEP)
    message = "title: warning: is also the title of 'p1' at x.yaml:1; "
    assert problems_of(one, paper(2, title="counting  SHEEP!")) == [
        f"x.yaml:2: {message}if they are the same paper, merge them with papershelf merge"
    ]
    assert problems_of(one, paper(2, title=title, abstract=WOOL)) == [
        f"x.yaml:2: {message}treated as two papers because of other abstracts"
    ]


def test_formulas_in_titles_are_compared_as_plain_text() -> None:
    assert len(problems_of(paper(1, title="On $\\mu$P"), paper(2, title="On μP"))) == 1


def test_a_repeated_alias_is_an_error() -> None:
    assert problems_of(
        paper(1, aliases=("old", "p2", "p1")), paper(2), paper(3, aliases=("old",))
    ) == [
        "x.yaml:1: aliases: 'p2' is already an id or alias of the paper at x.yaml:2",
        "x.yaml:1: aliases: 'p1' is the current id of this paper",
        "x.yaml:3: aliases: 'old' is already an id or alias of the paper at x.yaml:1",
    ]
