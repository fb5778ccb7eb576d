"""Tests of parsing editions, article numbers, ISBN and ISSN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.parsing.volumes import parse_edition, parse_pages, parse_serials


@pytest.mark.parametrize(
    ("texts", "isbn", "issn"),
    [
        (("978-1-234-56789-7",), ["9781234567897"], []),
        (("978-1-234-56789-7 (print), 0-306-40615-2 (hbk.)",), ["9781234567897", "0306406152"], []),
        (("ISBN: 978 0 306 40615 7",), ["9780306406157"], []),
        (("9780306406157 0306406152",), ["9780306406157", "0306406152"], []),
        (("2049-3630; 1050-124X",), [], ["2049-3630", "1050-124X"]),
        (("20493630 (Print) 1050-124x (Online)",), [], ["2049-3630", "1050-124X"]),
        (("2049-3630", "9780306406157"), ["9780306406157"], ["2049-3630"]),
        (("eISSN 2049-3630 / ISBN 0306406152",), ["0306406152"], ["2049-3630"]),
        # What is wrong is handed on, so that the check of the record names it.
        (("2049-3631",), [], ["2049-3631"]),
        (("978-1-234-56789-8",), ["978-1-234-56789-8"], []),
        (("see the cover",), ["see the cover"], []),
        (("", " , "), [], []),
    ],
)
def test_isbn_and_issn_are_distinguished_by_form(
    texts: tuple[str, ...], isbn: list[str], issn: list[str]
) -> None:
    assert parse_serials(*texts) == {"isbn": isbn, "issn": issn}


@given(st.text(alphabet="0123456789Xx- ,;/"))
def test_serial_numbers_are_parsed_or_kept_completely(text: str) -> None:
    found = parse_serials(text)
    kept = f"{found['isbn']}{found['issn']}"
    assert sorted(filter(str.isdigit, kept)) == sorted(filter(str.isdigit, text))


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("2", "2"), ("2nd", "2"), ("2nd ed.", "2"), ("3. edition", "3"), ("Second", "2"),
        ("first edition", "1"), ("11th", "11"), ("Revised", "Revised"),
        ("2nd, revised", "2nd, revised"),
        ("2005", "2005"), ("", ""),
    ],
)  # fmt: skip
def test_an_edition_is_a_number_or_text(text: str, edition: str) -> None:
    assert parse_edition(text) == edition


@pytest.mark.parametrize(
    ("pages", "numbers", "wanted"),
    [
        ("", ["125113"], ("", "125113")),
        ("1-28", ["", "109"], ("1-28", "109")),
        ("e1042", ["e1042"], ("", "e1042")),
        ("", ["Article 109"], ("", "109")),
        ("", ["Art. no. e7"], ("", "e7")),
        ("", ["No. 12"], ("", "12")),
        ("", ["Noctua7"], ("", "Noctua7")),
        ("1-2", [], ("1-2", "")),
    ],
)
def test_an_article_number_is_kept_and_pages_that_repeat_it_are_dropped(
    pages: str, numbers: list[str], wanted: tuple[str, str]
) -> None:
    found = parse_pages(pages, *numbers)
    assert (found["pages"], found["article_number"]) == wanted
