"""Fixtures and expected values shared by tests of readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from papershelf.sources.parsing.raw_record import ReadResult

FIXTURES = Path(__file__).with_name("fixtures")

ADA = {"name": "Ada Byron", "given": "Ada", "family": "Byron"}
JAN = {"name": "Jan van der Berg", "given": "Jan", "family": "van der Berg"}
BEA = {"name": "Bea Badger", "given": "Bea", "family": "Badger"}
BOARD = {"name": "Toy River Board", "kind": "organization"}
ARTICLE = {
    "doi": "10.1000/river.7",
    "language": "en",
    "issn": ["2049-3630"],
    "venue": "River Letters",
    "year": "2024",
    "published": "2024-05-07",
    "type": "article-journal",
    "volume": "12",
    "issue": "3",
    "pages": "101-117",
}
"""Fields of an article that several fixtures contain."""


def messages_of(reading: ReadResult) -> list[str]:
    """The problems of a reading, as they are printed."""
    return [str(problem) for problem in reading.problems]


def fields_of(reading: ReadResult) -> list[dict[str, Any]]:
    """The fields of the records of a reading."""
    return [dict(record.fields) for record in reading.records]
