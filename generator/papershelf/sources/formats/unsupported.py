"""Formats that are recognized by their content and that no reader reads, so that they are refused.

Each has the name that its users know, and a way to a format that is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class RefusedFormat(NamedTuple):
    """A format that is not read; `detect` gets the first characters of a file."""

    name: str
    detect: Callable[[str], bool]
    advice: str


_IDENTIFIER = re.compile(
    r"(?:https?://\S+|(?:arxiv:|doi:|pmid:)?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?"
    r"|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?|10\.\d{4,9}/\S+|(?:PMC)?\d{6,9}))[,;]?",
    re.IGNORECASE,
)


def refusal_advice(head: str) -> str:
    """Why a file is not read, if it has one of these formats; else ""."""
    known = next((known for known in REFUSED_FORMATS if known.detect(head)), None)
    return f"is {known.name}, which import does not read; {known.advice}" if known else ""


def _is_identifier_list(head: str) -> bool:
    """Whether most lines are an identifier or an address and nothing else."""
    lines = [line for line in map(str.strip, head.split("\n")) if line and line[0] != "#"]
    found = sum(bool(_IDENTIFIER.fullmatch(line)) for line in lines)
    return found > 0.8 * len(lines)


_ADD_ADVICE = "use papershelf add FILE, which asks the services for these papers"
_UNPACK_ADVICE = "unpack it and import what is inside"

REFUSED_FORMATS = (
    RefusedFormat("a PDF", lambda head: head.startswith("%PDF-"), "import a record of it instead"),
    RefusedFormat("a ZIP archive", lambda head: head.startswith("PK\x03\x04"), _UNPACK_ADVICE),
    RefusedFormat("a list of identifiers", _is_identifier_list, _ADD_ADVICE),
)
