"""Papers in, the problems of those that may be one paper, or claim one name, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.errors import Problem, Severity
from generator.maths import render_plain
from generator.model import Paper
from generator.remembering import remembered
from generator.schemes import SCHEMES
from generator.text import fold, title_key

IDENTIFIERS = tuple(SCHEMES)
"""The fields of which two papers never share a value."""

DIFFERENT_BELOW = 0.5
"""Abstracts whose sets of words overlap less than this (Jaccard index) plainly differ…"""
ENOUGH_WORDS = 20
"""…when each has at least so many distinct words; of shorter ones nothing can be said."""


def differ_plainly(one: str, other: str) -> bool:
    """Whether two abstracts cannot be of one paper, however edited."""
    if one == other:
        return False
    words, others = set(fold(one).split()), set(fold(other).split())
    if min(len(words), len(others)) < ENOUGH_WORDS:
        return False
    return _jaccard(words, others) < DIFFERENT_BELOW


def overlap(one: str, other: str) -> float:
    """How much of their words two texts share, from 0 to 1 (Jaccard index)."""
    return _jaccard(set(fold(one).split()), set(fold(other).split()))


def _jaccard(words: set[str], others: set[str]) -> float:
    return len(words & others) / (len(words | others) or 1)


def check_duplicates(papers: Sequence[Paper]) -> Iterator[Problem]:
    """Names and identifiers that two papers claim, and titles that two papers have."""
    yield from _check_names(papers)
    for name in IDENTIFIERS:
        yield from _check_identifier(name, papers)
    yield from _check_titles(papers)


def _check_names(papers: Iterable[Paper]) -> Iterator[Problem]:
    ids = {str(paper.id): paper for paper in papers}
    claimed: dict[str, Paper] = {}
    for paper in papers:
        for alias in paper.aliases:
            owner = ids.get(alias) or claimed.setdefault(alias, paper)
            if owner is paper and alias == paper.id:
                yield _problem(paper, "aliases", f"{alias!r} is the id itself", "error")
            elif owner is not paper:
                message = f"{alias!r} already leads to the paper at {owner.path}:{owner.line}"
                yield _problem(paper, "aliases", message, "error")


def _check_identifier(name: str, papers: Iterable[Paper]) -> Iterator[Problem]:
    first: dict[str, Paper] = {}
    for paper in papers:
        value = getattr(paper, name)
        if value and (other := first.setdefault(value, paper)) is not paper:
            message = f"{value!r} stands already at {other.path}:{other.line}"
            yield _problem(paper, name, message, "error")


@remembered
def identify_title(title: str) -> str:
    """The key under which two titles, LaTeX and all, name one paper."""
    return title_key(render_plain(title))


def _check_titles(papers: Iterable[Paper]) -> Iterator[Problem]:
    first: dict[str, Paper] = {}
    for paper in papers:
        other = first.setdefault(identify_title(paper.title), paper)
        if other is paper or share_identifier(paper, other):
            continue
        message = f"is also the title of {other.id!r} at {other.path}:{other.line}"
        if differ_plainly(paper.abstract, other.abstract):
            message += "; the abstracts plainly differ, so they are kept as two papers"
        else:
            message += "; if they are one paper, merge the records"
        yield _problem(paper, "title", message, "warning")


def share_identifier(one: Paper, other: Paper) -> bool:
    """Whether an identifier says that two papers are one."""
    return any(
        getattr(one, name) and getattr(one, name) == getattr(other, name) for name in IDENTIFIERS
    )


def _problem(paper: Paper, field: str, message: str, severity: Severity) -> Problem:
    return Problem(paper.path, paper.line, field, message, severity)
