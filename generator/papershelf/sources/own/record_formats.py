"""Table of the record formats allowed in a data folder, by file suffix.

All other formats are for `papershelf import`; see `format_detection`, which loads every reader.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.yaml_records import parse_yaml
from papershelf.sources.parsing.raw_record import ReadResult


class RecordFormat(NamedTuple):
    """A format of record files; `parse` takes the bytes of a file and its path."""

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[bytes, str], ReadResult]


def _parse_bibtex(content: bytes, path: str) -> ReadResult:
    # Imported only if needed: the import takes as long as reading a thousand papers.
    from papershelf.sources.formats.bibtex.reader import parse_bibtex  # noqa: PLC0415

    return parse_bibtex(content, path)


RECORD_FORMATS = (
    RecordFormat("jsonl", (".jsonl",), parse_jsonl),
    RecordFormat("yaml", (".yaml", ".yml"), parse_yaml),
    RecordFormat("bibtex", (".bib", ".bibtex"), _parse_bibtex),
)


def find_record_format(path: str) -> RecordFormat | None:
    """The format of a record file, or `None` for other files."""
    return next((f for f in RECORD_FORMATS if path.lower().endswith(f.suffixes)), None)
