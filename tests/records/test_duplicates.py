"""Papers that may be one, or claim one name."""

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


def told(*papers: Paper) -> list[str]:
    return [str(problem) for problem in check_duplicates(papers)]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (SHEEP, SHEEP, False),
        (SHEEP, SHEEP.upper() + " Code is on the web, with data.", False),
        (SHEEP, WOOL, True),
        # of few words nothing can be said
        (SHEEP, "We knit.", False),
        ("", WOOL, False),
        ("", "", False),
    ],
)
def test_abstracts_plainly_differ_only_with_words_enough_to_tell(
    one: str, other: str, differ: bool
) -> None:
    assert has_different_abstract(one, other) is has_different_abstract(other, one) is differ


def test_overlap_goes_from_nothing_to_all() -> None:
    assert word_overlap("a b", "B, a!") == 1
    assert word_overlap("a b", "c") == 0
    assert word_overlap("", "") == 0
    assert word_overlap("a b c", "b c d") == 0.5


def test_papers_with_nothing_in_common_have_no_problem() -> None:
    assert told(paper(1, arxiv="2401.00001"), paper(2, doi="10.1000/x"), paper(3)) == []


@pytest.mark.parametrize("name", ["arxiv", "doi", "acl", "openreview", "pmlr", "dblp", "s2"])
def test_one_identifier_belongs_to_one_paper(name: str) -> None:
    same: dict[str, Any] = {name: "2401.00001"}
    assert told(paper(1, **same), paper(2), paper(3, **same)) == [
        f"x.yaml:3: {name}: '2401.00001' stands already at x.yaml:1"
    ]


def test_one_title_twice_is_a_warning_that_says_what_speaks_against_one_paper() -> None:
    title = "Counting Sheep"
    one = paper(1, title=title, abstract=SHEEP)
    message = "title: warning: is also the title of 'p1' at x.yaml:1; "
    assert told(one, paper(2, title="counting  SHEEP!")) == [
        f"x.yaml:2: {message}if they are one paper, merge the records"
    ]
    assert told(one, paper(2, title=title, abstract=WOOL)) == [
        f"x.yaml:2: {message}kept as two papers: other abstracts"
    ]


def test_maths_in_a_title_counts_as_it_reads() -> None:
    assert len(told(paper(1, title="On $\\mu$P"), paper(2, title="On μP"))) == 1


def test_an_alias_leads_to_one_paper() -> None:
    assert told(paper(1, aliases=("old", "p2", "p1")), paper(2), paper(3, aliases=("old",))) == [
        "x.yaml:1: aliases: 'p2' already leads to the paper at x.yaml:2",
        "x.yaml:1: aliases: 'p1' is the id itself",
        "x.yaml:3: aliases: 'old' already leads to the paper at x.yaml:1",
    ]
