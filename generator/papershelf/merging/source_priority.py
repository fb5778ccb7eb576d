"""Chooses between two values of a field by the priority of their sources. Pure.

The order is documented in `docs/explanation/merging.md`. It is total, so the result does not depend on the
order of imports. Values written by people are not compared; they always stay.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.encoder import encode_basestring

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.records.model import Source

OWN_FORMATS = ("yaml", "jsonl")
"""Papershelf's own formats; such records were made for this collection or a similar one."""

SOURCE_PRIORITY: tuple[tuple[str, ...], ...] = (
    OWN_FORMATS,
    ("acl", "dblp", "openreview", "mlanthology", "paperlists"),
    ("bibtex", "csl-json", "zotero", "ris", "endnote", "endnote-xml", "csv"),
    ("doi", "pubmed", "wos", "openalex", "s2"),
    ("arxiv",),
    ("hf", "hf-page"),
    ("markdown", "html"),
    ("capture",),
)
"""Formats and services, the most trusted first; those in one group are of the same kind."""

_ABSTRACT_PRIORITY: tuple[str, ...] = (
    *OWN_FORMATS, "acl", "openreview", "mlanthology", "paperlists", "arxiv", "hf", "hf-page", "markdown",
    "html", "capture", "pubmed", "bibtex", "csl-json", "zotero", "doi", "s2", "wos", "ris",
    "endnote", "endnote-xml", "csv", "openalex", "dblp",
)  # fmt: skip
"""Original abstracts come before those that services rebuilt from a word index."""

_SOURCE_RANKS = {
    name: rank for rank, name in enumerate(name for group in SOURCE_PRIORITY for name in group)
}
_ABSTRACT_RANKS = {name: rank for rank, name in enumerate(_ABSTRACT_PRIORITY)}


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Format, location and day of the source of a value.

    `str` gives the form used in `source.fields`.
    """

    format: str = ""
    location: str = ""
    day: str = ""

    def __str__(self) -> str:
        """Join the known parts with spaces."""
        return " ".join(filter(None, (self.format, self.location, self.day)))


def main_field_source(source: Source) -> FieldSource:
    """Return the source of all fields that have no source of their own."""
    return FieldSource(source.format, source.origin, source.day or "")


def parse_field_source(text: str) -> FieldSource:
    """Parse a source from `source.fields`; an unknown one has no format."""
    words = text.split(" ")
    day = ""
    if len(words) > 1 and _is_day(words[-1]):
        day = words.pop()
    if words[0] not in _SOURCE_RANKS:
        return FieldSource("", " ".join(words), day)
    return FieldSource(words[0], " ".join(words[1:]), day)


def _is_day(text: str) -> bool:
    try:
        return bool(parse_day(text))
    except ValueError:
        return False


def parse_source_day(text: str) -> IsoDate | None:
    """Return the day of a source in the model's type, or `None`."""
    return IsoDate(text) if text else None


def source_rank(field_source: FieldSource) -> int:
    """Return the trust rank of a source; 0 is the most trusted, unlisted sources come last."""
    return _SOURCE_RANKS.get(field_source.format, len(_SOURCE_RANKS))


def is_preferred(
    field_name: str, new: tuple[object, FieldSource], old: tuple[object, FieldSource]
) -> bool:
    """Return whether a field should take a new value, or a new source, instead of the old ones."""
    (value, origin), (old_value, old_origin) = new, old
    if origin.format == old_origin.format and value == old_value:
        # Keep the first source of a value; otherwise each read of an unchanged list would change
        # every record.
        return (origin.day or "9", origin.location) < (old_origin.day or "9", old_origin.location)
    mine, theirs = (
        _preference_key(field_name, value, origin),
        _preference_key(field_name, old_value, old_origin),
    )
    if mine != theirs:
        return mine < theirs
    if origin.location == old_origin.location:  # same source, read at a different time
        return origin.day >= old_origin.day
    return (_newest_day_first(origin.day), origin.location) < (
        _newest_day_first(old_origin.day),
        old_origin.location,
    )


def _preference_key(name: str, value: object, field_source: FieldSource) -> tuple[object, ...]:
    """Return a key compared before day and location; the smallest wins."""
    if name == "abstract":
        return (_ABSTRACT_RANKS.get(field_source.format, len(_ABSTRACT_RANKS)),)
    if name == "published":  # a full day is more precise than a year
        return (-len(str(value)), source_rank(field_source))
    if name == "title":  # prefer a title with formulas to the flattened form of an index
        return ("$" not in str(value), source_rank(field_source))
    if name in COUNT_KINDS:
        number, day = getattr(value, "value", 0), getattr(value, "day", None) or ""
        return (_newest_day_first(day), -number, source_rank(field_source))
    return (source_rank(field_source),)


def _newest_day_first(day: str) -> tuple[int, ...]:
    """Return a key that sorts later days first and missing days last."""
    return tuple(-ord(char) for char in day) or (0,)


def canonical_json(value: object) -> str:
    """Serialize a plain value so that equal values give equal text."""
    # Fast path: nearly all values are strings.
    return encode_basestring(value) if isinstance(value, str) else _SORTED_ENCODER.encode(value)


_SORTED_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
