"""Finds authors that may be one person under two names, or several persons under one name.

Takes a catalogue; returns `PersonHint`s with their evidence and entries for `people.yaml`. Persons that
the file already has are not compared with each other.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.core.identifiers import Orcid, Slug
from papershelf.core.slugs import make_name_slug
from papershelf.records.model import Paper, PaperId
from papershelf.text.folding import fold_words

_NAMES_SHOWN = 3
_GROUP_LIMIT = 400
"""More names with the same family name and initial are not compared: it would take seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHint:
    """A proposal: `entries` are lines for `people.yaml`; a strong one is based on an ORCID iD."""

    kind: Literal["merge", "split"]
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    entries: tuple[str, ...]
    is_strong: bool = False

    def __str__(self) -> str:
        """The proposal in a sentence, then the entries."""
        names = " and ".join(self.names)
        question = "may be one person" if self.kind == "merge" else "may be several persons"
        lines = "".join(f"\n  {line}" for line in self.entries)
        return f"{names} {question}: {'; '.join(self.evidence)}{lines}"


def find_shared_orcids(papers: Iterable[Paper]) -> Mapping[Orcid, frozenset[str]]:
    """Return the iDs that authors with different names have, of persons not in `people.yaml`."""
    found: defaultdict[Orcid, set[str]] = defaultdict(set)
    for paper in papers:
        for author in paper.authors:
            if author.orcid and not author.person and (slug := make_name_slug(author.name)):
                found[author.orcid].add(slug)
    return {orcid: frozenset(slugs) for orcid, slugs in found.items() if len(slugs) > 1}


def find_person_hints(catalogue: Catalogue) -> list[PersonHint]:
    """Return all proposals: first those based on ORCID iDs, then other merges, then splits."""
    search = _Search(catalogue)
    merges = sorted(search.find_merges(), key=lambda hint: (not hint.is_strong, hint.names))
    return [*merges, *search.find_splits()]


class _Search:
    """Compares persons by what their papers have in common."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @cached_property
    def _persons_of(self) -> Mapping[PaperId, frozenset[Slug]]:
        found: defaultdict[PaperId, set[Slug]] = defaultdict(set)
        for person in self._catalogue.persons.values():
            for paper in person.papers:
                found[paper.id].add(person.slug)
        return {paper: frozenset(slugs) for paper, slugs in found.items()}

    def _co_authors(self, person: Person) -> frozenset[Slug]:
        others = (self._persons_of[paper.id] for paper in person.papers)
        return frozenset[Slug]().union(*others) - {person.slug}

    # --- one person with two names ------------------------------------------------------------

    def find_merges(self) -> Iterator[PersonHint]:
        hints: defaultdict[Slug, list[tuple[int, Slug, PersonHint]]] = defaultdict(list)
        for one, other in _similar_names(self._catalogue.persons.values()):
            if found := self._compare(one, other):
                weight, hint = found
                if hint.is_strong:
                    yield hint
                else:  # The shorter name may belong to several persons, but to one at most.
                    short, long = sorted((one, other), key=lambda p: (len(p.name), p.slug))
                    hints[short.slug].append((weight, long.slug, hint))
        for found_hints in hints.values():
            best = sorted(found_hints, reverse=True, key=lambda one: one[:2])
            if len(best) == 1 or best[0][0] > best[1][0]:
                yield best[0][2]

    def _compare(self, one: Person, other: Person) -> tuple[int, PersonHint] | None:
        """Return the weight of what two persons share, and a hint if it is enough."""
        if (one.known and other.known) or (one.orcid and other.orcid and one.orcid != other.orcid):
            return None
        near = self._co_authors(one)
        if other.slug in near:  # Both are authors of one paper.
            return None
        has_orcid = one.orcid is not None and one.orcid == other.orcid
        common = near & self._co_authors(other)
        venues = {p.venue for p in one.papers if isinstance(p.venue, str)} & {
            p.venue for p in other.papers if isinstance(p.venue, str)
        }
        tags = {tag for p in one.papers for tag in p.tags} & {
            t for p in other.papers for t in p.tags
        }
        if not (has_orcid or len(common) > 1 or (common and (venues or tags))):
            return None
        persons, places = self._catalogue.persons, self._catalogue.venues
        evidence = (
            f"both have the ORCID iD {one.orcid}" if has_orcid else "",
            _list_names("co-author", sorted(persons[slug].name for slug in common)),
            _list_names("venue", sorted(places[venue].name for venue in venues)),
            _list_names("tag", sorted(self._catalogue.tags[tag].name for tag in tags)),
        )
        first, second = sorted(
            (one, other), key=lambda p: (p.known is None, -len(p.papers), p.slug)
        )
        hint = PersonHint(
            kind="merge",
            names=(_describe(first), _describe(second)),
            evidence=tuple(filter(None, evidence)),
            entries=(_render_entry(id=first.slug, name=first.name, aliases=[second.name]),),
            is_strong=has_orcid,
        )
        return 4 * len(common) + 2 * bool(venues) + bool(tags), hint

    # --- several persons with one name --------------------------------------------------------

    def find_splits(self) -> Iterator[PersonHint]:
        for person in self._catalogue.persons.values():
            if person.known is None and len(person.papers) > 3:
                groups = self._group_papers(person)
                if len(groups) > 1 and all(len(group) > 1 for group in groups):
                    places = [_affiliations(person, group) for group in groups]
                    if all(places):
                        names = (min(one) for one in places)
                        yield _split_hint(
                            person, groups, f"affiliations differ: {', '.join(names)}"
                        )
                    elif self._is_common(person):
                        yield _split_hint(person, groups, "the name is common")

    def _is_common(self, person: Person) -> bool:
        """Whether the parts of a name are so frequent that several persons are expected to have it."""
        given, family = self._name_counts
        words = fold_words(person.name)
        return given[words[0]] * family[words[-1]] >= len(self._catalogue.persons)

    @cached_property
    def _name_counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many persons have each first and each last word in their name."""
        names = [
            words for one in self._catalogue.persons.values() if (words := fold_words(one.name))
        ]
        return Counter(words[0] for words in names), Counter(words[-1] for words in names)

    def _group_papers(self, person: Person) -> list[list[Paper]]:
        """Group the papers of a person that share a venue, a tag, an affiliation, or others near.

        These are the other authors and their co-authors.
        """
        groups: list[tuple[set[str], list[Paper]]] = []
        for paper in person.papers:
            near = self._persons_of[paper.id] - {person.slug}
            marks = set[str](near)
            for slug in near:  # Also the co-authors of co-authors, except through this person.
                others = (self._persons_of[one.id] for one in self._catalogue.persons[slug].papers)
                marks.update(*(slugs for slugs in others if person.slug not in slugs))
            marks.update(f"#{tag}" for tag in paper.tags)
            marks.update(f"@{place}" for place in _affiliations(person, [paper]))
            marks.add(f"!{paper.venue}" if paper.venue else "")
            if marks == {""}:  # Nothing is known of it.
                return []
            marks.discard("")
            joined = [group for group in groups if group[0] & marks]
            members = [paper, *(one for _, papers in joined for one in papers)]
            groups = [group for group in groups if not group[0] & marks]
            groups.append((marks.union(*(known for known, _ in joined)), members))
        return [sorted(papers, key=lambda paper: paper.id) for _, papers in groups]


def _affiliations(person: Person, papers: Iterable[Paper]) -> set[str]:
    """Return the affiliations of a person in some papers."""
    return {
        author.affiliation
        for paper in papers
        for author in paper.authors
        if author.affiliation and make_name_slug(author.name) == person.slug
    }


def _split_hint(person: Person, groups: Sequence[Sequence[Paper]], reason: str) -> PersonHint:
    ordered = sorted(groups, key=lambda group: (-len(group), group[0].id))
    return PersonHint(
        kind="split",
        names=(_describe(person),),
        evidence=(
            reason,
            f"{len(groups)} groups of papers have no venue, tag, author or co-author of one in common",
        ),
        entries=tuple(
            _render_entry(
                id=f"{person.slug}-{number}", name=person.name, papers=[paper.id for paper in group]
            )
            for number, group in enumerate(ordered, 1)
        ),
    )


def _similar_names(persons: Iterable[Person]) -> Iterator[tuple[Person, Person]]:
    """Yield pairs of persons whose names may be spellings of one, or who have the same iD."""
    groups: defaultdict[str, list[tuple[tuple[str, ...], Person]]] = defaultdict(list)
    for person in persons:
        words = tuple(fold_words(person.name))
        if len(words) > 1:
            groups[f"{words[-1]} {words[0][:1]}"].append((words, person))
        if len(words) == 2:
            groups[f"={' '.join(sorted(words))}"].append((words, person))
        if person.orcid:
            groups[person.orcid].append((words, person))
    seen: set[tuple[Slug, Slug]] = set()
    for key, group in groups.items():
        for (words, one), (others, other) in (
            combinations(group, 2) if len(group) <= _GROUP_LIMIT else ()
        ):
            pair = (min(one.slug, other.slug), max(one.slug, other.slug))
            is_similar = one.orcid == key or words == others[::-1] or _is_spelling(words, others)
            if is_similar and pair not in seen:
                seen.add(pair)
                yield one, other


def _is_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names may be one: given names are equal, initials of each other, or left out."""
    if one[-1] != other[-1]:
        return False
    return all(
        a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
        for a, b in zip(one[:-1], other[:-1], strict=False)
    )


def _describe(person: Person) -> str:
    count = len(person.papers)
    return f"{person.name} ({person.slug}, {count:,} paper{'s' * (count > 1)})"


def _list_names(kind: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"common {kind}{'s' * (len(names) > 1)}: {shown}{more}"


def _render_entry(**values: object) -> str:
    """Render an entry of `people.yaml` in one line; JSON is YAML, too."""
    fields = (f"{key}: {_render_value(value)}" for key, value in values.items())
    return f"- {{{', '.join(fields)}}}"


def _render_value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)
