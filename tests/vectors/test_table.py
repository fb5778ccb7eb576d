"""Tests of the table of word vectors: its file there and back, and damaged files."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import PapersError
from papershelf.text.words.tokens import split_words
from papershelf.vectors.table import WordTable, load_table, parse_table, render_table

LARGEST_FILE = 4_000_000
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> WordTable:
    """Tables of a few words, with any bytes as levels."""
    words = draw(st.lists(WORDS, unique=True, min_size=1, max_size=6))
    half = draw(st.integers(1, 6))

    def numbers(size: int) -> bytes:
        return draw(st.binary(min_size=size, max_size=size))

    return WordTable(2 * half, tuple(words), numbers(len(words)), numbers(half * len(words)))


@given(tables())
def test_a_table_is_the_same_after_writing_and_reading(table: WordTable) -> None:
    assert parse_table(render_table(table), "words.bin") == table


@given(tables(), st.data())
def test_a_table_with_its_end_missing_is_an_error(table: WordTable, data: st.DataObject) -> None:
    content = render_table(table)
    end = data.draw(st.integers(0, len(content) - 1))
    if end == content.index(b"\n") and not table.words:
        return  # only the line break of an empty table is missing
    with pytest.raises(PapersError, match=r"^my\.bin: "):
        parse_table(content[:end], "my.bin")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a table of word vectors"),
        (b"\x89PNG\n", "not a table of word vectors"),
        (b"[]\n", "not a table of word vectors"),
        (b'{"format": 1}\n', "not a table of word vectors"),
        (
            b'{"format": 2, "dimensions": 2, "words": 0}\n',
            "format 2 of word vectors is unknown, this version reads 1",
        ),
        (
            b'{"format": 1, "dimensions": 3, "words": 0}\n',
            "the table of word vectors is damaged",
        ),
        (
            b'{"format": 1, "dimensions": 2, "words": -1}\n\n\n\n',
            "the table of word vectors is damaged",
        ),
        (
            b'{"format": 1, "dimensions": 2, "words": 1}\nword\n\x01',
            "the table of word vectors is incomplete",
        ),
        (
            b'{"format": 1, "dimensions": 2, "words": 1}\n\xff\n\x01\x01',
            "the words of the table of word vectors are not UTF-8",
        ),
    ],
)
def test_other_files_are_an_error_of_one_line(content: bytes, message: str) -> None:
    with pytest.raises(PapersError) as raised:
        parse_table(content, "data/my.bin")
    assert str(raised.value) == f"data/my.bin: {message}"


def test_the_table_of_the_package_is_small_and_sorted_and_has_every_word_once() -> None:
    content = files("papershelf.vectors").joinpath("words.bin").read_bytes()
    table = load_table()
    assert len(content) <= LARGEST_FILE
    assert render_table(table) == content
    assert json.loads(content.partition(b"\n")[0])["dimensions"] == table.dimensions == 128
    assert list(table.words) == sorted(set(table.words))
    assert all(table.scales)


def test_words_of_the_table_are_found_as_the_search_splits_texts() -> None:
    table = set(load_table().words)
    text = "How do networks of neurons learn to recognise handwritten digits?"
    assert set(split_words(text)) <= table
    unreachable = [word for word in sorted(table) if split_words(word) != [word]]
    assert len(unreachable) < len(table) / 100, unreachable[:20]


def test_a_table_without_words_is_an_error() -> None:
    content = json.dumps({"format": 1, "dimensions": 4, "words": 0}).encode() + b"\n"
    with pytest.raises(PapersError, match="damaged"):
        parse_table(content, "words.bin")


def test_the_table_of_a_collection_replaces_that_of_the_package(tmp_path: Path) -> None:
    own = tmp_path / "word-vectors.bin"
    assert load_table(own) is load_table()
    table = WordTable(4, ("tide",), b"\x01", b"\x12\x34")
    own.write_bytes(render_table(table))
    assert load_table(own) == table
    changed = WordTable(4, ("delta",), b"\x01", b"\x12\x34")
    own.write_bytes(render_table(changed))
    assert load_table(own) == changed
