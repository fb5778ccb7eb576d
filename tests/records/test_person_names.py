from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.name_rules import is_organization_name
from papershelf.records.model import Author
from papershelf.records.person_names import (
    PersonName,
    drop_inferable_parts,
    is_organization,
    merge_author_details,
    parse_person_name,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # given names, then one family name
        ("Ada Byron", "Ada||Byron|"),
        ("J. R. R. Tolkan", "J. R. R.||Tolkan|"),
        ("Иван Петров", "Иван||Петров|"),
        # particles start the family name
        ("Jan van der Berg", "Jan|van der|Berg|"),
        ("Ana Ruiz del Río", "Ana Ruiz|del|Río|"),
        ("Bram ter Haar Romein", "Bram|ter|Haar Romein|"),
        ("Telmo de Menezes e Silva Filho", "Telmo|de|Menezes e Silva Filho|"),
        ("Rui do Vale", "Rui|do|Vale|"),
        ("Faisal bin Rashid", "Faisal|bin|Rashid|"),
        # attached particles
        ("Musa al-Khwarizmi", "Musa|al-|Khwarizmi|"),
        ("Jean d'Alembert", "Jean|d'|Alembert|"),
        ("Jean d’Alembert", "Jean|d’|Alembert|"),
        # a capitalized particle is part of the name
        ("Luc Van Gent", "Luc||Van Gent|"),
        ("Marie De la Tour", "Marie||De la Tour|"),
        ("Ahmed El Amari", "Ahmed||El Amari|"),
        # but not for Vietnamese middle names
        ("Minh Van Nguyen", "Minh Van||Nguyen|"),
        ("Minh Văn Nguyễn", "Minh Văn||Nguyễn|"),
        # suffixes
        ("Martin King III", "Martin||King|III"),
        ("John Doe Jr.", "John||Doe|Jr."),
        ("John Doe, Jr.", "John||Doe|Jr."),
        ("Maria von Trapp Sr.", "Maria|von|Trapp|Sr."),
        # the order of BibTeX
        ("Doe, John", "John||Doe|"),
        ("van der Berg, Jan", "Jan|van der|Berg|"),
        ("Doe, Jr., John", "John||Doe|Jr."),
        # two words are a personal name, whatever they are
        ("Ludwig van", "Ludwig||van|"),
        ("Hal III", "Hal||III|"),
        # "and" is a word like any other here
        ("Miao Yang and Ke Hu", "Miao Yang and Ke||Hu|"),
    ],
)
def test_names_are_split_into_parts(name: str, expected: str) -> None:
    parts = parse_person_name(Author(name=name))
    assert f"{parts.given}|{parts.particle}|{parts.family}|{parts.suffix}" == expected
    assert not parts.literal


@pytest.mark.parametrize(
    "name",
    [
        "Plato", "OpenLab", "李伟", "振辉 叶", "김민준", "محمد الحسن", "राम शर्मा",
        "The ATLAS Collaboration", "Qwen Team", "University of Nowhere", "BigThing Workshop",
        "Doe, Roe, Poe and Moe", "",
    ],
)  # fmt: skip
def test_names_without_parts_are_literals(name: str) -> None:
    assert parse_person_name(Author(name=name)) == PersonName(literal=name)


@pytest.mark.parametrize(
    ("given", "family", "expected"),
    [
        ("Wei", "Li", "Wei||Li|"),
        ("Jan", "van der Berg", "Jan|van der|Berg|"),
        ("Jan van", "Berg", "Jan|van|Berg|"),
        ("John", "Doe Jr.", "John||Doe|Jr."),
        ("John, Jr.", "Doe", "John||Doe|Jr."),
        ("Gabriel", "García Márquez", "Gabriel||García Márquez|"),
        ("伟", "李", "伟||李|"),
        ("Team", "Work Team", "Team||Work Team|"),
    ],
)
def test_parts_given_by_a_source_are_kept(given: str, family: str, expected: str) -> None:
    parts = parse_person_name(Author(name="somebody else", given=given, family=family))
    assert f"{parts.given}|{parts.particle}|{parts.family}|{parts.suffix}" == expected


def test_a_single_name_is_a_literal() -> None:
    author = Author(name="The Foundry", family="The Foundry")
    assert parse_person_name(author) == PersonName(literal="The Foundry")


def test_a_surname_includes_its_particle() -> None:
    assert parse_person_name(Author(name="Jan van der Berg")).surname == "van der Berg"
    assert parse_person_name(Author(name="Jean d'Alembert")).surname == "d'Alembert"
    assert parse_person_name(Author(name="Plato")).surname == "Plato"


COMPANIES = (
    "Meta AI", "Team GLM", "Google DeepMind", "OpenAI", "NVIDIA", "DeepSeek-AI", "Weir Team, Dam",
    "Llama Team, AI @ Meta", "Fish & Nets, Inc.", "Weir Team (Dam)", "The River",
)  # fmt: skip


@pytest.mark.parametrize("name", ["Grant Lab", "Anna Society", "Team on behalf of all", *COMPANIES])
def test_organizations_are_recognized_by_name(name: str) -> None:
    assert is_organization_name(name)


@pytest.mark.parametrize(
    "name",
    ["The Hung Tran", "Huawei Roe", "The", "Theo Group-Smith", "Labanya Mukherjee", "Thea Doe"],
)
def test_persons_are_not_recognized_as_organizations(name: str) -> None:
    assert not is_organization_name(name)


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" ")))
def test_no_letter_of_a_name_is_lost(text: str) -> None:
    name = " ".join(text.split())
    parts = parse_person_name(Author(name=name))
    found = sorted(f"{parts.given}{parts.particle}{parts.family}{parts.suffix}{parts.literal}")
    lost = sorted(name)
    assert [c for c in found if c not in " ,"] == [c for c in lost if c not in " ,"]


def make_authors(*names: str, **more: Any) -> tuple[Author, ...]:  # noqa: ANN401
    return tuple(Author(name=name, **more) for name in names)


def test_inferable_name_parts_are_dropped() -> None:
    parsed = Author(name="Jan van der Berg", given="Jan", family="van der Berg", url="x")
    assert drop_inferable_parts(parsed) == Author(name="Jan van der Berg", url="x")
    odd = Author(name="Wang Xiaoming", given="Xiaoming", family="Wang")
    assert drop_inferable_parts(odd) == odd


def test_details_of_authors_are_merged_from_another_list() -> None:
    others = make_authors("A. BYRON", "Li Wei", affiliation="Uni")
    assert merge_author_details(make_authors("Ada Byron", "Jan Mud"), others) == (
        Author(name="Ada Byron", affiliation="Uni"),
        Author(name="Jan Mud"),
    )


def test_name_parts_are_merged_for_the_same_name() -> None:
    parts = (Author(name="Jan van der Berg", given="Jan", family="van der Berg"),)
    assert merge_author_details(make_authors("Jan van der Berg"), parts) == parts
    assert merge_author_details(make_authors("J. van der Berg"), parts) == make_authors(
        "J. van der Berg"
    )


def test_ambiguous_names_are_not_merged() -> None:
    two = make_authors("Li Wei", "Lan Wei")
    assert merge_author_details(two, make_authors("L. Wei", affiliation="Uni")) == two
    assert merge_author_details(
        make_authors("L. Wei"), make_authors("Li Wei", "Lan Wei", affiliation="Uni")
    ) == (make_authors("L. Wei"))


def test_conflicting_details_are_merged_independently_of_order() -> None:
    one, other = (
        make_authors("Ada Byron", affiliation="Uni"),
        make_authors("Ada Byron", affiliation="The Lab"),
    )
    assert merge_author_details(one, other) == merge_author_details(other, one) == other


# --- organizations --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Lei BAI", "Zhenwei DAI", "BAI", "DAI"])
def test_a_family_name_in_capitals_is_no_organization(name: str) -> None:
    assert not is_organization(Author(name=name))


@pytest.mark.parametrize("name", ["OpenAI", "xAI", "DeepSeek-AI", "Meta AI"])
def test_ai_companies_are_organizations(name: str) -> None:
    assert is_organization(Author(name=name))


def test_an_organization_is_not_split() -> None:
    author = Author(name="Deutscher Rundtag", kind="organization")
    assert parse_person_name(author) == PersonName(literal="Deutscher Rundtag")
    assert is_organization(author)
    assert drop_inferable_parts(author) == author


def test_an_inferable_kind_is_dropped() -> None:
    author = Author(name="Weir Team", kind="organization")
    assert drop_inferable_parts(author) == Author(name="Weir Team")
    assert is_organization(drop_inferable_parts(author))


def test_the_kind_organization_is_merged_from_another_list() -> None:
    others = make_authors("Open Rivers", kind="organization")
    assert merge_author_details(make_authors("Open Rivers"), others) == others


WORDS = st.sampled_from(
    "Ada Byron Doe Jr. III van der Berg al-Sadar d'Amate 's-Grav Ortega y Weir Team AI Inc. & and "
    "A. A.D. JQ Nguyễn Þór 李 明世 김 민수 = given=Hans 0001 et al. The Collaboration: Meta".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
KINDS = st.sampled_from(("", "organization"))
AUTHORS = st.builds(Author, name=NAMES, kind=KINDS)


@given(AUTHORS, AUTHORS)
def test_dropping_and_merging_details_are_idempotent(one: Author, other: Author) -> None:
    simple = drop_inferable_parts(one)
    assert drop_inferable_parts(simple) == simple
    assert parse_person_name(simple) == parse_person_name(one)
    rich = merge_author_details((simple,), (other,))
    assert merge_author_details(rich, (other,)) == rich
