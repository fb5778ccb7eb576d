"""JSON of the ML Anthology in, one file for each venue and year: a record for each paper out.

Source: the files of rbnyng/mlanthology, `{"venue": …, "year": …, "papers": […]}`.
"""

from __future__ import annotations

import re
from typing import Any

from papershelf.sources.parsing.author_names import Person, known, named, person
from papershelf.sources.parsing.dates import read_date
from papershelf.sources.parsing.json_items import (
    Item,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
)
from papershelf.sources.parsing.links import place_address, read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.tracked_fields import TrackedFields

_TYPES = {
    "conference": "paper-conference", "workshop": "paper-conference", "journal": "article-journal",
}  # fmt: skip
_BOOKKEEPING = re.compile("source|source_id|slug")
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_mlanthology(head: str) -> bool:
    """Whether it is JSON with keys that only these files have together."""
    return has_keys(head, "bibtex_key") and (
        has_keys(head, "papers") or has_keys(head, "venue_name") or has_keys(head, "source_id")
    )


def parse_mlanthology(content: bytes, path: str) -> Reading:
    """Read the papers of a file, or of an array."""
    gathered, items = gather_items(content, path, "title", lists=("papers",))
    gathered.bookkeeping = _BOOKKEEPING
    for line, item in items:
        paper: TrackedFields[Any] = TrackedFields(item)
        gathered.add(_fields(paper), line, unread=paper.unread())
    return gathered.reading()


def _fields(paper: Item) -> dict[str, object]:
    kind = text_at(paper, "venue_type")
    short = text_at(paper, "venue")
    fields: dict[str, object] = {
        "title": text_at(paper, "title"),
        "authors": known([_author(author) for author in items_at(paper, "authors")]),
        "editors": known([_author(editor) for editor in items_at(paper, "editors")]),
        "abstract": text_at(paper, "abstract"),
        "venue": text_at(paper, "venue_name") or short,
        **read_date(text_at(paper, "year")).fields(),
        "type": _TYPES.get(kind, ""),
        "volume": text_at(paper, "volume"),
        "issue": text_at(paper, "issue") or text_at(paper, "number"),
        "pages": _DASH.sub("-", text_at(paper, "pages")),
        "publisher": text_at(paper, "publisher"),
        "doi": text_at(paper, "doi"),
        "citation_key": text_at(paper, "bibtex_key"),
    }
    for key in ("venue_url", "openreview_url", "pdf_url"):
        place_address(fields, text_at(paper, key))
    codes = [*texts_at(paper, "code_url")]
    fields["code"] = [address for address in codes if read_address(address)[0]]
    return fields


def _author(author: Item) -> Person:
    given, family = text_at(author, "given"), text_at(author, "family")
    if not (given or family):
        return named(text_at(author, "name"))
    return person(given, family)
