"""Which record of a collection an incoming one is about.

The same paper: a shared identifier, else the same title. Two records with one title stay two
papers where their arXiv ids differ, where their abstracts plainly differ (`duplicates.py` says
when), where both name authors and share none, or where one names nobody and their years lie far
apart: a person decides those, so they are reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.duplicates import IDENTIFIERS, differ_plainly, identify_title, overlap
from generator.sources.record import RawRecord
from generator.text import fold
from generator.trust import Origin


@dataclass(slots=True, eq=False)
class Entry:
    """A record as it stands, and what it gains; `record` is where it stands, `None` if nowhere.

    `origins` says who told each field that no person wrote, `None` where nobody asked yet; `told`
    who told which one by now.
    """

    values: dict[str, Any]
    record: RawRecord | None = None
    gains: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] | None = None
    told: set[tuple[str, Origin]] = field(default_factory=set)

    def __str__(self) -> str:
        """The entry as a message names it."""
        name = repr(str(self.values.get("id", "")))
        return f"{name} at {self.record.path}:{self.record.line}" if self.record else name


@dataclass(frozen=True, slots=True)
class Match:
    """The entries that an identifier or a title says are the same paper, and those it may be."""

    same: tuple[Entry, ...] = ()
    possible: tuple[Entry, ...] = ()


class Index:
    """Finds entries by identifier and title."""

    def __init__(self) -> None:
        self._by_identifier: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_title: dict[str, list[Entry]] = defaultdict(list)

    def add(self, entry: Entry) -> None:
        """Let an entry be found by what it says now."""
        for key in _identifiers(entry.values):
            if entry not in self._by_identifier[key]:
                self._by_identifier[key].append(entry)
        namesakes = self._by_title[identify_title(entry.values["title"])]
        if entry not in namesakes:
            namesakes.append(entry)

    def find(self, values: dict[str, Any]) -> Match:
        """The entries about the paper that these values are about."""
        same: dict[int, Entry] = {}
        for key in _identifiers(values):
            for entry in self._by_identifier.get(key, ()):
                # Ids are cut from titles, so two papers may come with one.
                if key[0] != "id" or _may_be_one(entry.values, values):
                    same[id(entry)] = entry
        if same:
            return Match(same=tuple(same.values()))
        namesakes = self._by_title.get(identify_title(values["title"]), [])
        alike = [entry for entry in namesakes if _may_be_one(entry.values, values)]
        if alike:
            return Match(same=(_nearest(alike, values.get("abstract", "")),))
        return Match(possible=tuple(namesakes))


def _nearest(entries: list[Entry], abstract: str) -> Entry:
    """The entry whose abstract has most in common with one; the first of equals."""
    if len(entries) == 1:
        return entries[0]
    return max(entries, key=lambda entry: overlap(entry.values.get("abstract", ""), abstract))


def _identifiers(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("id", *IDENTIFIERS):
        if value := values.get(name):
            yield name, value


def _may_be_one(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether nothing in two records of one title speaks against their being one paper."""
    if one.get("arxiv") and other.get("arxiv") and one["arxiv"] != other["arxiv"]:
        return False
    names, others = _family_names(one), _family_names(other)
    if names and others:
        if names.isdisjoint(others):
            return False
    elif abs(_year(one, other) - _year(other, one)) > _PREPRINT_YEARS:
        return False
    return not differ_plainly(one.get("abstract", ""), other.get("abstract", ""))


_PREPRINT_YEARS = 2
"""By so many years a preprint may be older than what became of it."""


def _year(values: dict[str, Any], other: dict[str, Any]) -> int:
    """The year of a record, or that of the other one, where it has none."""
    for each in (values, other):
        if year := each.get("year") or each.get("published", "")[:4]:
            return int(year)
    return 0


def _family_names(values: dict[str, Any]) -> frozenset[str]:
    """The last words of the authors' names, the rest of which is spelled in many ways."""
    names = (fold(author.family or author.name) for author in values.get("authors", ()))
    return frozenset(name.rpartition(" ")[2] for name in names if name)
