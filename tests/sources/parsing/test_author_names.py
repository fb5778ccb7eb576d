"""Tests of parsing names of people and organizations in all formats, including our exports."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import Problem
from papershelf.exports.formats.bibtex import render_bibtex_name
from papershelf.exports.formats.csl_json import csl_name
from papershelf.exports.formats.ris import render_ris_name
from papershelf.records.composite_fields import load_authors
from papershelf.records.model import Author
from papershelf.records.person_names import parse_person_name
from papershelf.records.scalar_fields import FieldReporter
from papershelf.sources.formats.bibtex.names import parse_bibtex_names
from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.csl_json import parse_csl
from papershelf.sources.formats.ris import parse_ris
from papershelf.sources.parsing.author_names import (
    drop_empty_authors,
    make_author_from_name,
    make_person,
    parse_family_first_names,
)
from papershelf.sources.parsing.raw_record import RawRecord


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"Jo\~{a}o P. Roe", "João P. Roe"),
        (r"Ren\'e Roe", "René Roe"),
        (r"P{\'a}l Erd{\H o}s", "Pál Erdős"),
        (r"Mar\'{\i}a Roe", "María Roe"),
        (r"S{\o}ren \v{S}ime", "Søren Šime"),
        (r"Ada O\'Brien", "Ada O'Brien"),
        (r"Ada D\'Angelo", "Ada D'Angelo"),
        (r"Ada O\' Casey", r"Ada O\' Casey"),
        (r"Jo\\~{a}o Roe", r"Jo\\~{a}o Roe"),
        (r"\includegraphics{x} Roe", r"\includegraphics{x} Roe"),
        (r"Ada \n Roe", r"Ada \n Roe"),
    ],
)
def test_latex_letters_in_names_are_parsed_for_all_sources(text: str, name: str) -> None:
    assert make_author_from_name(text) == name
    assert parse_family_first_names([text]) == [name]


def test_a_remaining_backslash_in_a_name_is_quoted_in_messages() -> None:
    assert load([make_author_from_name(r"Jo\\~{a}o Roe")])[1] == [
        r"'Jo\\~{a}o Roe' contains '\', which names do not have"
    ]


def load(people: object) -> tuple[tuple[Author, ...], list[str]]:
    """The authors parsed from a list of a reader, and the problems."""
    problems: list[Problem] = []
    record = RawRecord(fields={}, path="x", line=1)
    authors = load_authors(people, FieldReporter(record, problems, "authors"))
    return authors, [problem.message for problem in problems]


def name_parts(people: object) -> list[str]:
    """The authors as `given|particle|family|suffix|literal`."""
    authors, problems = load(people)
    assert problems == []
    names = map(parse_person_name, authors)
    return [f"{n.given}|{n.particle}|{n.family}|{n.suffix}|{n.literal}".rstrip("|") for n in names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # single names
        ("{{River keepers}}", ["||||River keepers"]),
        ("{Fish and Nets, Inc.} and Doe, Ada", ["||||Fish and Nets, Inc.", "Ada||Doe"]),
        ("{Boats Board and Rivers Council}", ["||||Boats Board and Rivers Council"]),
        ("Doe, Ada and {Neuer Flussbund}", ["Ada||Doe", "||||Neuer Flussbund"]),
        ("Weir Team, Dam", ["||||Weir Team, Dam"]),
        # extended names of biblatex
        ("given=Ada, family=Doe and Roe, Bo", ["Ada||Doe", "Bo||Roe"]),
        ("family={Berg}, given={Jan}, prefix=van der, useprefix=true", ["Jan|van der|Berg"]),
        ("{given=Ada, family=Doe, suffix=Jr.}", ["Ada||Doe|Jr."]),
        ('"family=Doe, given=Ada, given-i=A"', ["Ada||Doe"]),
        # family name first without a comma, if all are
        ("Chow A.D. and Smith JQ", ["A.D.||Chow", "JQ||Smith"]),
        ("Smith J and von Berg K.", ["J||Smith", "K.|von|Berg"]),
        ("Jane D.", ["Jane||D."]),
        ("Meta AI", ["||||Meta AI"]),
        ("Meta AI and Bo Roe", ["||||Meta AI", "Bo||Roe"]),
        ("Jane D. and Bo Roe", ["Jane||D.", "Bo||Roe"]),
        # numbers of namesakes and footnote marks
        ("Bo Roe 0002 and Doe 0001, Ada", ["Bo||Roe", "Ada||Doe"]),
        (r"Ada Doe$^\dagger$ and Bo Roe* and Cy Poe$^{1,2}$", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        (r"Ada Doe\textsuperscript{1} and Roe, Bo¹", ["Ada||Doe", "Bo||Roe"]),
        (r"Ada Doe$^{a}$ and Bo Roe$^{1,*}$", ["Ada||Doe", "Bo||Roe"]),
        ("Ada Doe* and Bo Roe (* equal contribution)", ["Ada||Doe", "Bo||Roe"]),
        # joined lists
        ("Doe, Ada; Roe, Bo", ["Ada||Doe", "Bo||Roe"]),
        ("Ada Doe, Bo Roe, Cy Poe", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        ("Ada Doe, Bo Roe, and Cy Poe", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        ("Ada Doe, Bo Roe and Cy Poe", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        (r"Ada Doe \& Bo Roe", ["Ada||Doe", "Bo||Roe"]),
        ("Doe, A., Roe, B. C.", ["A.||Doe", "B. C.||Roe"]),
        ("A. Doe, B. Roe", ["A.||Doe", "B.||Roe"]),
        ("{Ada Doe and Bo Roe and Cy Poe}", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        ("{Doe, Ada and Roe, Bo}", ["Ada||Doe", "Bo||Roe"]),
        ("Doe, Ada, Bo Roe, C. Poe", ["Ada||Doe", "Bo||Roe", "C.||Poe"]),
        ("Doe, Ada, Bo Roe, and Cy Poe", ["Ada||Doe", "Bo||Roe", "Cy||Poe"]),
        # no list
        ("García Márquez, José Luis", ["José Luis||García Márquez"]),
        ("von Berg, Jr, Ada", ["Ada|von|Berg|Jr"]),
        # a collaboration and its first author
        ("The Delta Collaboration: A. Doe and B. Roe",
         ["||||The Delta Collaboration", "A.||Doe", "B.||Roe"]),
    ],
)  # fmt: skip
def test_names_in_bibtex(text: str, expected: list[str]) -> None:
    people, cut_short = parse_bibtex_names(text)
    assert name_parts(people) == expected
    assert not cut_short


@pytest.mark.parametrize(
    "text", ["Doe, Ada, Roe, Bo", "Weir, Lock, Nets, Dam", "Doe, Roesler, Ada"]
)
def test_names_that_cannot_be_split_are_warnings(text: str) -> None:
    people, _ = parse_bibtex_names(text)
    assert load(people)[1] == [
        f"{text!r} contains several commas; if these are several names, list each one separately"
    ]


@pytest.mark.parametrize("name", ["et al.", "Et al", "Ada Doe et al.", "Ada Doe and others"])
def test_et_al_in_names_is_a_warning(name: str) -> None:
    (problem,) = load(["Bo Roe", name, "Etta Al"])[1]
    assert problem.startswith(f"'{name}' is incomplete; add ")


@pytest.mark.parametrize("name", ["Ada Doe and Bo Roe", "The Delta Collaboration: Ada Doe"])
def test_an_organization_like_a_list_of_names_is_reported(name: str) -> None:
    reading = parse_bibtex(f"@misc{{a, title={{A}}, author={{{{{name}}}}}}}".encode(), "x.bib")
    (record,), (problem,) = reading.records, reading.problems
    assert record.fields["authors"] == [{"name": name, "kind": "organization"}]
    message = f"{name!r} is kept as one organization, because the source marks it as one"
    assert str(problem) == f"x.bib:1: authors: warning: {message}"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Doe, Ada", "Members of the Brook Consortium"],
         ["Ada||Doe", "||||Members of the Brook Consortium"]),
        (["Doe, Ada", "River keepers"], ["Ada||Doe", "||||River keepers"]),
        (["River keepers,"], ["||||River keepers"]),
        (["Rivers,, Lakes and Seas"], ["||||Rivers, Lakes and Seas"]),
        (["Fish & Nets, Inc."], ["||||Fish & Nets, Inc."]),
        (["Doe, Ada, Jr.", "Roe, Jr., Bo"], ["Ada||Doe|Jr.", "Bo||Roe|Jr."]),
        (["Doe, Ada E., III"], ["Ada E.||Doe|III"]),
        (["Chow A.D."], ["A.D.||Chow"]),
        (["Smith JQ Jr", "de la Roe J.-P."], ["JQ||Smith|Jr", "J.-P.|de la|Roe"]),
        (["Smith JQ", "Petrov AI"], ["JQ||Smith", "AI||Petrov"]),
        (["Meta AI"], ["||||Meta AI"]),
        (["Ada Doe", "Bo Roe"], ["Ada||Doe", "Bo||Roe"]),
        (["Doe, Ada; Roe, Bo"], ["Ada||Doe", "Bo||Roe"]),
        (["Doe, Ada,"], ["Ada||Doe"]),
        (["Doe, Ada, PhD", "Bo Roe, M.D."], ["Ada||Doe", "Bo||Roe"]),
        (["李, 明世"], ["明世||李"]),
        (["李 明世"], ["明世||李"]),
    ],
)  # fmt: skip
def test_names_with_family_name_first(names: list[str], expected: list[str]) -> None:
    assert name_parts(drop_empty_authors(parse_family_first_names(names))) == expected


def test_a_name_without_a_comma_among_names_with_commas_is_an_organization() -> None:
    def references(*names: str) -> list[Any]:
        text = "".join(f"TY  - JOUR\nTI  - T\nAU  - {name}\nER  - \n" for name in names)
        records = parse_ris(text.encode(), "x.ris").records
        return [person for record in records for person in record.fields["authors"]]  # type: ignore[attr-defined]

    assert (
        name_parts(references("Doe, Ada", "Roe, Bo", "Neuer Flussbund"))[2] == "||||Neuer Flussbund"
    )
    assert name_parts(references("Ada Doe", "Bo Roe")) == ["Ada||Doe", "Bo||Roe"]


def test_name_parts_of_sources_are_cleaned() -> None:
    assert name_parts([make_person("Adlai E., III", "Stevens")]) == ["Adlai E.||Stevens|III"]
    assert load([make_person("Ada", "Doe, Jr.")])[0][0].name == "Ada Doe Jr."
    assert name_parts([make_person("Ada*", "Doe")]) == ["Ada||Doe"]
    assert name_parts([make_person("Dam", "Weir Team")]) == ["||||Weir Team, Dam"]
    assert name_parts([make_person("", "Open Rivers")]) == ["||||Open Rivers"]
    assert name_parts([make_person("Wei", "Li 0003")]) == ["Wei||Li"]


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [("明世", "李", "李明世"), ("민수", "김", "김민수"), ("太郎", "山田", "山田太郎"),
     ("Lì 丽", "Jiāng 姜", "Lì 丽 Jiāng 姜"), ("Wei", "Li", "Wei Li")],
)  # fmt: skip
def test_east_asian_names_are_joined_without_a_space(given: str, family: str, name: str) -> None:
    ((author,), _) = load([make_person(given, family)])
    # As earlier versions wrote it.
    assert load([{"name": f"{given} {family}", "given": given, "family": family}])[0] == (author,)
    assert (author.name, author.given, author.family) == (name, given, family)


@pytest.mark.parametrize(
    "name", ["Ada Doe and Bo Roe", "Ada Doe & Bo Roe", "Doe, Ada; Roe, Bo", "Ada Doe、Bo Roe"]
)
def test_two_names_in_a_field_are_two_authors(name: str) -> None:
    assert name_parts(
        drop_empty_authors([make_author_from_name(name, url="https://example.org/")])
    ) == [
        "Ada||Doe",
        "Bo||Roe",
    ]


def csl(people: list[dict[str, str]]) -> str:
    return json.dumps([{"type": "book", "title": "A", "author": people}])


@pytest.mark.parametrize(
    ("parse", "content"),
    [
        (parse_bibtex, "@misc{a, title={A}, author={Plato et al.}}"),
        (parse_ris, "TY  - JOUR\nTI  - A\nAU  - Plato\nAU  - et al.\nER  - \n"),
        (parse_csl, csl([{"family": "Plato"}, {"literal": "et al."}])),
        (parse_csl, csl([{"literal": "Plato"}, {"family": "et al."}])),
    ],
)  # fmt: skip
def test_truncated_lists_of_names_are_reported(parse: Any, content: str) -> None:  # noqa: ANN401
    reading = parse(content.encode(), "x")
    (record,), (problem,) = reading.records, reading.problems
    assert record.fields["authors"] == ["Plato"]
    assert str(problem) == "x:1: authors: warning: is incomplete in the source (and others)"


@pytest.mark.parametrize(
    "name",
    ["Ada Doe (Delta Project)", "Ada; Bo", "a=b, c=d", "Ada $x$ Doe", "x^2", "Ada {Doe}",
     "Doe | Roe", "ada@example.org",
     "Doe and Roe", "Ada 7 Doe", "Aa, Bb, Cc, Dd", " ".join(["Ada"] * 9)],
)  # fmt: skip
def test_unlikely_names_are_warnings(name: str) -> None:
    for item in (name, {"name": name}, {"name": name, "orcid": "0000-0002-1825-0097"}):
        (author,), (message,) = load([item])
        assert author.name == name
        assert message.startswith(repr(name))


@pytest.mark.parametrize(
    "name",
    ["Llama Team, AI @ Meta", "River 2 Team", "J. R. R. Tolkan 3rd", "Mary-Jane O'Neil", "李明世",
     "The Board for Rivers, Lakes, Ponds and Other Waters of the Whole North"],
)  # fmt: skip
def test_unusual_real_names_are_no_warnings(name: str) -> None:
    assert load([name])[1] == []


def test_names_of_organizations_are_not_checked() -> None:
    author = {"name": "Friends of 4 Rivers and Lakes", "kind": "organization"}
    assert load([author]) == ((Author(**author),), [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "is_wrong"),
    [
        (("Ada Doe", "Bo", "Roe"), True),
        (("Plato", "Bo", "Roe"), True),
        (("Ada Doe", "Ada", "Doe"), False),
        (("Doe Ada", "Ada", "Doe"), False),
        (("A. Doe", "Ada", "Doe"), False),
        (("Bill Doe", "William", "Doe"), False),
        (("Jean d'Alembert", "Jean", "d'Alembert"), False),
        (("李明世", "明世", "李"), False),
        (("明世 李", "明世", "李"), False),
        (("Li Mingshi", "明世", "李"), False),
        (("王伟", "明世", "李"), True),
    ],
)
def test_a_name_that_contradicts_its_parts_is_an_error(
    parts: tuple[str, str, str], is_wrong: bool
) -> None:
    _, problems = load([dict(zip(("name", "given", "family"), parts, strict=True))])
    assert bool(problems) == is_wrong


def test_an_organization_has_no_parts() -> None:
    _, problems = load([{"name": "Weir", "given": "Ada", "kind": "organization"}])
    assert problems == ["has kind: organization, so it cannot have a given or family name"]
    _, problems = load([{"name": "Weir", "kind": "person"}])
    assert problems == ["is not a kind: 'person'; the only kind is organization"]


# --- round trips ---------------------------------------------------------------------------------

LETTERS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzäéñçøßžабвгдλ"), min_size=1, max_size=8
)
WORDS = LETTERS.map(str.title) | st.sampled_from(
    "Ada Byron Doe Jr. III Smith-Roe O'Neil van al-Sadar d'Amate 's-Grav y Team AI "
    "Inc. & and A. A.D. JQ 李 明世 김 = given=Hans Bo, et al. Collaboration: Meta , ; $ % #".split()
)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


def read_bibtex_name(author: Author) -> Any:  # noqa: ANN401  # what a reader makes of it
    return parse_bibtex_names(render_bibtex_name(parse_person_name(author)))[0]


def read_ris_name(author: Author) -> Any:  # noqa: ANN401
    text = (
        f"TY  - JOUR\r\nTI  - A\r\nAU  - {render_ris_name(parse_person_name(author))}\r\nER  - \r\n"
    )
    return parse_ris(text.encode(), "x.ris").records[0].fields.get("authors", [])


def read_csl_name(author: Author) -> Any:  # noqa: ANN401
    item = {"type": "book", "title": "A", "author": [csl_name(parse_person_name(author))]}
    return parse_csl(json.dumps([item]).encode(), "x.json").records[0].fields.get("authors", [])


@pytest.mark.parametrize("read", [read_bibtex_name, read_ris_name, read_csl_name])
@given(name=NAMES)
def test_organizations_round_trip(read: Any, name: str) -> None:  # noqa: ANN401
    author = Author(name=name.strip(" ,") or "X", kind="organization")
    (back,), _ = load(read(author))
    assert parse_person_name(back) == parse_person_name(author)


def is_a_family(name: str) -> bool:
    """Whether it starts with more than an initial, unlike initials of given names."""
    return len(name.partition(" ")[0]) > 2


PART = st.lists(LETTERS.map(str.title), min_size=1, max_size=2).map(" ".join)
FAMILIES = PART.filter(is_a_family) | st.sampled_from(
    ("van der Berg", "al-Sadar", "Smith-Roe", "O'Neil", "'s-Grav", "李", "Doe Jr.")
)


@pytest.mark.parametrize("read", [read_bibtex_name, read_ris_name, read_csl_name])
@given(first=PART, family=FAMILIES)
def test_persons_round_trip_with_their_parts(read: Any, first: str, family: str) -> None:  # noqa: ANN401
    ((author,), _) = load([make_person(first, family)])
    (back,), _ = load(read(author))
    assert parse_person_name(back) == parse_person_name(author)


# --- hostile input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [" " * 100_000 + "1", "et al." * 20_000, "Weir Team: " * 20_000, "*" * 100_000 + "a",
     "$^" * 50_000, "^{" * 50_000 + "}", "A, " * 20_000, "x=," * 20_000, "(" * 50_000 + ")"],
)  # fmt: skip
def test_hostile_texts_are_parsed_in_linear_time(text: str) -> None:
    """Quadratic time would take minutes here."""
    assert isinstance(parse_bibtex_names(text)[0], list)
    assert isinstance(drop_empty_authors(parse_family_first_names([text])), list)
    load([text, {"name": text, "given": text, "family": text}])
