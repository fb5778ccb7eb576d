"""Tests of checking a data folder: all problems are found."""

from __future__ import annotations

from papershelf.site.check_project import check_math, load_checked_collection
from papershelf.sources.own.data_folder import LEDGER_FILE
from tests.conftest import MakeCollection

GOOD = {"id": "good", "title": "Good $\\ell_1$"}


def test_latex_that_cannot_be_rendered_is_a_warning(make_collection: MakeCollection) -> None:
    data = make_collection(
        [GOOD, {"id": "bad", "title": "Bad", "abstract": "A $\\undefinedthing{x}$ b."}]
    )
    (problem,) = load_checked_collection(data).problems
    assert str(problem).startswith(
        f"{data.as_posix()}/papers/papers.yaml:3: abstract: warning: "
        "cannot be rendered and is shown as written: "
    )


def test_valid_formulas_have_no_problems(make_collection: MakeCollection) -> None:
    collection = load_checked_collection(make_collection([GOOD]))
    assert list(check_math(collection.papers)) == []
    assert collection.problems == ()


def test_problems_are_sorted(make_collection: MakeCollection) -> None:
    data = make_collection([{"titel": "x"}, {"title": "$\\undefinedthing{x}$", "year": "x"}])
    problems = load_checked_collection(data).problems
    assert len(problems) == 5
    assert list(problems) == sorted(problems)


def test_an_invalid_ledger_is_an_error(make_collection: MakeCollection) -> None:
    data = make_collection([GOOD])
    (data / LEDGER_FILE).write_text("good\tgood-2001\nbad line\n", encoding="utf-8")
    assert [str(problem) for problem in load_checked_collection(data).problems] == [
        f"{data.as_posix()}/{LEDGER_FILE}:2: is not an id and a citation key, separated by a tab"
    ]
    (data / LEDGER_FILE).unlink()
    (data / LEDGER_FILE).mkdir()
    assert [problem.message for problem in load_checked_collection(data).problems] == [
        "is a folder, not a file"
    ]
