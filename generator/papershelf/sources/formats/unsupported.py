"""Detects formats that cannot be read, to refuse them with helpful advice.

Each has the name known to its users and names a supported alternative.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class RefusedFormat(NamedTuple):
    """An unsupported format; `detect` takes the first characters of a file."""

    name: str
    detect: Callable[[str], bool]
    advice: str


_IDENTIFIER = re.compile(
    r"(?:https?://\S+|(?:arxiv:|doi:|pmid:)?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?"
    r"|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?|10\.\d{4,9}/\S+|(?:PMC)?\d{6,9}))[,;]?",
    re.IGNORECASE,
)


def refusal_advice(head: str) -> str:
    """Why a file is refused, if it has one of these formats; else ""."""
    known = next((known for known in REFUSED_FORMATS if known.detect(head)), None)
    return f"is {known.name}, which cannot be imported; {known.advice}" if known else ""


def _is_identifier_list(head: str) -> bool:
    """Whether most lines consist of only an identifier or address."""
    lines = [line for line in map(str.strip, head.split("\n")) if line and line[0] != "#"]
    found = sum(bool(_IDENTIFIER.fullmatch(line)) for line in lines)
    return found > 0.8 * len(lines)


_ADD_ADVICE = "use papershelf add FILE to fetch these papers"
_UNPACK_ADVICE = "unpack it and import its files"

REFUSED_FORMATS = (
    RefusedFormat(
        "a PDF", lambda head: head.startswith("%PDF-"), "import a record of the paper instead"
    ),
    RefusedFormat("a ZIP archive", lambda head: head.startswith("PK\x03\x04"), _UNPACK_ADVICE),
    RefusedFormat("a list of identifiers", _is_identifier_list, _ADD_ADVICE),
)
