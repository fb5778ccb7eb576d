"""Finds records of one paper: certain duplicates, which `fix` merges, and near ones, which it shows.

Takes papers; returns groups and pairs of them. Two papers are never duplicates if anything that both
records say speaks against it. Pure.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest
from pathlib import Path

from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.editing.record_editor import find_editor
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.identity_rules import conflict_reason
from papershelf.records.model import Paper
from papershelf.records.unlisted_venues import venue_name_of
from papershelf.text.folding import fold_text

_MAX_LETTERS = 3
"""The most letters in which the titles of near duplicates differ."""
_MIN_TITLE = 12
"""Shorter titles, as normalized, differ in few letters by chance."""
_GROUP_LIMIT = 300
"""More papers of the same authors are not compared with each other."""
_COLUMN = 44


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two papers that may be one."""

    one: Paper
    other: Paper

    def __str__(self) -> str:
        """Both records side by side, and how to merge them."""
        rows: list[tuple[str, Callable[[Paper], object]]] = [
            ("", lambda paper: f"{paper.path}:{paper.line}"),
            ("id", lambda paper: paper.id),
            ("title", lambda paper: paper.title),
            ("authors", lambda paper: ", ".join(author.name for author in paper.authors)),
            ("venue", lambda paper: venue_name_of(paper.venue)),
            ("year", lambda paper: paper.year or ""),
            ("doi", lambda paper: paper.doi or ""),
            ("arxiv", lambda paper: paper.arxiv or ""),
        ]
        lines = [
            line
            for name, read in rows
            for line in _render_row(name, str(read(self.one)), str(read(self.other)))
        ]
        advice = f"If they are one paper: papershelf merge {self.one.id} {self.other.id}"
        return "\n".join(["These may be one paper:", *lines, f"  {advice}"])


def _render_row(name: str, one: str, other: str) -> Iterator[str]:
    columns = (textwrap.wrap(text, _COLUMN, break_long_words=True) for text in (one, other))
    for number, (left, right) in enumerate(zip_longest(*columns, fillvalue="")):
        label = "" if number else name
        yield f"  {label:8} {left:{_COLUMN}}  {right}".rstrip()


def find_certain_duplicates(
    papers: Iterable[Paper], preprint_venues: Collection[str] = frozenset()
) -> list[tuple[Paper, list[Paper]]]:
    """Return groups of records of one paper: the first one, and those to merge into it.

    They have the same title and authors, and share an identifier or have the same year.
    """
    index = _Comparison(preprint_venues)
    groups: list[tuple[Paper, list[Paper]]] = []
    for namesakes in index.group_by_authors(papers):
        rest = sorted(namesakes, key=lambda paper: (paper.path, paper.line))
        while rest:
            first, *rest = rest
            same = [paper for paper in rest if index.is_certain(first, paper)]
            # Nothing may speak against any two of them.
            same = [one for one in same if all(index.is_certain(one, other) for other in same)]
            if same:
                groups.append((first, same))
                rest = [paper for paper in rest if paper not in same]
    return groups


def find_near_duplicates(
    papers: Iterable[Paper], preprint_venues: Collection[str] = frozenset()
) -> list[NearDuplicate]:
    """Return pairs of papers with the same authors whose titles are equal or differ in few letters."""
    index = _Comparison(preprint_venues)
    return [
        NearDuplicate(one, other)
        for namesakes in index.group_by_authors(papers)
        for one, other in (combinations(namesakes, 2) if len(namesakes) <= _GROUP_LIMIT else ())
        if index.is_near(one, other)
    ]


class _Comparison:
    """Compares papers by the facts of their records, computed once."""

    def __init__(self, preprint_venues: Collection[str]) -> None:
        self._preprint_venues = preprint_venues
        self._facts: dict[str, IdentityFacts] = {}

    def group_by_authors(self, papers: Iterable[Paper]) -> Iterator[Sequence[Paper]]:
        """Yield the papers of the same authors, if there are several."""
        groups: defaultdict[tuple[str, ...], list[Paper]] = defaultdict(list)
        for paper in papers:
            if paper.authors and find_editor(Path(paper.path)):
                groups[tuple(fold_text(author.name) for author in paper.authors)].append(paper)
        yield from (group for group in groups.values() if len(group) > 1)

    def _facts_of(self, paper: Paper) -> IdentityFacts:
        facts = self._facts.get(paper.id)
        if facts is None:
            values = {name: getattr(paper, name) for name in FIELD_BY_NAME}
            facts = self._facts[paper.id] = IdentityFacts(values, self._preprint_venues)
        return facts

    def is_certain(self, one: Paper, other: Paper) -> bool:
        if one is other:
            return True
        mine, theirs = self._facts_of(one), self._facts_of(other)
        if mine.title_key != theirs.title_key or conflict_reason(mine, theirs):
            return False
        shared = set(mine.all_identifiers()) & set(theirs.all_identifiers())
        return bool(shared) or (one.year is not None and one.year == other.year)

    def is_near(self, one: Paper, other: Paper) -> bool:
        mine, theirs = self._facts_of(one).title_key, self._facts_of(other).title_key
        if min(len(mine), len(theirs)) < _MIN_TITLE or abs(len(mine) - len(theirs)) > _MAX_LETTERS:
            return False
        if any(map(str.isdigit, set(mine) ^ set(theirs))) or _digits(mine) != _digits(theirs):
            return False  # Part 1 and Part 2
        if _is_over(mine, theirs) or conflict_reason(self._facts_of(one), self._facts_of(other)):
            return False
        return not self.is_certain(one, other)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_over(one: str, other: str) -> bool:
    """Whether two texts differ in more letters than near duplicates do (Levenshtein distance)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, other_letter in enumerate(other, 1):
            change = before + (letter != other_letter)
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, change)
        if min(row) > _MAX_LETTERS:
            return True
    return row[-1] > _MAX_LETTERS
