"""Tests of reading lists: validation, and ids that change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Slug
from papershelf.records.model import PaperId, ReadingList
from papershelf.records.references.reading_lists import load_reading_lists, rename_listed_papers
from papershelf.sources.own.yaml_records import parse_yaml
from tests.export_samples import make_paper

PAPERS = [
    make_paper("tidal-attention", aliases=(PaperId(Slug("tides")),)),
    make_paper("ebb-and-flow"),
    make_paper("river-beds"),
]
GOOD = """
- id: start-here
  title: Start here
  text: |
    To begin with.

    In this order.
  papers:
    - ebb-and-flow
    - {paper: tides, note: Read the  figures.}
"""


def load(text: str) -> tuple[dict[Slug, ReadingList], list[Problem]]:
    problems: list[Problem] = []
    lists = load_reading_lists(parse_yaml(text.encode(), "c.yaml").records, PAPERS, problems)
    return lists, problems


def test_a_list_has_its_papers_in_order_with_their_current_ids() -> None:
    lists, problems = load(GOOD)
    assert problems == []
    one = lists[Slug("start-here")]
    assert one.title == "Start here"
    assert one.text == "To begin with.\n\nIn this order."
    assert [(listed.paper, listed.note) for listed in one.papers] == [
        ("ebb-and-flow", ""), ("tidal-attention", "Read the figures."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- id: a\n  title: A\n  papers:\n    - river-beds\n    - ebb-and-flaw\n",
            "c.yaml:5: papers[1]: 'ebb-and-flaw' is not in the collection; did you mean ebb-and-flow?",
        ),
        ("- id: a\n  papers: [river-beds]\n", "c.yaml:1: title: is missing"),
        ("- title: A\n  papers: [river-beds]\n", "c.yaml:1: id: is missing"),
        ("- id: A b\n  title: A\n  papers: [river-beds]\n", "c.yaml:1: id: "),
        (
            "- id: a\n  title: A\n  texts: x\n  papers: [river-beds]\n",
            "unknown key 'texts'; did you mean text?",
        ),
        (
            "- id: a\n  title: A\n  papers:\n    - {paper: river-beds, word: x}\n",
            "c.yaml:4: papers[0]: unknown key 'word'; the keys are paper, note",
        ),
        ("- id: a\n  title: A\n  papers: river-beds\n", "c.yaml:3: papers: is not a list"),
        ("- id: a\n  title: A\n  papers: [[river-beds]]\n", "papers[0]: is not the id of a paper"),
        ("- id: a\n  title: A\n", "c.yaml:1: papers: warning: is empty"),
        (
            "- id: a\n  title: A\n  papers: [river-beds, river-beds]\n",
            "c.yaml:3: papers[1]: warning: 'river-beds' is already in this list",
        ),
        (
            "- {id: a, title: A, papers: [river-beds]}\n- {id: a, title: B, papers: [river-beds]}\n",
            "c.yaml:2: id: 'a' is already used on line 1",
        ),
        (
            "- {id: a, title: A, papers: [river-beds]}\n- {id: b, title: a, papers: [river-beds]}\n",
            "c.yaml:2: title: is already the title of 'a' on line 1",
        ),
    ],
)
def test_a_fault_is_reported_with_its_line(text: str, expected: str) -> None:
    _, problems = load(text)
    assert any(expected in str(problem) for problem in problems), [*map(str, problems)]


def test_papers_that_were_merged_are_listed_once_without_a_warning() -> None:
    lists, problems = load("- {id: a, title: A, papers: [tides, tidal-attention, river-beds]}\n")
    assert problems == []
    assert [one.paper for one in lists[Slug("a")].papers] == ["tidal-attention", "river-beds"]


def rename(text: str, old: str, new: str) -> str:
    return rename_listed_papers(text, parse_yaml(text.encode(), "c.yaml").records, {old: new})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    - tides", "    - low-tides"),
        ("    - 'tides' # tides", "    - 'low-tides' # tides"),
        ("    - {paper: tides, note: About tides}", "    - {paper: low-tides, note: About tides}"),
        ("    - {note: On tides, paper: tides}", "    - {note: On tides, paper: low-tides}"),
        ("    - note: tides\n      paper: tides", "    - note: tides\n      paper: low-tides"),
        ("    - ebb-tides\n    - tides", "    - ebb-tides\n    - low-tides"),
        ("    - tides-at-sea", "    - tides-at-sea"),
        ("    - low-tides\n    - tides", "    - low-tides\n    - tides"),
    ],
)
def test_a_new_id_replaces_the_old_one_and_nothing_else(before: str, after: str) -> None:
    head = "# tides\n- id: tides\n  title: tides\n  papers:\n"
    assert rename(f"{head}{before}\n", "tides", "low-tides") == f"{head}{after}\n"


def test_a_list_on_one_line_is_edited() -> None:
    text = "- {id: tides, title: On tides, papers: [ebb-tides, tides, tides-at-sea]}\n"
    after = "- {id: tides, title: On tides, papers: [ebb-tides, low-tides, tides-at-sea]}\n"
    assert rename(text, "tides", "low-tides") == after


NAMES = st.sampled_from(["a", "a-a", "b", "paper", "note", "a-b", "b-a"])
ENTRIES = st.lists(st.tuples(NAMES, NAMES, st.integers(0, 3)), max_size=6)


@given(ENTRIES, NAMES)
def test_only_the_renamed_paper_differs_after_an_edit(
    entries: list[tuple[str, str, int]], old: str
) -> None:
    forms = ("    - {0}\n", "    - {{paper: {0}, note: {1}}}\n", "    - note: {1}\n      paper: {0}\n",
             "    - {{note: {1}, paper: {0}}}\n")  # fmt: skip
    text = "- id: a\n  title: a\n  papers:\n" + "".join(
        forms[form].format(name, note) for name, note, form in entries
    )
    before = parse_yaml(text.encode(), "c.yaml").records[0].fields
    after = parse_yaml(rename(text, old, "new-id").encode(), "c.yaml").records[0].fields

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {**value, "paper": renamed(value["paper"])}
        return "new-id" if value == old else value

    papers = before["papers"]
    expected = [renamed(item) for item in papers] if isinstance(papers, list) else papers
    assert after == {**before, "papers": expected}
