"""Tests of reading JSONL records."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.own.jsonl_records import parse_jsonl
from tests.sources.readings import messages_of


def test_each_line_is_a_record_with_its_line_number() -> None:
    reading = parse_jsonl(b'{"title": "One"}\n\n  \n{"title": "Two"}', "x.jsonl")
    assert [(record.fields["title"], record.line) for record in reading.records] == [
        ("One", 1),
        ("Two", 4),
    ]
    assert not reading.problems


def test_equal_keys_of_records_are_shared_objects() -> None:
    one, other = parse_jsonl(b'{"hue of hay": 1}\n{"hue of hay": 2}', "x.jsonl").records
    assert next(iter(one.fields)) is next(iter(other.fields))


def test_windows_line_endings_bom_and_separators_in_texts_are_read() -> None:
    content = b'\xef\xbb\xbf{"title": "A\xe2\x80\xa8B"}\r\n{"title": "C"}\r\n'
    records = parse_jsonl(content, "x.jsonl").records
    assert [record.fields["title"] for record in records] == ["A\u2028B", "C"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"title": }', "is not valid JSON: Expecting value at character 11"),
        (b"title: x", "is not valid JSON: Expecting value at character 1"),
        (b'{"title": "a\tb"}', "is not valid JSON: Invalid control character at at character 13"),
        (b'["title"]', "is not a record: a record is {…} on one line"),
        (b'"title"', "is not a record: a record is {…} on one line"),
        (b'{"year": NaN}', "NaN is not a valid JSON number"),
        (b'{"year": -Infinity}', "-Infinity is not a valid JSON number"),
        (b'{"year": 1e999}', "1e999 is too large"),
        (b'{"year": ' + b"9" * 5000 + b"}", "contains a number with too many digits"),
        (b'{"title": "a", "title": "b"}', "has the key 'title' twice"),
        (b'{"title": "\xff"}', "contains bytes that are not UTF-8; save the file as UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"a":' * 100_000, "is nested too deeply"),
    ],
)
def test_an_invalid_line_is_reported_and_others_are_read(line: bytes, message: str) -> None:
    reading = parse_jsonl(b'{"title": "One"}\n' + line + b'\n{"title": "Two"}\n', "x.jsonl")
    assert [record.fields["title"] for record in reading.records] == ["One", "Two"]
    assert messages_of(reading) == [f"x.jsonl:2: {message}"]


@given(st.binary(max_size=200))
def test_no_bytes_raise_an_error(content: bytes) -> None:
    parse_jsonl(content, "x.jsonl")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), _JSON, max_size=4), max_size=4))
def test_json_values_round_trip(records: list[dict[str, object]]) -> None:
    content = "\n".join(json.dumps(record) for record in records).encode()
    assert [record.fields for record in parse_jsonl(content, "x").records] == records
