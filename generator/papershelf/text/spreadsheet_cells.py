"""Escapes table cells so that spreadsheets and data frames read them as text.

A program that opens a CSV file guesses whether a cell is a formula, a number or a date: `1-9`
becomes a date, `007` becomes 7. A leading quote keeps such a cell as text and is removed again when
the table is imported. A cell that already is `'007` gets a second quote, so nothing is lost.
"""

from __future__ import annotations

import re

BYTE_ORDER_MARK = "\ufeff"
"""Byte order mark; without it Excel reads UTF-8 as Windows-1252."""

_DATE = "|".join(
    rf"\d{{1,2}}{at}\d{{1,2}}(?:{at}\d{{1,4}})?|\d{{4}}{at}\d{{1,2}}(?:{at}\d{{1,2}})?"
    rf"|\d{{1,2}}{at}\d{{4}}"
    for at in ("-", "/", ":", r"\.")
)
_MONTHS = "jan|feb|mar|apr|may|june?|july?|jun|jul|aug|sept?|oct|nov|dec"
_MONTH = rf"(?:{_MONTHS}|january|february|march|april|august|september|october|november|december)"
_WORD_DATE = rf"(?:\d{{1,4}}[ \-/.]*)?{_MONTH}[ \-/.,]*\d{{1,4}}|\d{{1,4}}[ \-/.]*{_MONTH}"
_NUMBER = (
    r"0\d+|\d{16,}|\d*[.,]\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:\d+\.?\d*|\.\d+)e[+-]?\d+"
    r"|\d+(?:\.\d+)?\s*%|[$€£]\s*[\d.,]+|\d+ \d+/\d+|0x[0-9a-f]+"
)
_WORD = r"n/?a|nan|null|none|true|false|inf(?:inity)?|<na>|#n/a"
_MISREAD_CELL = re.compile(
    rf"'*(?:[=+\-@\t\r＝＋－＠]|\s*(?:{_DATE}|{_WORD_DATE}|{_NUMBER}|{_WORD})\s*\Z)", re.IGNORECASE
)
_PAGES = re.compile(r"pp\. |\d+\D")


def escape_cell(text: str) -> str:
    """Prefix a quote to a cell that would be read as a formula, another number or a date."""
    return f"'{text}" if _MISREAD_CELL.match(text) else text


def unescape_cell(text: str) -> str:
    """Remove the quote added by `escape_cell`."""
    return text[1:] if text.startswith("'") and _MISREAD_CELL.match(text) else text


def escape_page_range(pages: str) -> str:
    """Prefix `pp. ` to a page range, because spreadsheets read `1-9` as a date."""
    return f"pp. {pages}" if _PAGES.match(pages) else pages


def unescape_page_range(text: str) -> str:
    """Remove the `pp. ` added by `escape_page_range`."""
    return text.removeprefix("pp. ")


def escape_isbn(isbn: str) -> str:
    """Hyphenate an ISBN after its prefix or before its check digit, so that it is read as text."""
    return f"{isbn[:3]}-{isbn[3:]}" if len(isbn) == 13 else f"{isbn[:-1]}-{isbn[-1:]}"
