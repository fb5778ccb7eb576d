"""Parses the head of a page by the rules that reference managers have in common.

Takes HTML and returns the type, title, people, date, abstract, DOI and PDF of the work. The rules
were compared with a real program on the collection in `tests/data/heads`, which has its results.
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
    """What a reference manager reads from a head; a missing value is ""."""
    tree = html5lib.parse(f"<head>{head}</head>", namespaceHTMLElements=False)
    metas = [
        (m.get("name") or m.get("property"), m.get("content") or "") for m in tree.iter("meta")
    ]

    def find_all(name: str) -> list[str]:
        return [content for known, content in metas if known == name]

    def find_first(*names: str) -> str:
        return next((" ".join(text.split()) for name in names for text in find_all(name)), "")

    kind = next((kind for tag, kind in _TYPES.items() if find_all(tag)), "")
    return {
        "type": kind or find_first("DC.type") or "webpage",
        "title": find_first("citation_title"),
        "creators": [
            *_read_people(find_all("citation_author"), "author"),
            *_read_people(find_all("citation_editor"), "editor"),
        ],
        # The last of several values is used.
        "date": find_first("citation_date", "citation_cover_date", "citation_publication_date"),
        "abstract": find_first("citation_abstract", "og:description", "description"),
        "doi": find_first("citation_doi"),
        "pdf": find_first("citation_pdf_url"),
    }


def _read_people(tags: Sequence[str], role: str) -> list[list[str]]:
    names = [name for tag in tags for name in re.split(r"\s*;\s*", tag) if name.strip(_ENDS)]
    halves = re.split(r"\s*,\s*", names[0]) if len(tags) == 1 and ";" not in tags[0] else []
    # A single tag with a comma between words is parsed as a list.
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
