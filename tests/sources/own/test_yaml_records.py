"""Tests of reading YAML records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.own.yaml_records import parse_sections, parse_yaml
from papershelf.sources.own.yaml_tree import DEPTH_LIMIT


def fields(text: str) -> list[dict[str, object]]:
    reading = parse_yaml(text.encode(), "x.yaml")
    assert not reading.problems, reading.problems
    return [dict(record.fields) for record in reading.records]


def problems(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in parse_yaml(content, "x.yaml").problems]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        # no types are guessed: numbers, dates and words are strings
        ("arxiv: 2401.10", "2401.10"),
        ("year: 2024", "2024"),
        ("year: 0x7E8", "0x7E8"),
        ("published: 2024-05-17", "2024-05-17"),
        ("title: No", "No"),
        ("title: 1e3", "1e3"),
        ("pages: 1:30", "1:30"),
        # an empty value is null unless it is quoted
        ("note:", None),
        ("note: ~", None),
        ("note: null", None),
        ('note: "null"', "null"),
        ('note: ""', ""),
        # all styles of strings
        ("title: 'a: b'", "a: b"),
        ('title: "a \\u03bc"', "a μ"),
        ("abstract: >-\n    one\n    two\n\n    three", "one two\nthree"),
        ("abstract: |-\n    one\n    two", "one\ntwo"),
        ("title: one\n    two", "one two"),
        ("tags: [a, 'b', 3]", ["a", "b", "3"]),
        ("upvotes: {value: 12, day: 2026-11-20}", {"value": "12", "day": "2026-11-20"}),
        ("title: !!str 12", "12"),
    ],
)
def test_scalars_are_read_as_strings(written: str, read: object) -> None:
    assert fields(f"- {written}\n") == [{written.partition(":")[0]: read}]


def test_all_values_of_a_record_have_line_numbers() -> None:
    text = "# top\n\n- title: One\n- title: Two\n  authors:\n    - Ada\n"
    text += "    - name: Li\n      orcid: x\n"
    one, two = parse_yaml(text.encode(), "x.yaml").records
    assert (one.line, two.line) == (3, 4)
    assert two.line_of("authors") == 5
    assert two.line_of("authors[1].orcid") == 8
    assert two.line_of("authors[1].url") == 7
    assert two.line_of("year") == 4


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "~\n", "[]\n", "\ufeff"])
def test_a_file_without_records_is_valid(text: str) -> None:
    assert fields(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # syntax errors: one problem with its line, and a hint if possible
        (
            "- title: a: b\n",
            (
                "x.yaml:1: is not valid YAML: mapping values are not allowed in this context "
                '(text that contains ": " needs quotes)'
            ),
        ),
        (
            "- title: 'open\n- title: b\n",
            (
                "x.yaml:3: is not valid YAML: found unexpected end of stream "
                "while scanning a quoted scalar that starts on line 1 (a quote is not closed)"
            ),
        ),
        ("- a: [1\n- b: 2\n", "x.yaml:2: is not valid YAML: "),
        (
            "- title: @x\n",
            "x.yaml:1: is not valid YAML: found character that cannot start any token",
        ),
        # YAML features that records do not use
        ("- &a title: x\n", "x.yaml:1: YAML anchors (&name) are not supported; repeat the value"),
        (
            "- title: x\n  note: *a\n",
            "x.yaml:2: YAML aliases (*name) are not supported; repeat the value",
        ),
        ("- title: !!python/name:os.system x\n", "x.yaml:1: the YAML tag 'tag:yaml.org,2002:pyth"),
        ("- title: x\n---\n- title: y\n", "x.yaml:2: starts a second YAML document; use one"),
        ("- ? [a]\n  : b\n", "x.yaml:1: has a list or mapping as a key; keys are plain text"),
        ("- title: x\n  title: y\n", "x.yaml:2: title: occurs twice, first on line 1"),
        # not records
        ("title: x\n", 'x.yaml:1: is a mapping, not a list of records; put "- " before its first'),
        ("hello\n", "x.yaml:1: is not a list of records"),
        ("- title: x\n- hello\n", "x.yaml:2: is not a record: a record is a mapping with a title"),
        # bytes
        (
            "- title: a\n- title: \x07b\n",
            "x.yaml:2: contains the control character U+0007; remove it or",
        ),
        (
            b"- title: a\n- title: \xff\n",
            "x.yaml:2: contains bytes that are not UTF-8; save the file",
        ),
    ],
)
def test_invalid_yaml_is_reported_by_line(text: str | bytes, message: str) -> None:
    assert len(problems(text)) == 1
    assert problems(text)[0].startswith(message)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_rejected_quickly(opening: str) -> None:
    assert problems(opening * 100_000) == ["x.yaml:1: is nested too deeply"]
    assert fields("- a: " + "[" * (DEPTH_LIMIT - 2) + "]" * (DEPTH_LIMIT - 2))


def test_windows_files_are_read_the_same() -> None:
    text = "- title: One\n  abstract: |-\n    a\n    b\n"
    assert fields("\ufeff" + text.replace("\n", "\r\n")) == fields(text)


def test_sections_are_read_and_unknown_ones_are_problems() -> None:
    text = b"groups:\n  - id: a\ntags:\n  - id: b\n  - c\ntagz: []\n"
    sections = parse_sections(text, "tags.yaml", ("groups", "tags"))
    assert [dict(record.fields) for record in sections["groups"].records] == [{"id": "a"}]
    assert [dict(record.fields) for record in sections["tags"].records] == [{"id": "b"}]
    messages = [str(problem) for reading in sections.values() for problem in reading.problems]
    assert messages == [
        "tags.yaml:6: tagz: is not a section of this file; the sections are groups, tags",
        "tags.yaml:5: tags: is not a record: a record is a mapping with a title",
    ]
    wrong = parse_sections(b"- id: a\n", "tags.yaml", ("groups", "tags"))
    assert [str(problem) for problem in wrong["groups"].problems] == [
        "tags.yaml:1: is not a mapping with the sections groups, tags"
    ]


_YAML_LIKE = st.text(
    st.sampled_from("-:?[]{},#&*!|>'\"%@` \n\tab0~.\r\ufeff\x00\x85\u2028😀é"), max_size=60
)


@given(st.binary(max_size=80) | _YAML_LIKE.map(str.encode))
def test_no_bytes_raise_an_error(content: bytes) -> None:
    reading = parse_yaml(content, "x.yaml")
    assert all(problem.path == "x.yaml" for problem in reading.problems)
