"""Tests of redirects from old addresses."""

from __future__ import annotations

import pytest

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Slug
from papershelf.records.model import Paper, PaperId
from papershelf.records.references.redirects import load_redirects
from papershelf.sources.parsing.raw_record import RawRecord

PAPERS = (Paper(id=PaperId(Slug("sheep")), title="Sheep", aliases=(PaperId(Slug("old-sheep")),)),)


def load(fields: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    problems: list[Problem] = []
    lines = {key: number for number, key in enumerate(fields, 1)}
    record = RawRecord(fields=fields, path="redirects.yaml", line=1, lines=lines)
    return load_redirects(record, PAPERS, problems), [str(problem) for problem in problems]


def test_without_a_file_there_are_no_redirects() -> None:
    assert load_redirects(None, PAPERS, []) == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("papers/a/", "papers/sheep/", ("papers/a/", "papers/sheep/")),
        ("/papers/a", "papers/sheep", ("papers/a/", "papers/sheep/")),
        ("old.html", "https://Example.org/x", ("old.html", "https://example.org/x")),
    ],
)
def test_addresses_are_normalized(old: str, new: str, expected: tuple[str, str]) -> None:
    assert load({old: new}) == (dict([expected]), [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("../x", "papers/sheep/", "is not an address on this site, such as papers/old-name/"),
        ("https://a.org/", "x/", "is not an address on this site, such as papers/old-name/"),
        ("a?b", "x/", "is not an address on this site, such as papers/old-name/"),
        ("", "x/", "is not an address on this site, such as papers/old-name/"),
        ("papers/sheep/", "x/", "is the address of an existing paper"),
        ("papers/old-sheep/", "x/", "is already an alias of a paper"),
        ("a/", "a", "does not redirect to another address: 'a'"),
        (
            "a/",
            "javascript://x/%0aalert(1)",
            "does not redirect to another address: 'javascript://x/%0",
        ),
        ("a/", None, "does not redirect to another address: None"),
    ],
)
def test_invalid_redirects_are_errors(old: str, new: object, message: str) -> None:
    redirects, problems = load({old: new})
    assert redirects == {}
    assert len(problems) == 1
    assert message in problems[0]


def test_a_repeated_address_is_an_error() -> None:
    redirects, problems = load({"a/": "x/", "a": "y/"})
    assert redirects == {"a/": "x/"}
    assert problems == ["redirects.yaml:2: a: already has a redirect"]
