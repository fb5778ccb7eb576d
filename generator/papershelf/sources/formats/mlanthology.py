"""Reads JSON of the ML Anthology, one file per venue and year; one record per paper.

Source: the files of rbnyng/mlanthology, `{"venue": …, "year": …, "papers": […]}`.
"""

from __future__ import annotations

import re
from typing import Any

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
    make_person,
)
from papershelf.sources.parsing.dates import parse_any_date
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
)
from papershelf.sources.parsing.links import assign_address, classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.tracked_fields import TrackedFields

_TYPE_BY_KIND = {
    "conference": "paper-conference", "workshop": "paper-conference", "journal": "article-journal",
}  # fmt: skip
_IGNORED_KEYS = re.compile("source|source_id|slug")
_DASH = re.compile(r"\s*[-–—]+\s*")


def is_mlanthology(head: str) -> bool:
    """Whether the text is JSON with the combination of keys of these files."""
    return has_keys(head, "bibtex_key") and (
        has_keys(head, "papers") or has_keys(head, "venue_name") or has_keys(head, "source_id")
    )


def parse_mlanthology(content: bytes, path: str) -> ReadResult:
    """Parse a file, or an array of papers."""
    builder, items = gather_items(content, path, "title", lists=("papers",))
    builder.ignored_fields = _IGNORED_KEYS
    for line, item in items:
        paper: TrackedFields[Any] = TrackedFields(item)
        builder.add(_paper_fields(paper), line, unread=paper.unread())
    return builder.make_reading()


def _paper_fields(paper: JsonObject) -> dict[str, object]:
    kind = text_at(paper, "venue_type")
    short = text_at(paper, "venue")
    fields: dict[str, object] = {
        "title": text_at(paper, "title"),
        "authors": drop_empty_authors(
            [_make_author(author) for author in items_at(paper, "authors")]
        ),
        "editors": drop_empty_authors(
            [_make_author(editor) for editor in items_at(paper, "editors")]
        ),
        "abstract": text_at(paper, "abstract"),
        "venue": text_at(paper, "venue_name") or short,
        **parse_any_date(text_at(paper, "year")).record_fields(),
        "type": _TYPE_BY_KIND.get(kind, ""),
        "volume": text_at(paper, "volume"),
        "issue": text_at(paper, "issue") or text_at(paper, "number"),
        "pages": _DASH.sub("-", text_at(paper, "pages")),
        "publisher": text_at(paper, "publisher"),
        "doi": text_at(paper, "doi"),
        "citation_key": text_at(paper, "bibtex_key"),
    }
    for key in ("venue_url", "openreview_url", "pdf_url"):
        assign_address(fields, text_at(paper, key))
    codes = [*texts_at(paper, "code_url")]
    fields["code"] = [address for address in codes if classify_address(address)[0]]
    return fields


def _make_author(author: JsonObject) -> AuthorValue:
    given, family = text_at(author, "given"), text_at(author, "family")
    if not (given or family):
        return make_author_from_name(text_at(author, "name"))
    return make_person(given, family)
