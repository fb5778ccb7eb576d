"""Finds the record of a collection that describes the same paper as an incoming record. Pure.

Two records are the same paper if they share an identifier, or if they have the same title and no
evidence against it (`identity_rules.py`). Uncertain matches are reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from papershelf.core.slugs import make_slug
from papershelf.merging.source_priority import FieldSource
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.identity_rules import (
    agreement_score,
    conflict_reason,
    has_no_common_author,
    id_conflict_reason,
    is_unrelated,
)
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.latex_render import render_plain

UNRELATED_REASON = "different title and authors"
"""Reason given for two chapters that share the DOI of their book."""


@dataclass(slots=True, eq=False)
class MergeEntry:
    """A record of the collection or of this import, with the fields it gains and loses.

    - `record`: the raw record, `None` for a new paper
    - `dropped_fields`: names of the fields it loses
    - `field_sources`: source of each field not written by a person, `None` until computed
    - `heard_sources`: pairs of field and source already seen in this import
    - `listed_venue_id`: id of a listed venue that the record still spells as an unlisted one
    """

    values: dict[str, Any]
    facts: IdentityFacts
    record: RawRecord | None = None
    gains: dict[str, Any] = field(default_factory=dict)
    dropped_fields: set[str] = field(default_factory=set)
    field_sources: dict[str, FieldSource] | None = None
    heard_sources: set[tuple[str, FieldSource]] = field(default_factory=set)
    listed_venue_id: str = ""

    def __str__(self) -> str:
        """Format the entry for messages."""
        name = repr(str(self.values.get("id", "")))
        return f"{name} at {self.location}" if self.location else name

    @property
    def location(self) -> str:
        """The file and line of the record, "" for a new paper."""
        return f"{self.record.path}:{self.record.line}" if self.record else ""


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Entries that are the same paper as a record, and entries that only look like it.

    `by_title` is true if the match is not confirmed by an identifier. `sharing_identifiers` lists
    each identifier shared with an entry that is a different paper, with the reason.
    `same_title_only` lists other entries with the same title and the reason why each is a different
    paper, or "" if it may be the same one.
    """

    same_papers: tuple[MergeEntry, ...] = ()
    by_title: bool = False
    is_former_title: bool = False
    sharing_identifiers: tuple[tuple[str, MergeEntry, str], ...] = ()
    same_title_only: tuple[tuple[MergeEntry, str], ...] = ()


class RecordIndex:
    """Index of entries by identifier and by title."""

    def __init__(self, preprint_venues: Collection[str] = frozenset()) -> None:
        self._preprint_venues = preprint_venues
        self._by_identifier: dict[tuple[str, str], list[MergeEntry]] = defaultdict(list)
        self._by_title: dict[str, list[MergeEntry]] = defaultdict(list)
        self._by_name: dict[str, MergeEntry] = {}
        self._by_alias: dict[str, MergeEntry] = {}
        self._containers: set[str] = set()

    def identity_facts(self, values: dict[str, Any]) -> IdentityFacts:
        """Return the facts that this index compares for a record."""
        return IdentityFacts(values, self._preprint_venues)

    def add(self, entry: MergeEntry) -> None:
        """Index an entry by its current values."""
        for key in entry.facts.all_identifiers():
            if entry not in self._by_identifier[key]:
                self._by_identifier[key].append(entry)
        namesakes = self._by_title[entry.facts.title_key]
        if entry not in namesakes:
            namesakes.append(entry)
        if container := entry.values.get("container_doi"):
            self._containers.add(container)
        if name := entry.values.get("id"):
            self._by_name[name] = entry
        for alias in entry.values.get("aliases", ()):
            self._by_alias.setdefault(alias, entry)

    def find_by_id(self, name: str) -> MergeEntry | None:
        """Return the entry with this id, current or former."""
        return self._by_name.get(name) or self._by_alias.get(name)

    def is_container(self, doi: str) -> bool:
        """Return whether a DOI is known to belong to a book or volume."""
        return doi in self._containers

    def match(self, facts: IdentityFacts) -> MatchResult:
        """Find the entries that describe the same paper as a record."""
        same: dict[int, MergeEntry] = {}
        sharing: list[tuple[str, MergeEntry, str]] = []
        for key in facts.all_identifiers():
            for entry in self._by_identifier.get(key, ()):
                if key not in entry.facts.all_identifiers():
                    continue  # the entry no longer has this identifier
                reason = _separation_reason(entry.facts, facts)
                if reason:
                    sharing.append((key[0], entry, reason))
                else:
                    same[id(entry)] = entry
        if by_id := self._find_by_id(facts):
            same[id(by_id)] = by_id
        same_title = self._by_title.get(facts.title_key, ())
        others = [entry for entry in same_title if id(entry) not in same]
        if same:
            namesakes = tuple((entry, "") for entry in others)
            return MatchResult(
                same_papers=tuple(same.values()),
                sharing_identifiers=tuple(sharing),
                same_title_only=namesakes,
            )
        return self._find_by_title(facts, others, tuple(sharing))

    def _find_by_id(self, facts: IdentityFacts) -> MergeEntry | None:
        """Return the entry with the id given in a record, if both can be the same paper.

        Ids are made from titles, so two different papers may come with the same id.
        """
        name = facts.values.get("id")
        entry = self.find_by_id(name) if name else None
        if entry is None:
            return None
        if name not in self._by_name:  # an alias: the record was renamed or merged by hand
            return None if has_no_common_author(entry.facts, facts) else entry
        return None if conflict_reason(entry.facts, facts) else entry

    def _find_by_title(
        self,
        facts: IdentityFacts,
        same_title: list[MergeEntry],
        sharing: tuple[tuple[str, MergeEntry, str], ...],
    ) -> MatchResult:
        refused = {id(entry): reason for _, entry, reason in sharing}
        namesakes = [
            (entry, refused.get(id(entry)) or conflict_reason(entry.facts, facts))
            for entry in same_title
        ]
        fitting = [entry for entry, reason in namesakes if not reason]
        if fitting:
            nearest = _best_agreeing(fitting, facts)
            rest = tuple(pair for pair in namesakes if pair[0] is not nearest)
            return MatchResult(
                same_papers=(nearest,),
                by_title=True,
                sharing_identifiers=sharing,
                same_title_only=rest,
            )
        if former := self._find_former_title(facts):
            return MatchResult(
                same_papers=(former,), by_title=True, is_former_title=True, sharing_identifiers=sharing,
                same_title_only=tuple(namesakes),
            )  # fmt: skip
        return MatchResult(sharing_identifiers=sharing, same_title_only=tuple(namesakes))

    def _find_former_title(self, facts: IdentityFacts) -> MergeEntry | None:
        """Return the entry that a person renamed or merged from a record with this title."""
        if not self._by_alias:
            return None
        entry = self._by_alias.get(make_slug(render_plain(facts.values["title"])) or "")
        if entry is None or entry.facts.title_key == facts.title_key:
            return None
        mine, theirs = entry.facts.identifiers.get("arxiv"), facts.identifiers.get("arxiv")
        if has_no_common_author(entry.facts, facts) or (mine and theirs and mine != theirs):
            return None
        return entry


def _separation_reason(one: IdentityFacts, other: IdentityFacts) -> str:
    """Return why two records that share an identifier are different papers, or ""."""
    if is_unrelated(one, other):
        return UNRELATED_REASON
    return id_conflict_reason(one, other)


def _best_agreeing(entries: list[MergeEntry], facts: IdentityFacts) -> MergeEntry:
    """Return the entry that agrees most with a record; the first one wins a tie."""
    if len(entries) == 1:
        return entries[0]
    return max(entries, key=lambda entry: agreement_score(entry.facts, facts))
