"""Parses CSV and TSV into a header and rows with line numbers.

Follows RFC 4180 and the conventions of spreadsheets: tabs or semicolons as delimiters, a first line
`sep=;`. A row with an unclosed quote is a problem; reading resumes at the next line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from papershelf.sources.parsing.record_builder import RecordBuilder
from papershelf.text.folding import fold_text
from papershelf.text.spreadsheet_cells import unescape_cell

DELIMITERS = ",\t;"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*\n")
_MAX_FAILURES = 100
"""Number of unreadable rows after which the rest of a file is not read."""


def parse_header(text: str) -> tuple[str, list[str]]:
    """The delimiter of a table and its first row; `("", [])` if there is none."""
    start = _SEPARATOR_LINE.match(text)
    line = next(filter(str.strip, text[start.end() if start else 0 :].split("\n")), "")
    delimiter = start[1] if start else max(DELIMITERS, key=line.count)
    if delimiter not in line:
        return "", []
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return "", []
    return delimiter, [cell.strip() for cell in cells]


def fold_column_name(cell: str) -> str:
    """The name of a column without case and punctuation."""
    return fold_text(cell.replace("_", " "))


def parse_rows(
    text: str, delimiter: str, builder: RecordBuilder
) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header with their first line; empty rows are skipped."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines = [f"{line}\n" for line in text.split("\n")]
    at, failures, is_header = int(bool(_SEPARATOR_LINE.match(text))), 0, True
    while at < len(lines) and failures <= _MAX_FAILURES:
        reader = csv.reader(lines[at:], delimiter=delimiter, strict=True)
        begin = at
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    if not is_header:
                        yield begin + 1, [unescape_cell(cell) for cell in cells]
                    is_header = False
                begin = at + reader.line_num
            at = len(lines)
        except csv.Error as error:
            failures += 1
            builder.skip(begin + 1, f"is malformed ({error}); the row was skipped")
            at, is_header = begin + 1, False
    if at < len(lines):
        builder.skip(at + 1, "too many rows are malformed; the remaining rows were skipped")
