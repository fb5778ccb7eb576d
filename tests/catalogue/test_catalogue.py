"""Tests of the catalogue: the indexes of papers, and their order."""

from __future__ import annotations

import random

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.identifiers import IsoDate, Orcid, Slug
from papershelf.records.model import Author, Paper, PaperId, Tag, TagGroup, TagId, Venue, VenueId

TAGS = {
    TagId(Slug(name)): Tag(id=TagId(Slug(name)), name=name, group=Slug("all"))
    for name in ("rivers", "tides")
}
VENUES = {VenueId(Slug("icrr")): Venue(id=VenueId(Slug("icrr")), name="ICRR")}
GROUPS = {Slug("all"): TagGroup(id=Slug("all"), name="All")}


def paper(name: str, *authors: Author | str, **fields: object) -> Paper:
    people = tuple(Author(name=a) if isinstance(a, str) else a for a in authors)
    return Paper(id=PaperId(Slug(name)), title=name, authors=people, **fields)  # type: ignore[arg-type]


def catalogue_of(*papers: Paper) -> Catalogue:
    return build_catalogue(papers, GROUPS, TAGS, VENUES)


def ids(papers: tuple[Paper, ...]) -> list[str]:
    return [paper.id for paper in papers]


def test_papers_are_sorted_newest_first_then_by_precision_and_title() -> None:
    catalogue = catalogue_of(
        paper("undated"),
        paper("b", year=2020),
        paper("a", year=2020),
        paper("may", published=IsoDate("2020-05")),
        paper("exact", published=IsoDate("2020-05-17")),
        paper("new", year=2021),
        paper("added", added=IsoDate("2026-01-01")),
    )
    assert ids(catalogue.papers) == ["new", "exact", "may", "a", "b", "added", "undated"]


def test_the_catalogue_does_not_depend_on_the_order_of_papers() -> None:
    papers = [paper(f"p{n}", "Ada Byron", year=2000 + n % 3) for n in range(20)]
    expected = catalogue_of(*papers)
    random.Random(1).shuffle(papers)
    assert catalogue_of(*papers) == expected


def test_only_values_with_papers_are_indexed() -> None:
    catalogue = catalogue_of(
        paper("a", tags=(TagId(Slug("tides")),), venue=VenueId(Slug("icrr")), year=2020),
        paper("b", featured=(IsoDate("2026-11-20"), IsoDate("2026-11-21"))),
    )
    assert list(catalogue.by_tag) == ["tides"]
    assert list(catalogue.by_venue) == ["icrr"]
    assert list(catalogue.by_year) == [2020]
    assert list(catalogue.by_day) == ["2026-11-21", "2026-11-20"]


def test_spellings_of_a_name_are_one_person_named_by_the_most_frequent() -> None:
    catalogue = catalogue_of(
        paper("a", "Jörg Ünal"),
        paper("b", "JORG UNAL"),
        paper("c", "Jörg Ünal"),
        paper("d", "J. Ünal"),
    )
    assert {slug: person.name for slug, person in catalogue.persons.items()} == {
        "j-unal": "J. Ünal",
        "jorg-unal": "Jörg Ünal",
    }
    assert ids(catalogue.persons[Slug("jorg-unal")].papers) == ["a", "b", "c"]


def test_a_name_with_two_orcids_is_two_people_and_one_for_papers_without() -> None:
    first = Author(name="Li Wei", orcid=Orcid("0000-0002-1825-0097"))
    second = Author(name="Li Wei", orcid=Orcid("0000-0002-1694-233X"))
    catalogue = catalogue_of(paper("a", first), paper("b", second), paper("c", "Li Wei"))
    assert {slug: ids(person.papers) for slug, person in catalogue.persons.items()} == {
        "li-wei": ["c"],
        "li-wei-0097": ["a"],
        "li-wei-233x": ["b"],
    }
    person = catalogue.person_of(first)
    assert person is not None
    assert person.slug == "li-wei-0097"


def test_papers_with_and_without_the_only_orcid_are_one_person() -> None:
    known = Author(name="Li Wei", orcid=Orcid("0000-0002-1825-0097"))
    catalogue = catalogue_of(paper("a", known), paper("b", "Li Wei"))
    assert list(catalogue.persons) == ["li-wei"]
    assert catalogue.persons[Slug("li-wei")].orcid == "0000-0002-1825-0097"


def test_a_name_without_letters_has_no_author_page() -> None:
    catalogue = catalogue_of(paper("a", "???"))
    assert not catalogue.persons
    assert catalogue.person_of(Author(name="???")) is None


def test_people_are_sorted_by_family_name() -> None:
    catalogue = catalogue_of(paper("a", "Zoe Abel", "Ann Zorn", "Bob Abel"))
    assert [person.name for person in catalogue.persons.values()] == [
        "Bob Abel",
        "Zoe Abel",
        "Ann Zorn",
    ]


def test_an_author_named_twice_in_a_paper_lists_it_once() -> None:
    catalogue = catalogue_of(paper("a", "Ada Byron", "Ada Byron"))
    assert ids(catalogue.persons[Slug("ada-byron")].papers) == ["a"]
