"""Tests of `people.yaml`: validation, and which author is which person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.catalogue.known_people import distinct_name, former_slugs, shared_names
from papershelf.core.errors import Problem
from papershelf.core.identifiers import Orcid, Slug
from papershelf.records.model import Author, KnownPerson, Paper, PaperId
from papershelf.records.references.author_persons import assign_persons
from papershelf.records.references.people import load_people
from papershelf.sources.own.yaml_records import parse_yaml
from tests.export_samples import make_paper

CARBERRY, GARCIA = Orcid("0000-0002-1825-0097"), Orcid("0000-0001-5109-3700")
PAPERS = (
    make_paper("tides", authors=("Jane Doe", "Wei Li"), aliases=(PaperId(Slug("old-tides")),)),
    make_paper("rivers", authors=("J. Doe", "Wei Li")),
    make_paper("seas", authors=("Wei Li",)),
)
GOOD = """
- id: jane-doe
  name: Jane Doe
  aliases: [J. Doe, Jane M. Doe]
  orcid: https://orcid.org/0000-0002-1825-0097
  affiliation: River  Lab
  homepage: https://jane.example
  member: true
"""


def load(
    text: str, papers: Sequence[Paper] = PAPERS
) -> tuple[dict[Slug, KnownPerson], list[Problem]]:
    problems: list[Problem] = []
    people = load_people(parse_yaml(text.encode(), "p.yaml").records, papers, problems)
    return people, problems


def assign(text: str, papers: Sequence[Paper] = PAPERS) -> tuple[tuple[Paper, ...], list[str]]:
    people, problems = load(text, papers)
    assert problems == []
    found = assign_persons(tuple(papers), people, problems)
    return found, list(map(str, problems))


def persons_of(papers: Sequence[Paper]) -> dict[str, list[str | None]]:
    return {
        paper.id: [author.person.id if author.person else None for author in paper.authors]
        for paper in papers
    }


def with_author(
    paper: Paper, *, name: str = "Wei Li", orcid: Orcid | None = None, affiliation: str = ""
) -> Paper:
    """A paper with one author."""
    author = Author(name=name, orcid=orcid, affiliation=affiliation)
    return replace(paper, authors=(author,))


def test_a_person_has_all_values() -> None:
    people, problems = load(GOOD)
    assert problems == []
    person = people[Slug("jane-doe")]
    assert person.aliases == ("J. Doe", "Jane M. Doe")
    assert person.orcid == CARBERRY
    assert person.affiliation == "River Lab"
    assert person.homepage == "https://jane.example"
    assert person.is_member


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: a\n  name: A\n  orchid: x\n", "p.yaml:1: : unknown key 'orchid'; did you mean orcid?"),
        ("- name: A\n", "p.yaml:1: id: is missing"),
        ("- id: a\n", "p.yaml:1: name: is missing"),
        ("- id: A b\n  name: A\n", "p.yaml:1: id: "),
        ("- id: letter\n  name: A\n", "p.yaml:1: id: 'letter' is the address of another page"),
        ("- id: a\n  name: '!?'\n", "p.yaml:2: name: has no letters: '!?'"),
        ("- id: a\n  name: A\n  aliases: [B, '…']\n", "p.yaml:3: aliases[1]: has no letters: '…'"),
        ("- id: a\n  name: A\n  orcid: 0000-0002-1825-0098\n", "p.yaml:3: orcid: "),
        ("- id: a\n  name: A\n  homepage: javascript:alert(1)\n", "p.yaml:3: homepage: is not a URL"),
        ("- id: a\n  name: A\n  member: maybe\n", "p.yaml:3: member: is not true or false: 'maybe'"),
        ("- id: a\n  name: A\n  member: [true]\n", "p.yaml:3: member: is not true or false"),
        (
            "- id: jane-doe\n  name: Jane Doe\n  papers:\n    - tide\n",
            "p.yaml:4: papers[0]: 'tide' is not in the collection; did you mean tides?",
        ),
        (
            "- id: jane-doe\n  name: Jane Doe\n  papers: [seas]\n",
            "p.yaml:3: papers[0]: 'seas' has no author of this name; add the spelling to aliases, if",
        ),
        ("- id: a\n  name: A\n- id: a\n  name: B\n", "p.yaml:3: id: 'a' is already used on line 1"),
        (
            "\n".join(f"- {{id: {one}, name: A, orcid: {CARBERRY}}}" for one in "ab"),
            "p.yaml:2: orcid: 0000-0002-1825-0097 is already the ORCID iD of 'a' on line 1",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_place(text: str, expected: str) -> None:
    _, problems = load(text)
    assert [problem.severity for problem in problems] == ["error"]
    message = str(problems[0]).replace("p.yaml:1: unknown", "p.yaml:1: : unknown")
    assert message.startswith(expected)


def test_all_spellings_and_the_id_are_one_person() -> None:
    papers, problems = assign(GOOD)
    assert problems == []
    assert persons_of(papers) == {
        "tides": ["jane-doe", None], "rivers": ["jane-doe", None], "seas": [None],
    }  # fmt: skip
    catalogue = build_catalogue(papers, {}, {}, {}, None, load(GOOD)[0])
    person = catalogue.persons[Slug("jane-doe")]
    assert person.name == "Jane Doe"
    assert {paper.id for paper in person.papers} == {"tides", "rivers"}
    assert "j-doe" not in catalogue.persons
    assert former_slugs(catalogue).keys() == {"j-doe", "jane-m-doe"}


def test_one_spelling_is_several_persons_by_papers() -> None:
    text = (
        "- {id: wei-li-a, name: Wei Li, papers: [old-tides]}\n"
        "- {id: wei-li-b, name: Wei Li, papers: [rivers, seas]}\n"
    )
    papers, problems = assign(text)
    assert problems == []
    assert [names[-1] for names in persons_of(papers).values()] == [
        "wei-li-a", "wei-li-b", "wei-li-b",
    ]  # fmt: skip
    catalogue = build_catalogue(papers, {}, {}, {}, None, load(text)[0])
    assert [person.slug for person in shared_names(catalogue)[Slug("wei-li")]] == [
        "wei-li-a", "wei-li-b",
    ]  # fmt: skip
    names = {distinct_name(catalogue, person) for person in catalogue.persons.values()}
    assert {"Wei Li (wei-li-a)", "Wei Li (wei-li-b)"} <= names


def test_the_rest_of_a_name_is_whoever_has_its_slug_as_id_or_no_papers() -> None:
    first = "- {id: wei-li-a, name: Wei Li, papers: [tides]}\n"
    for rest in ("{id: wei-li, name: Wei Li, papers: [seas]}", "{id: other, name: Wei Li}"):
        papers, problems = assign(f"{first}- {rest}\n")
        assert problems == []
        last = [names[-1] for names in persons_of(papers).values()]
        assert last == ["wei-li-a", *[rest[5:].partition(",")[0]] * 2]
    papers, problems = assign(first)
    assert problems == []
    assert [names[-1] for names in persons_of(papers).values()] == ["wei-li-a", None, None]


def test_a_name_that_could_be_either_is_told_once() -> None:
    text = "- {id: wei-li-a, name: Wei Li}\n- {id: wei-li-b, name: Wei Li, aliases: [W. Li]}\n"
    papers, problems = assign(text)
    assert not any(map(any, persons_of(papers).values()))
    assert problems[0].startswith(
        "p.yaml:2: name: warning: 'wei li' is also a name of 'wei-li-a' on line 1, and 3 papers "
    )


def test_affiliations_tell_persons_of_one_name_apart() -> None:
    text = (
        "- {id: wei-li-a, name: Wei Li, affiliation: River Lab}\n"
        "- {id: wei-li-b, name: Wei Li, affiliation: Sea School}\n"
    )
    papers = [
        with_author(PAPERS[0], affiliation="The RIVER LAB; X"),
        with_author(PAPERS[1], affiliation="Sea School, Y"),
        with_author(PAPERS[2], affiliation="Elsewhere"),
    ]
    found, problems = assign(text, papers)
    assert persons_of(found) == {"tides": ["wei-li-a"], "rivers": ["wei-li-b"], "seas": [None]}
    assert len(problems) == 1


def test_an_orcid_decides_before_the_name() -> None:
    text = f"- {{id: wei-li, name: Wei Li, orcid: {CARBERRY}}}\n"
    papers = [
        with_author(PAPERS[0], name="Anna New", orcid=CARBERRY),
        with_author(PAPERS[1], orcid=GARCIA),
        with_author(PAPERS[2]),
    ]
    found, problems = assign(text, papers)
    assert problems == []
    assert persons_of(found) == {"tides": ["wei-li"], "rivers": [None], "seas": ["wei-li"]}
    # The author with another iD must not have the address of the person.
    catalogue = build_catalogue(found, {}, {}, {}, None, load(text, papers)[0])
    assert catalogue.persons.keys() == {"wei-li", "wei-li-3700"}


def test_a_person_without_an_orcid_is_not_two_persons_with_one() -> None:
    papers = [
        with_author(PAPERS[0], orcid=CARBERRY),
        with_author(PAPERS[1], orcid=GARCIA),
        with_author(PAPERS[2]),
    ]
    text = "- {id: wei-li, name: Wei Li}\n"
    found, problems = assign(text, papers)
    assert persons_of(found) == {"tides": [None], "rivers": [None], "seas": ["wei-li"]}
    assert "has several iDs" in problems[0].replace("authors of this name have", "has")
    catalogue = build_catalogue(found, {}, {}, {}, None, load(text, papers)[0])
    assert catalogue.persons.keys() == {"wei-li", "wei-li-0097", "wei-li-3700"}
    one = assign(text, [papers[0], papers[2]])[0]
    assert persons_of(one) == {"tides": ["wei-li"], "seas": ["wei-li"]}


def test_persons_without_papers_are_told_unless_they_are_members() -> None:
    _, problems = assign("- {id: x, name: Nobody Here}\n- {id: y, name: New One, member: true}\n")
    assert problems == ["p.yaml:1: name: warning: is not the name of an author of any paper"]


NAMES = st.sampled_from(["Wei Li", "W. Li", "Jane Doe", "李伟", "<b>", "Zoë 1", "con", "Anna New"])
ENTRIES = st.fixed_dictionaries(
    {"id": st.sampled_from(["wei-li", "w-li", "x", "jane-doe", "wei-li-0097", "anna-new"]), "name": NAMES},
    optional={
        "aliases": st.lists(NAMES, max_size=2),
        "orcid": st.sampled_from([CARBERRY, GARCIA]),
        "affiliation": st.sampled_from(["River Lab", "Sea"]),
        "papers": st.lists(st.sampled_from(["p0", "p1", "p2"]), max_size=2),
    },
)  # fmt: skip
AUTHORS = st.builds(
    Author,
    name=NAMES,
    orcid=st.sampled_from([None, CARBERRY, GARCIA]),
    affiliation=st.sampled_from(["", "River Lab", "Sea"]),
)


@given(
    entries=st.lists(ENTRIES, max_size=4),
    authors=st.lists(st.lists(AUTHORS, max_size=3), min_size=3, max_size=3),
)
def test_nobody_but_a_known_person_gets_the_address_of_one(
    entries: list[dict[str, Any]], authors: list[list[Author]]
) -> None:
    papers = tuple(
        Paper(id=PaperId(Slug(f"p{number}")), title="T", authors=tuple(some))
        for number, some in enumerate(authors)
    )
    problems: list[Problem] = []
    records = parse_yaml("\n".join(f"- {entry!r}" for entry in entries).encode(), "p").records
    people = load_people(records, papers, problems)
    found = assign_persons(papers, people, problems)
    catalogue = build_catalogue(found, {}, {}, {}, None, people)
    for paper in found:
        for author in paper.authors:
            person = catalogue.person_of(author)
            assert (person.known if person else None) == author.person
            assert paper in (person.papers if person else [paper])
            if author.person and author.person.orcid and author.orcid:
                assert author.person.orcid == author.orcid
    assert not former_slugs(catalogue).keys() & catalogue.persons.keys()
