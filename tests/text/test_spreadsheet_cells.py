"""Tests of cells that spreadsheets would convert to numbers, dates or formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import Isbn, parse_isbn
from papershelf.text.spreadsheet_cells import (
    escape_cell,
    escape_isbn,
    escape_page_range,
    unescape_cell,
    unescape_page_range,
)

CHANGED = (
    "=1", "+1", "-1", "@x", "\tx", "007", "1-9", "12/3", "1-2-3", "2020-5", "5-2020", "1.10",
    "1:30", "1e5", "12E3", "1.5e-3", "12345678901234567", "Mar 5", "May 2020", "5 June", "SEPT2",
    "1,234", "50%", "$5", "1 1/2", "0x1F", "NaN", "None", "N/A", "true", "inf",
    "'007", "''=x", " 007 ",
)  # fmt: skip
KEPT = (
    "", "12", "2024", "101-117", "10.1000/182", "2049-3630", "Deep Nets", "'Tis", "May", "iv-ix",
    "e1042", "hep-th/9901001", "Top 10 of 2020", "a@b", "1–9", "none of it",
)  # fmt: skip
TEXTS = st.text(st.sampled_from("0123456789-/.,:' epax=+\n"), max_size=9)


@pytest.mark.parametrize("text", CHANGED)
def test_cells_that_would_be_converted_start_with_a_quote(text: str) -> None:
    assert escape_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", KEPT)
def test_other_cells_are_written_unchanged(text: str) -> None:
    assert escape_cell(text) == unescape_cell(text) == text


@given(TEXTS | st.text(max_size=9) | st.sampled_from(CHANGED + KEPT))
def test_cells_round_trip(text: str) -> None:
    assert unescape_cell(escape_cell(text)) == text
    assert unescape_page_range(unescape_cell(escape_cell(escape_page_range(text)))) == text


@pytest.mark.parametrize("isbn", ["9780306406157", "0306406152", "080442957X"])
def test_isbns_are_not_converted_to_numbers(isbn: str) -> None:
    assert not escape_isbn(Isbn(isbn)).isdigit()
    assert parse_isbn(escape_isbn(Isbn(isbn))) == isbn
