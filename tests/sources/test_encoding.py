"""Bytes of text files in, text and the lines that are amiss out."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.encoding import decode


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
def test_what_people_save_is_read(content: bytes, text: str) -> None:
    assert decode(content, "x") == (text, ())


def test_bytes_amiss_are_told_by_line_and_the_rest_is_read() -> None:
    text, problems = decode(b"one\n\xfftwo\nthree\xc3", "x.txt")
    assert text == "one\n\ufffdtwo\nthree\ufffd"
    assert [str(problem) for problem in problems] == [
        "x.txt:2: holds bytes that are not UTF-8; save the file as UTF-8",
        "x.txt:3: holds bytes that are not UTF-8; save the file as UTF-8",
    ]


def test_a_file_that_is_no_text_is_told_a_hundred_times_at_most() -> None:
    assert len(decode(b"\xff\n" * 10_000, "x")[1]) == 100


def test_in_half_a_character_of_utf_16_no_line_can_be_told() -> None:
    _, problems = decode(codecs.BOM_UTF16_LE + b"a\x00b", "x.txt")
    assert [str(problem) for problem in problems] == [
        "x.txt: holds bytes that are not UTF-16-LE; save the file as UTF-8"
    ]


@given(st.text())
def test_every_text_comes_back_but_for_its_line_ends(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    read, problems = decode(content, "x")
    if not problems and not text.startswith("\ufeff"):
        assert read == text.replace("\r\n", "\n").replace("\r", "\n")
