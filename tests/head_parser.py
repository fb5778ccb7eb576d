"""Reads the head of a page as reference managers do: a model of the rules that they share.

HTML comes in, the type, title, people, date, abstract, DOI and PDF of the work go out. The model
was held against a real one on the collection in `tests/data/heads`, whose readings are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import html5lib

_TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
    "citation_technical_report_institution": "report",
}
_ENDS = " .,/[]:"


def read_head(head: str) -> dict[str, Any]:
    """What a reference manager takes from a head; what it does not find is ""."""
    tree = html5lib.parse(f"<head>{head}</head>", namespaceHTMLElements=False)
    metas = [
        (m.get("name") or m.get("property"), m.get("content") or "") for m in tree.iter("meta")
    ]

    def every(name: str) -> list[str]:
        return [content for known, content in metas if known == name]

    def first(*names: str) -> str:
        return next((" ".join(text.split()) for name in names for text in every(name)), "")

    kind = next((kind for tag, kind in _TYPES.items() if every(tag)), "")
    return {
        "type": kind or first("DC.type") or "webpage",
        "title": first("citation_title"),
        "creators": [
            *_read_people(every("citation_author"), "author"),
            *_read_people(every("citation_editor"), "editor"),
        ],
        # Of several the last wins.
        "date": first("citation_date", "citation_cover_date", "citation_publication_date"),
        "abstract": first("citation_abstract", "og:description", "description"),
        "doi": first("citation_doi"),
        "pdf": first("citation_pdf_url"),
    }


def _read_people(tags: Sequence[str], role: str) -> list[list[str]]:
    names = [name for tag in tags for name in re.split(r"\s*;\s*", tag) if name.strip(_ENDS)]
    halves = re.split(r"\s*,\s*", names[0]) if len(tags) == 1 and ";" not in tags[0] else []
    # A single tag with a comma between words is taken for a list.
    if len(halves) > 1 and " " in halves[0] and " " in halves[1]:
        names = halves
    return [_read_person(name, role) for name in names]


def _read_person(name: str, role: str) -> list[str]:
    bare = name.strip(_ENDS)
    if "," in name:
        family, _, given = bare.partition(",")
        return [family, given.strip(), role]
    given, _, family = bare.rpartition(" ")
    return [family, given, role]
