"""Tests of decoding text files."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import Problem
from papershelf.sources.parsing.encoding import decode_foreign, decode_own_file


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("añ\n".encode(), "añ\n"),
        (codecs.BOM_UTF8 + "ñ".encode(), "ñ"),
        (codecs.BOM_UTF16_LE + "ñ\n".encode("utf-16-le"), "ñ\n"),
        (codecs.BOM_UTF16_BE + "ñ\n".encode("utf-16-be"), "ñ\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"", ""),
        ("\ufffd".encode(), "\ufffd"),
    ],
)
def test_common_encodings_are_read(content: bytes, text: str) -> None:
    assert decode_foreign(content, "x") == (text, ())


def test_lines_that_are_not_utf_8_are_read_as_windows_1252_with_a_warning() -> None:
    content = "one\nZoë\n".encode() + "Jörg\r\nNuñez “x”\rend".encode("cp1252")
    text, problems = decode_foreign(content, "x.bib")
    assert text == "one\nZoë\nJörg\nNuñez “x”\nend"
    assert [str(problem) for problem in problems] == [
        "x.bib:3: warning: line and 1 more read as Windows-1252; check the accented letters"
    ]


def test_invalid_bytes_are_dropped_and_reported_at_most_a_hundred_times() -> None:
    text, problems = decode_foreign(b"a\x81b\n", "x")
    assert text == "ab\n"
    assert str(problems[1]) == (
        "x:1: warning: contains bytes that are neither UTF-8 nor Windows-1252; they were dropped"
    )
    assert len(decode_foreign(b"\x81\n" * 10_000, "x")[1]) == 101


def test_our_own_files_must_be_utf_8() -> None:
    text, problems = decode_own_file(b"one\n\xfftwo\nthree\xc3", "x.yaml")
    assert text == ""
    assert [str(problem) for problem in problems] == [
        "x.yaml:2: contains bytes that are not UTF-8; save the file as UTF-8",
        "x.yaml:3: contains bytes that are not UTF-8; save the file as UTF-8",
    ]
    assert len(decode_own_file(b"\xff\n" * 10_000, "x")[1]) == 100


@pytest.mark.parametrize("read", [decode_foreign, decode_own_file])
@pytest.mark.parametrize(
    ("content", "name"),
    [(codecs.BOM_UTF16_LE + b"a\x00b", "UTF-16-LE"), (codecs.BOM_UTF16_BE + b"\xd8", "UTF-16-BE")],
)
def test_half_a_character_of_utf_16_is_an_error_without_a_line(
    read: Callable[[bytes, str], tuple[str, tuple[Problem, ...]]], content: bytes, name: str
) -> None:
    text, problems = read(content, "x.txt")
    assert text == ""
    assert [str(problem) for problem in problems] == [
        f"x.txt: contains bytes that are not {name}; save the file as UTF-8"
    ]


@pytest.mark.parametrize("title", ["River", "Fluß"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_an_error(title: str, encoding: str) -> None:
    text, problems = decode_foreign(f"@misc{{a, title={{{title}}}}}".encode(encoding), "x.bib")
    assert text == ""
    assert [str(problem) for problem in problems] == [
        "x.bib: seems to be UTF-16 without a byte order mark; save it as UTF-8"
    ]


def test_a_binary_file_is_an_error() -> None:
    text, problems = decode_foreign(b"\x89PNG\0\xff", "x.bib")
    assert text == ""
    assert [str(problem) for problem in problems] == [
        "x.bib: contains bytes that are not text; save the file as UTF-8"
    ]


@given(st.binary(max_size=60))
def test_no_bytes_become_replacement_characters(content: bytes) -> None:
    if b"\xef\xbf\xbd" not in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        assert "\ufffd" not in decode_foreign(content, "x")[0]


@given(st.text())
def test_texts_round_trip_except_for_line_endings(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    read, problems = decode_foreign(content, "x")
    if not problems and not text.startswith("\ufeff"):
        assert read == text.replace("\r\n", "\n").replace("\r", "\n")
