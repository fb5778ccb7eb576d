"""Assigns the authors of papers to the persons of `people.yaml`.

Input: papers and `KnownPerson`s. Output: the papers with `Author.person` set, and warnings about names
that do not say who is meant.

An author is the person with the same ORCID iD. Otherwise the name decides; an iD that differs speaks
against a person. If several persons have the name, these decide in this order: the `papers` of a
person, the affiliation, the person whose `id` is the slug of the name, and the only one without
`papers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from papershelf.core.errors import Problem
from papershelf.core.identifiers import Orcid, Slug
from papershelf.core.slugs import make_name_slug
from papershelf.records.model import Author, KnownPerson, Paper
from papershelf.records.references.people import person_slugs
from papershelf.records.scalar_fields import quote_value
from papershelf.text.folding import fold_text


def assign_persons(
    papers: tuple[Paper, ...], people: Mapping[Slug, KnownPerson], problems: list[Problem]
) -> tuple[Paper, ...]:
    """Return the papers with the persons of their authors."""
    if not people:
        return papers
    assigner = _Assigner(people.values(), papers)
    assigned = tuple(map(assigner.assign, papers))
    problems += assigner.find_problems()
    return assigned


class _Assigner:
    """Finds the person of each author, and collects what remains open."""

    def __init__(self, people: Iterable[KnownPerson], papers: Iterable[Paper]) -> None:
        self._people = tuple(people)
        self._by_orcid = {one.orcid: one for one in self._people if one.orcid}
        self._by_slug: defaultdict[str, list[KnownPerson]] = defaultdict(list)
        for person in self._people:
            for slug in person_slugs(person):
                self._by_slug[slug].append(person)
        self._orcids = self._find_orcids(papers)
        self._open: dict[str, list[Paper]] = {}
        self._used: set[Slug] = set()

    def _find_orcids(self, papers: Iterable[Paper]) -> Mapping[Slug, frozenset[Orcid]]:
        """Return the iDs of authors that have a name of a person without an iD, by person."""
        found: defaultdict[Slug, set[Orcid]] = defaultdict(set)
        for paper in papers:
            for author in paper.authors:
                if author.orcid and author.orcid not in self._by_orcid:
                    for person in self._by_slug.get(make_name_slug(author.name) or "", ()):
                        if not person.orcid:
                            found[person.id].add(author.orcid)
        return {slug: frozenset(orcids) for slug, orcids in found.items()}

    def assign(self, paper: Paper) -> Paper:
        """Return a paper with the persons of its authors."""
        persons = [self._find(author, paper) for author in paper.authors]
        if not any(persons):
            return paper
        self._used.update(person.id for person in persons if person)
        authors = (
            replace(author, person=person) if person else author
            for author, person in zip(paper.authors, persons, strict=True)
        )
        return replace(paper, authors=tuple(authors))

    def _find(self, author: Author, paper: Paper) -> KnownPerson | None:
        orcid = author.orcid
        if orcid and orcid in self._by_orcid:
            return self._by_orcid[orcid]
        slug = make_name_slug(author.name) or ""
        named = self._by_slug.get(slug, ())
        if orcid:
            named = [one for one in named if not one.orcid and self._is_only(orcid, one, paper)]
            named += self._by_slug.get(f"{slug}-{orcid[-4:].lower()}", ()) if not named else ()
        if not named:
            return None
        found = _choose(named, slug, author, paper)
        if found is None and len(named) > 1:
            self._open.setdefault(slug, []).append(paper)
        return found

    def _is_only(self, orcid: Orcid, person: KnownPerson, paper: Paper) -> bool:
        """Whether no author of the same name has another iD; otherwise they may be several persons."""
        return paper.id in person.papers or self._orcids.get(person.id) == frozenset({orcid})

    def find_problems(self) -> Iterator[Problem]:
        """Yield what remains open, and persons without papers."""
        for slug, papers in self._open.items():
            one, other = self._by_slug[slug][:2]
            count = f"{len(papers):,} papers" if len(papers) > 1 else "a paper"
            yield _warn(
                other,
                "name",
                f"{quote_value(slug.replace('-', ' '))} is also a name of {one.id!r} on line {one.line}, "
                f"and {count} (first: {papers[0].path}:{papers[0].line}) could be by either; "
                "list the ids under papers",
            )
        for person in self._people:
            orcids = sorted(self._orcids.get(person.id, ()))
            if len(orcids) > 1:
                yield _warn(
                    person,
                    "orcid",
                    f"is missing, and authors of this name have several iDs: {', '.join(orcids)}; "
                    "they are kept apart",
                )
            elif person.id not in self._used and not person.is_member:
                yield _warn(person, "name", "is not the name of an author of any paper")


def _choose(
    named: Iterable[KnownPerson], slug: str, author: Author, paper: Paper
) -> KnownPerson | None:
    """Return the one of several persons with the same name who wrote a paper, if that is known."""
    persons = tuple(named)
    place = fold_text(author.affiliation)
    for chosen in (
        [one for one in persons if paper.id in one.papers],
        [
            one
            for one in persons
            if place and one.affiliation and fold_text(one.affiliation) in place
        ],
        [one for one in persons if one.id == slug],
        [one for one in persons if not one.papers],
    ):
        if len(chosen) == 1:
            return chosen[0]
    return None


def _warn(person: KnownPerson, field: str, message: str) -> Problem:
    return Problem(person.path, person.line, field, message, "warning")
