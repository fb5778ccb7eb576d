from __future__ import annotations

import re
from typing import Any

import pytest

from papershelf.catalogue.selection import parse_years, select_papers
from papershelf.core.identifiers import Slug
from papershelf.records.model import PaperId, TagId
from tests.export_samples import make_catalogue, make_paper

PRUNING, QUESTIONS = TagId(Slug("pruning")), TagId(Slug("q-and-a"))
CATALOGUE = make_catalogue(
    [
        make_paper("a", year=2020, tags=(PRUNING,), venue="jtm", authors=["Ada Byron"]),
        make_paper("b", year=2021, tags=(QUESTIONS,), venue="toyconf", authors=["José Núñez"]),
        make_paper("c", year=2022, tags=(PRUNING, QUESTIONS), aliases=(PaperId(Slug("old")),)),
        make_paper("d"),
    ]
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, "abcd"),
        # values of one kind are alternatives
        ({"tags": ["pruning"]}, "ac"),
        ({"tags": ["pruning", "q-and-a"]}, "abc"),
        # different kinds must all match
        ({"tags": ["pruning"], "years": "2020"}, "a"),
        ({"tags": ["pruning"], "venues": ["toyconf"]}, ""),
        # tags and venues by any name
        ({"tags": ["Q & A <hard>"]}, "bc"),
        ({"venues": ["JTM", "toyconf"]}, "ab"),
        ({"venues": ["journal of toy models"]}, "a"),
        ({"authors": ["ada-byron"]}, "a"),
        ({"authors": ["José Núñez"]}, "b"),
        ({"authors": ["Jose Nunez"]}, "b"),
        ({"ids": ["a", "old"]}, "ac"),
        # years
        ({"years": "2020..2021"}, "ab"),
        ({"years": "2021.."}, "bc"),
        ({"years": "..2020"}, "a"),
        ({"years": "2020, 2022"}, "ac"),
        ({"years": "1999"}, ""),
    ],
)
def test_papers_must_match_all_kinds_of_a_selection(wanted: dict[str, Any], expected: str) -> None:
    assert "".join(sorted(paper.id for paper in select_papers(CATALOGUE, **wanted))) == expected


def test_a_selection_has_the_order_of_the_catalogue() -> None:
    chosen = select_papers(CATALOGUE, ids=["a", "b", "c"])
    assert [paper.id for paper in chosen] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"tags": ["prunin"]}, "no paper has the tag 'prunin'; did you mean 'pruning'?"),
        ({"tags": ["unused"]}, "no paper has the tag 'unused'"),
        ({"venues": ["zzz"]}, "no paper has the venue 'zzz'"),
        ({"authors": ["李"]}, "no paper has the author '李'"),
        ({"ids": ["A"]}, "no paper has the id 'A'"),
        ({"years": "x"}, "'x' is not a year or a range of years such as 2019..2023"),
        ({"years": "2020,,2021"}, "'' is not a year or a range of years such as 2019..2023"),
        ({"years": "2021..2020"}, "'2021..2020' ends before it starts"),
    ],
)
def test_unknown_values_are_errors(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        select_papers(CATALOGUE, **wanted)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2020", (2020, 2020)), (" 2019..2023 ", (2019, 2023)), ("2019..", (2019, 9999)),
     ("..2023", (0, 2023))],
)  # fmt: skip
def test_ranges_of_years_are_parsed(text: str, expected: tuple[int, int]) -> None:
    assert parse_years(text) == expected
