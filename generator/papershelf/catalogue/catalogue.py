"""The catalogue: papers indexed by tag, venue, author, year, month and day.

Takes the parts of a collection; returns one frozen `Catalogue`. Everything in it is sorted, so
renderers never need to sort.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from papershelf.core.identifiers import IsoDate, Orcid, Slug
from papershelf.core.slugs import is_family_name_first, is_transliterated, make_name_slug
from papershelf.records.loader import Collection
from papershelf.records.model import (
    Author,
    KnownPerson,
    Paper,
    PaperId,
    ReadingList,
    Tag,
    TagGroup,
    TagId,
    UnlistedVenue,
    Venue,
    VenueId,
)
from papershelf.records.unlisted_venues import (
    clean_venue_name,
    unlisted_as_venue,
    unlisted_venue_key,
)

Index = TypeVar("Index")


class Person(NamedTuple):
    """An author with all their papers in the collection, newest first; `slug` is part of the address.

    `family` is used for sorting and grouping: the last word of the name, folded. A named tuple,
    because it takes a third of the time to create and there are more persons than papers.
    """

    slug: Slug
    name: str
    family: str
    orcid: Orcid | None
    papers: tuple[Paper, ...]
    known: KnownPerson | None = None
    """What `people.yaml` says of the person."""

    @property
    def is_member(self) -> bool:
        """Whether the person is a member of the lab that the site is about."""
        return self.known is not None and self.known.is_member


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All papers, newest first, indexed by every axis.

    The mappings contain only values that have papers, each with its papers newest first. Values
    are in display order: tags and venues as in their files, persons by name, years and days from
    the newest. `by_unlisted_venue` has the papers of venues that are not in `venues.yaml`, by
    `unlisted_venue_key`. `person_of` returns the person for an author of a paper.
    """

    papers: tuple[Paper, ...]
    by_id: Mapping[PaperId, Paper]
    groups: Mapping[Slug, TagGroup]
    tags: Mapping[TagId, Tag]
    venues: Mapping[VenueId, Venue]
    by_tag: Mapping[TagId, tuple[Paper, ...]]
    by_venue: Mapping[VenueId, tuple[Paper, ...]]
    by_unlisted_venue: Mapping[str, tuple[Paper, ...]]
    by_year: Mapping[int, tuple[Paper, ...]]
    by_day: Mapping[IsoDate, tuple[Paper, ...]]
    persons: Mapping[Slug, Person]
    shared_name_slugs: frozenset[str]
    reading_lists: Mapping[Slug, ReadingList] = field(default_factory=dict)
    people: Mapping[Slug, KnownPerson] = field(default_factory=dict)
    _persons_of: dict[PaperId, tuple[Person | None, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _indexes: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def cached_index(self, kind: str, build: Callable[[], Index]) -> Index:
        """Return an index by another axis, built on first use."""
        index: Index | None = self._indexes.get(kind)
        if index is None:
            index = self._indexes[kind] = build()
        return index

    def venue_of(self, paper: Paper) -> Venue | None:
        """Return the venue of a paper; an unlisted venue has no id."""
        venue = paper.venue
        if isinstance(venue, UnlistedVenue):
            return unlisted_as_venue(venue)
        return self.venues.get(venue) if venue else None

    def tag_names(self, paper: Paper) -> tuple[str, ...]:
        """Return the names of a paper's tags, in order."""
        return tuple(self.tags[tag].name for tag in paper.tags if tag in self.tags)

    def person_of(self, author: Author) -> Person | None:
        """Return the person for an author's name and ORCID iD; `None` for a name without letters."""
        slug = person_slug(author, self.shared_name_slugs)
        return self.persons.get(slug) if slug else None

    def persons_of(self, paper: Paper) -> tuple[Person | None, ...]:
        """Return the person of each author of a paper, in the order of the authors."""
        known = self._persons_of.get(paper.id)
        if known is None:
            known = self._persons_of[paper.id] = tuple(map(self.person_of, paper.authors))
        return known


def most_used_venue_name(papers: Iterable[Paper]) -> str:
    """Return the most common name of an unlisted venue among its papers."""
    named = Counter(
        unlisted_as_venue(paper.venue).name
        for paper in papers
        if isinstance(paper.venue, UnlistedVenue)
    )
    return clean_venue_name(max(sorted(named), key=lambda name: named[name]))


def person_slug(author: Author, namesakes: frozenset[str]) -> Slug | None:
    """Return the slug of an author: the folded name, transliterated if it is not in Latin script.

    Names that differ only in case, accents and punctuation are one person. "J. Doe" and "Jane Doe"
    are two, since an initial does not identify a name. If authors with the same name have
    different ORCID iDs, each iD is a separate person (`name-1234`, with the last four characters
    of the iD), and authors without an iD share the plain name. `namesakes` has the slugs split in
    this way. A person of `people.yaml` has the slug given there.
    """
    if author.person:
        return author.person.id
    slug = make_name_slug(author.name)
    if slug and author.orcid:
        distinct_slug = Slug(f"{slug}-{author.orcid[-4:].lower()}")
        if distinct_slug in namesakes:
            return distinct_slug
    return slug


def build_collection_catalogue(collection: Collection) -> Catalogue:
    """Index all papers of a collection."""
    return build_catalogue(
        collection.papers,
        collection.groups,
        collection.tags,
        collection.venues,
        collection.reading_lists,
        collection.people,
    )


def build_catalogue(  # noqa: PLR0913, PLR0917  # the parts of a collection
    papers: Iterable[Paper],
    groups: Mapping[Slug, TagGroup],
    tags: Mapping[TagId, Tag],
    venues: Mapping[VenueId, Venue],
    reading_lists: Mapping[Slug, ReadingList] | None = None,
    people: Mapping[Slug, KnownPerson] | None = None,
) -> Catalogue:
    """Index papers by every axis."""
    ordered = tuple(sorted(papers, key=_newest_first_key))
    namesakes = _shared_name_slugs(ordered, people or {})
    by_tag: defaultdict[TagId, list[Paper]] = defaultdict(list)
    by_venue: defaultdict[VenueId, list[Paper]] = defaultdict(list)
    by_unlisted: defaultdict[str, list[Paper]] = defaultdict(list)
    by_year: defaultdict[int, list[Paper]] = defaultdict(list)
    by_day: defaultdict[IsoDate, list[Paper]] = defaultdict(list)
    for paper in ordered:
        for tag in paper.tags:
            by_tag[tag].append(paper)
        if isinstance(paper.venue, UnlistedVenue):
            by_unlisted[unlisted_venue_key(paper.venue)].append(paper)
        elif paper.venue:
            by_venue[paper.venue].append(paper)
        if paper.year:
            by_year[paper.year].append(paper)
        for day in paper.featured:
            by_day[day].append(paper)
    return Catalogue(
        papers=ordered,
        by_id={paper.id: paper for paper in ordered},
        groups=groups,
        tags=tags,
        venues=venues,
        by_tag={tag: tuple(by_tag[tag]) for tag in tags if tag in by_tag},
        by_venue={venue: tuple(by_venue[venue]) for venue in venues if venue in by_venue},
        by_unlisted_venue={name: tuple(by_unlisted[name]) for name in sorted(by_unlisted)},
        by_year={year: tuple(by_year[year]) for year in sorted(by_year, reverse=True)},
        by_day={day: tuple(by_day[day]) for day in sorted(by_day, reverse=True)},
        persons=_group_by_person(ordered, namesakes),
        shared_name_slugs=namesakes,
        reading_lists=reading_lists or {},
        people=people or {},
    )


def _newest_first_key(paper: Paper) -> tuple[tuple[int, ...], str]:
    """Return a sort key: newest publication date first, then newest added date, then title."""
    published = paper.published or (str(paper.year) if paper.year else "")
    dates = _descending_date_key(published) + _descending_date_key(paper.added or "")
    return (dates, f"{paper.title.casefold()}\0{paper.id}")


@lru_cache(maxsize=1 << 14)
def _descending_date_key(date: str) -> tuple[int, ...]:
    """Return a key that sorts newer dates first; vague dates come after exact ones, missing dates last."""
    parts = [int(part) for part in date.split("-")] if date else []
    return tuple(-part for part in parts + [0] * (3 - len(parts)))


def _group_by_person(papers: Iterable[Paper], namesakes: frozenset[str]) -> dict[Slug, Person]:
    found: dict[Slug, tuple[list[str], list[Paper]]] = {}
    orcids: dict[Slug, Orcid] = {}
    known_persons: dict[Slug, KnownPerson] = {}
    for paper in papers:
        for author in paper.authors:
            name = author.name
            if author.person:
                slug: Slug | None = author.person.id
                known_persons[author.person.id] = author.person
            else:
                slug = person_slug(author, namesakes) if author.orcid else make_name_slug(name)
            if not slug:
                continue
            if author.orcid:
                orcids[slug] = author.orcid
            known = found.get(slug)
            if known is None:
                found[slug] = ([name], [paper])
                continue
            spellings, works = known
            spellings.append(name)
            if works[-1] is not paper:
                works.append(paper)
    persons = []
    for slug, (spellings, works) in found.items():
        if slug in known_persons:
            persons.append(_known_person_key(known_persons[slug], orcids.get(slug), works))
            continue
        name = spellings[0] if len(spellings) == 1 else _best_spelling(spellings)
        # All spellings of a name share one slug; an ORCID iD may have extended it.
        plain = (make_name_slug(name) or slug) if slug in namesakes else slug
        family = _family_name_word(name, plain)
        person = Person(slug, name, family, orcids.get(slug), tuple(works))
        persons.append((family, plain, slug, person))
    # Slugs are unique, so persons themselves are never compared.
    return {slug: person for _, _, slug, person in sorted(persons)}


def _known_person_key(
    known: KnownPerson, orcid: Orcid | None, papers: Iterable[Paper]
) -> tuple[str, Slug, Slug, Person]:
    """Return a person of `people.yaml`, after what persons are sorted by."""
    plain = make_name_slug(known.name) or known.id
    family = _family_name_word(known.name, plain)
    person = Person(known.id, known.name, family, known.orcid or orcid, tuple(papers), known)
    return family, plain, known.id, person


def _family_name_word(name: str, slug: Slug) -> str:
    """Return the word of a slug to sort by: the family name, which comes first in Chinese-script names."""
    if not is_transliterated(name):
        return slug.rpartition("-")[2]
    words = slug.split("-")[:-1]
    return words[0] if is_family_name_first(name) else words[-1]


def _best_spelling(spellings: list[str]) -> str:
    """Return the most frequent spelling; ties are broken by more accents, then alphabetically."""
    if spellings.count(spellings[0]) == len(spellings):
        return spellings[0]
    seen = Counter(spellings)
    return max(seen, key=lambda name: (seen[name], len(name.encode()), name))


def _shared_name_slugs(
    papers: Iterable[Paper], people: Mapping[Slug, KnownPerson]
) -> frozenset[str]:
    """Return the slugs, each with an iD's suffix, for names shared by several ORCID iDs.

    The name of a person of `people.yaml` is shared with every author who is someone else.
    """
    orcids_of: dict[Slug, set[Orcid]] = defaultdict(set)
    for paper in papers:
        for author in paper.authors:
            if author.orcid and not author.person and (slug := make_name_slug(author.name)):
                orcids_of[slug].add(author.orcid)
    return frozenset(
        f"{slug}-{orcid[-4:].lower()}"
        for slug, found in orcids_of.items()
        if len(found) > 1 or slug in people
        for orcid in found
    )
