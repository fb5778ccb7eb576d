"""Tests of proposals to merge and split authors, and of the evidence for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import yaml

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.catalogue.person_hints import find_person_hints, find_shared_orcids
from papershelf.core.errors import Problem
from papershelf.core.identifiers import Orcid, Slug
from papershelf.records.model import Author, Paper, TagId, VenueId
from papershelf.records.references.author_persons import assign_persons
from papershelf.records.references.people import load_people
from papershelf.sources.own.yaml_records import parse_yaml
from tests.export_samples import GROUPS, TAGS, VENUES, make_paper

CARBERRY, GARCIA = Orcid("0000-0002-1825-0097"), Orcid("0000-0001-5109-3700")
TOYCONF, JTM = VenueId(Slug("toyconf")), VenueId(Slug("jtm"))
PRUNING, ANSWERS = TagId(Slug("pruning")), TagId(Slug("q-and-a"))


def make_catalogue(papers: Sequence[Paper], people: str = "") -> Catalogue:
    problems: list[Problem] = []
    known = load_people(parse_yaml(people.encode(), "p").records, papers, problems)
    found = assign_persons(tuple(papers), known, problems)
    return build_catalogue(found, GROUPS, TAGS, VENUES, None, known)


def hints(papers: Sequence[Paper], people: str = "") -> list[str]:
    return [str(hint) for hint in find_person_hints(make_catalogue(papers, people))]


def with_orcids(paper: Paper, orcid: Orcid) -> Paper:
    return replace(paper, authors=tuple(replace(one, orcid=orcid) for one in paper.authors))


@pytest.mark.parametrize(
    "pair", [("Jane Doe", "J. Doe"), ("Jane M. Doe", "Jane Doe"), ("Li Wei", "Wei Li")]
)
def test_similar_names_with_common_co_authors_may_be_one_person(pair: tuple[str, str]) -> None:
    papers = [
        make_paper(name, authors=(who, "Ada Byron", "Bo Roe"))
        for name, who in zip("ab", pair, strict=True)
    ]
    (hint,) = hints(papers)
    assert "may be one person: common co-authors: Ada Byron, Bo Roe\n" in hint
    assert all(f"{name} (" in hint for name in pair)
    (entry,) = yaml.safe_load(hint.partition("\n")[2])
    assert {entry["name"], *entry["aliases"]} == set(pair)
    # The entry does what it proposes.
    assert hints(papers, hint.partition("\n")[2].strip()) == []


def test_one_co_author_is_enough_with_a_venue_or_tag_only() -> None:
    papers = [
        make_paper(name, authors=(who, "Bo Roe"))
        for name, who in (("a", "Jane Doe"), ("b", "J. Doe"))
    ]
    assert hints(papers) == []
    (hint,) = hints([replace(paper, venue=TOYCONF, tags=(PRUNING,)) for paper in papers])
    assert "common co-author: Bo Roe; common venue: ToyConf; common tag: Pruning" in hint


@pytest.mark.parametrize(
    "pair",
    [
        ("Jane Doe", "John Doe"),
        ("Jane Doe", "J. Roe"),
        ("Jane M. Doe", "Jane K. Doe"),
        ("Doe", "J. Doe"),
    ],
)
def test_other_names_are_no_proposal(pair: tuple[str, str]) -> None:
    papers = [
        make_paper(name, authors=(who, "Ada Byron", "Bo Roe"))
        for name, who in zip("ab", pair, strict=True)
    ]
    assert hints(papers) == []


def test_what_speaks_against_it_is_respected() -> None:
    two = [
        make_paper(name, authors=(who, "Ada Byron", "Bo Roe"))
        for name, who in (("a", "Jane Doe"), ("b", "J. Doe"))
    ]
    together = make_paper("c", authors=("Jane Doe", "J. Doe"))
    assert hints([*two, together]) == []
    first, second = (paper.authors[0] for paper in two)
    others = [
        replace(paper, authors=(replace(author, orcid=orcid), *paper.authors[1:]))
        for paper, author, orcid in zip(two, (first, second), (CARBERRY, GARCIA), strict=True)
    ]
    assert hints(others) == []


def test_an_initial_that_could_be_two_persons_is_given_to_the_nearer_one_or_nobody() -> None:
    def paper(name: str, who: str, *others: str) -> Paper:
        return make_paper(name, authors=(who, *others))

    equal = [
        paper(name, who, "Ada Byron", "Bo Roe")
        for name, who in (("a", "Jane Doe"), ("b", "John Doe"), ("c", "J. Doe"))
    ]
    assert hints(equal) == []
    nearer = [
        *equal[:2],
        paper("c", "J. Doe", "Ada Byron", "Bo Roe", "Eve Fay"),
        paper("d", "Jane Doe", "Eve Fay"),
    ]
    (hint,) = hints(nearer)
    assert hint.startswith("Jane Doe (jane-doe, 2 papers) and J. Doe (j-doe, 1 paper) may be one")


def test_an_orcid_is_strong_evidence_and_comes_first() -> None:
    papers = [
        with_orcids(make_paper("a", authors=("Jane Doe",)), CARBERRY),
        with_orcids(make_paper("b", authors=("Jane Smith",)), CARBERRY),
        *(
            make_paper(name, authors=(who, "Ada Byron", "Bo Roe"))
            for name, who in (("c", "Al Oe"), ("d", "A. Oe"))
        ),
    ]
    found = find_person_hints(make_catalogue(papers))
    assert [hint.is_strong for hint in found] == [True, False]
    assert "both have the ORCID iD 0000-0002-1825-0097" in str(found[0])
    assert find_shared_orcids(papers) == {CARBERRY: {"jane-doe", "jane-smith"}}
    known = make_catalogue(papers, f"- {{id: jane-doe, name: Jane Doe, orcid: {CARBERRY}}}")
    assert find_shared_orcids(known.papers) == {}


def by_wei_li(paper: Paper, place: str, other: str) -> Paper:
    return replace(paper, authors=(Author(name="Wei Li", affiliation=place), Author(name=other)))


FIRST = [
    by_wei_li(make_paper(f"a{n}", venue=TOYCONF, tags=(PRUNING,)), "River Lab", "Ada Byron")
    for n in range(3)
]
SECOND = [
    by_wei_li(make_paper(f"b{n}", venue=JTM, tags=(ANSWERS,)), "Sea School", "Bo Roe")
    for n in range(2)
]


def test_papers_with_nothing_in_common_may_be_by_several_persons() -> None:
    papers = [*FIRST, *SECOND]
    (hint,) = hints(papers)
    start = "Wei Li (wei-li, 5 papers) may be several persons: affiliations differ: River Lab, Sea"
    assert hint.startswith(start)
    entries = yaml.safe_load(hint.partition("\n")[2])
    assert [entry["papers"] for entry in entries] == [["a0", "a1", "a2"], ["b0", "b1"]]
    # The entries do what they propose.
    assert hints(papers, hint.partition("\n")[2]) == []


@pytest.mark.parametrize(
    "authors", [("Wei Li", "Bo Roe", "Ada Byron"), ("Wei Li",), ("Bo Roe", "Ada Byron")]
)
def test_one_paper_that_joins_the_groups_is_enough(authors: tuple[str, ...]) -> None:
    assert hints([*FIRST, *SECOND, make_paper("c", authors=authors)]) == []


def test_without_affiliations_only_common_names_are_proposed() -> None:
    papers = [
        replace(paper, authors=tuple(replace(one, affiliation="") for one in paper.authors))
        for paper in (*FIRST, *SECOND)
    ]
    assert hints(papers) == []
    words = ["Wei", "Bo", "An", "Li"]
    others = [
        make_paper(f"x{number}", authors=(f"{given} {family}",))
        for number, (given, family) in enumerate(
            [("Wei", f"Xu{word}") for word in words] + [(word + "a", "Li") for word in words]
        )
    ]
    (hint,) = hints([*papers, *others])
    assert "may be several persons: the name is common; 2 groups of papers" in hint


def test_hostile_names_stay_on_their_line() -> None:
    name = 'Jane "\\ {x: [y]} \x85\u2028Doe'
    papers = [
        replace(make_paper(one), authors=(Author(name=who, orcid=CARBERRY),))
        for one, who in (("a", name), ("b", "J. Doe"))
    ]
    (hint,) = hints(papers)
    (entry,) = yaml.safe_load(hint.partition("\n")[2])
    assert {entry["name"], *entry["aliases"]} == {name, "J. Doe"}
    assert hint.isprintable() or hint.count("\n") == 1
