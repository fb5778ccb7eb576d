"""What the persons of `people.yaml` change: former addresses of authors, and names of several persons.

Takes a catalogue; returns the person, or the persons of a shared name, by the slug of a spelling, and
names that tell persons apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from papershelf.catalogue.author_index import AuthorIndex
from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.core.identifiers import Slug
from papershelf.core.slugs import make_name_slug
from papershelf.records.model import KnownPerson
from papershelf.records.references.people import person_slugs
from papershelf.records.site_paths import author_address


def former_slugs(catalogue: Catalogue) -> Mapping[Slug, tuple[Person, ...]]:
    """Return the persons for each slug that was, or may have been, the address of an author."""
    return catalogue.cached_index("former author slugs", lambda: _find_former_slugs(catalogue))


def _find_former_slugs(catalogue: Catalogue) -> Mapping[Slug, tuple[Person, ...]]:
    found: defaultdict[Slug, list[Person]] = defaultdict(list)
    for name, known in catalogue.people.items():
        person = catalogue.persons.get(name)
        if person:
            for slug in person_slugs(known):
                found[slug].append(person)
    for slug, persons in [*found.items()]:
        # Authors of the same name with different iDs had addresses with the ends of these.
        owner = catalogue.persons.get(slug, persons[0])
        if len(persons) > 1 or owner.slug != persons[0].slug:
            for person in persons:
                if person.orcid:
                    found[Slug(f"{slug}-{person.orcid[-4:].lower()}")].append(person)
    return {
        slug: tuple(dict.fromkeys(persons))
        for slug, persons in sorted(found.items())
        if slug not in catalogue.persons
    }


def person_redirects(catalogue: Catalogue, index: AuthorIndex) -> dict[str, str]:
    """Return the new address for each former address of an author."""
    return {
        author_address(slug): index.address_of(persons[0])
        for slug, persons in former_slugs(catalogue).items()
        if len(persons) == 1
    }


def shared_names(catalogue: Catalogue) -> Mapping[Slug, tuple[Person, ...]]:
    """Return the persons for each former address of an author that was several persons."""
    return {slug: persons for slug, persons in former_slugs(catalogue).items() if len(persons) > 1}


def distinct_name(catalogue: Catalogue, person: Person) -> str:
    """Return the name of a person, with the affiliation or the id if someone else has the same name.

    Persons that `people.yaml` does not know keep their plain name.
    """
    if person.known is None:
        return person.name
    others = _same_names(catalogue).get(person.name, ())
    plain = catalogue.persons.get(make_name_slug(person.name) or person.slug, person)
    if len(others) < 2 and (plain is person or plain.name != person.name):
        return person.name
    place = person.known.affiliation
    is_unique = place and sum(one.affiliation == place for one in others) == 1
    return f"{person.name} ({place if is_unique else person.slug})"


def _same_names(catalogue: Catalogue) -> Mapping[str, Sequence[KnownPerson]]:
    def build() -> Mapping[str, Sequence[KnownPerson]]:
        found: defaultdict[str, list[KnownPerson]] = defaultdict(list)
        for known in catalogue.people.values():
            if known.id in catalogue.persons:
                found[known.name].append(known)
        return found

    return catalogue.cached_index("names of known persons", build)
