"""Resolves `xdata` and `crossref` references between the entries of a BibTeX file.

Follows biblatex 3.20 (2.4.1 and appendix B) and BibTeX: an entry takes missing fields from its
`xdata` entries, then from its `crossref` volume, which may itself inherit. The `title` of the
volume becomes the `booktitle` of the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from papershelf.sources.formats.bibtex.syntax import BibEntry

INHERITED_FIELDS = (
    "booktitle", "booksubtitle", "eventtitle", "editor", "year", "date", "month", "day",
    "publisher", "organization", "institution", "address", "location", "volume", "number",
    "series", "edition", "isbn", "issn", "language", "langid", "journal", "journaltitle",
)  # fmt: skip
"""Fields that an entry inherits from its volume under the same name."""

_VOLUME_TITLE_FIELDS = {
    "inproceedings": "booktitle", "conference": "booktitle", "incollection": "booktitle",
    "inbook": "booktitle", "suppcollection": "booktitle", "suppbook": "booktitle",
    "bookinbook": "booktitle", "inreference": "booktitle", "article": "journaltitle",
}  # fmt: skip
_EQUIVALENT_FIELDS = (
    ("year", "date"), ("month", "date"), ("journal", "journaltitle"), ("address", "location"),
    ("language", "langid"),
)  # fmt: skip
"""Equivalent fields: an entry that has one does not inherit the other."""
_NOT_INHERITED = frozenset({"xdata", "crossref", "xref", "ids", "options", "keywords"})
"""Fields of an `xdata` entry that are never inherited."""


def resolve_inheritance(entries: list[BibEntry]) -> list[BibEntry]:
    """Every entry with its inherited fields; circular references are cut."""
    by_key = {
        entry.citation_key.lower(): entry for entry in reversed(entries) if entry.citation_key
    }
    return [_resolve_entry(entry, by_key, frozenset()) for entry in entries]


def _resolve_entry(
    entry: BibEntry, by_key: Mapping[str, BibEntry], visited: frozenset[str]
) -> BibEntry:
    sources = [
        (name, key.strip().lower())
        for name in ("xdata", "crossref")
        for key in entry.fields.get(name, "").split("," if name == "xdata" else "\n")
    ]
    sources = [(name, key) for name, key in sources if key in by_key and key not in visited]
    if not sources:
        return entry
    fields = dict(entry.fields)
    for name, key in sources:
        parent = _resolve_entry(by_key[key], by_key, visited | {entry.citation_key.lower(), key})
        gained = (
            _inherited_data(parent) if name == "xdata" else _inherited_volume(parent, entry.kind)
        )
        own = _fields_present(fields)
        fields |= {gain: value for gain, value in gained.items() if value and gain not in own}
    return replace(entry, fields=fields)


def _fields_present(fields: Mapping[str, str]) -> set[str]:
    """The fields of an entry, and their equivalents."""
    known = {name for name, value in fields.items() if value}
    return known.union(*(pair for pair in _EQUIVALENT_FIELDS if known.intersection(pair)))


def _inherited_data(parent: BibEntry) -> dict[str, str]:
    return {name: value for name, value in parent.fields.items() if name not in _NOT_INHERITED}


def _inherited_volume(volume: BibEntry, kind: str) -> dict[str, str]:
    """The fields that an entry of a given type inherits from its volume."""
    volume_fields = volume.fields
    gained = {name: volume_fields[name] for name in INHERITED_FIELDS if name in volume_fields}
    gained["containerdoi"] = volume_fields.get("doi", "")
    title = _VOLUME_TITLE_FIELDS.get(kind)
    if title and not gained.get(title):
        gained[title] = volume_fields.get("title", "")
    if kind == "inbook":
        gained["author"] = volume_fields.get("author", "")
    return gained
