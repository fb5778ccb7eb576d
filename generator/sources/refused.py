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


_PUBMED = re.compile(r"^PMID ?- ?\d+", re.MULTILINE)
_WOS = re.compile(r"^(?:FN (?:Clarivate|Thomson|ISI)|PT [A-Z]\n[A-Z][A-Z0-9] )", re.MULTILINE)
_ENDNOTE = re.compile(r"^%0 \S[^\n]*\n(?:%\S[^\n]*\n){0,40}?%[AT] ", re.MULTILINE)
_ENDNOTE_XML = re.compile(r"<records>\s*<record>.{0,2000}<ref-type", re.DOTALL)
_IDENTIFIER = re.compile(
    r"(?:https?://\S+|(?:arxiv:|doi:|pmid:)?\s*(?:\d{4}\.\d{4,5}(?:v\d+)?"
    r"|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?|10\.\d{4,9}/\S+|(?:PMC)?\d{6,9}))[,;]?",
    re.IGNORECASE,
)


def find_refused(head: str) -> str:
    """Why a file is not read, if it has one of these formats; else ""."""
    known = next((known for known in REFUSED_FORMATS if known.detect(head)), None)
    return f"has the format {known.name}, which is not read yet; {known.advice}" if known else ""


def _is_list(head: str) -> bool:
    """Whether most lines are an identifier or an address and nothing else."""
    lines = [line for line in map(str.strip, head.split("\n")) if line and line[0] != "#"]
    found = sum(bool(_IDENTIFIER.fullmatch(line)) for line in lines)
    return found > 0.8 * len(lines)


def _is_markdown(head: str) -> bool:
    """Whether many lines hold a link as Markdown writes it."""
    lines = [line for line in head.split("\n") if line.strip()]
    return sum("](http" in line for line in lines) > max(2, 0.1 * len(lines))


_RECORDS = "import records of these papers instead"
_UNPACK = "unpack it and import what is inside"
_EXPORT = "export it as RIS or BibTeX instead"

REFUSED_FORMATS = (
    RefusedFormat("PDF", lambda head: head.startswith("%PDF-"), "import a record of it instead"),
    RefusedFormat("gzip", lambda head: head.startswith("\x1f\ufffd\x08"), _UNPACK),
    RefusedFormat("ZIP", lambda head: head.startswith("PK\x03\x04"), _UNPACK),
    RefusedFormat("PubMed (.nbib, MEDLINE)", lambda head: bool(_PUBMED.search(head)), _EXPORT),
    RefusedFormat("Web of Science (.ciw)", lambda head: bool(_WOS.search(head)), _EXPORT),
    RefusedFormat("EndNote (.enw, Refer)", lambda head: bool(_ENDNOTE.search(head)), _EXPORT),
    RefusedFormat("EndNote XML", lambda head: bool(_ENDNOTE_XML.search(head)), _EXPORT),
    RefusedFormat("JSON of ML Anthology", lambda head: '"bibtex_key": "' in head, _EXPORT),
    RefusedFormat("list of identifiers", _is_list, _RECORDS),
    RefusedFormat("list of links (Markdown)", _is_markdown, _RECORDS),
)
