"""Of two values for one field, which to keep: the order in which sources are trusted. Pure.

The order is that of `docs/importing.md`, and a total one, so whatever is told in whatever order
ends the same. A person is not in it: what a person wrote is never compared, it stays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.encoder import encode_basestring

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.records.model import Source

OWN_FORMATS = ("yaml", "jsonl")
"""Our own formats: somebody made these records for this collection or one like it."""

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
"""Formats of files and names of services, the most trusted first, those of one kind together."""

_ABSTRACT_PRIORITY: tuple[str, ...] = (
    *OWN_FORMATS, "acl", "openreview", "mlanthology", "paperlists", "arxiv", "hf", "hf-page", "markdown",
    "html", "capture", "pubmed", "bibtex", "csl-json", "zotero", "doi", "s2", "wos", "ris",
    "endnote", "endnote-xml", "csv", "openalex", "dblp",
)  # fmt: skip
"""Abstracts as authors gave them come before those that indexes put together from words."""

_SOURCE_RANKS = {
    name: rank for rank, name in enumerate(name for group in SOURCE_PRIORITY for name in group)
}
_ABSTRACT_RANKS = {name: rank for rank, name in enumerate(_ABSTRACT_PRIORITY)}


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Who told a value, where, and on which day; `str` of it stands in `source.fields`."""

    format: str = ""
    location: str = ""
    day: str = ""

    def __str__(self) -> str:
        """The parts that are known, with spaces between."""
        return " ".join(filter(None, (self.format, self.location, self.day)))


def main_field_source(source: Source) -> FieldSource:
    """Who told the fields of a record that are not told otherwise."""
    return FieldSource(source.format, source.origin, source.day or "")


def parse_field_source(text: str) -> FieldSource:
    """The origin that a text of `source.fields` names; one of nobody known has no format."""
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
    """The day of an origin as the model has it."""
    return IsoDate(text) if text else None


def source_rank(field_source: FieldSource) -> int:
    """How trusted an origin is, 0 for the most; who is not in the order comes last."""
    return _SOURCE_RANKS.get(field_source.format, len(_SOURCE_RANKS))


def is_preferred(
    field_name: str, new: tuple[object, FieldSource], old: tuple[object, FieldSource]
) -> bool:
    """Whether a field should have a new value, or its new origin, instead of the old ones."""
    (value, origin), (standing, before) = new, old
    if origin.format == before.format and value == standing:
        # Who said so first; or every reading of an unchanged list would change each record.
        return (origin.day or "9", origin.location) < (before.day or "9", before.location)
    mine, theirs = (
        _preference_key(field_name, value, origin),
        _preference_key(field_name, standing, before),
    )
    if mine != theirs:
        return mine < theirs
    if origin.location == before.location:  # the same source, at another time
        return origin.day >= before.day
    return (_newest_day_first(origin.day), origin.location) < (
        _newest_day_first(before.day),
        before.location,
    )


def _preference_key(name: str, value: object, field_source: FieldSource) -> tuple[object, ...]:
    """What decides before day and place do; the smallest wins."""
    if name == "abstract":
        return (_ABSTRACT_RANKS.get(field_source.format, len(_ABSTRACT_RANKS)),)
    if name == "published":  # a day says more than a year
        return (-len(str(value)), source_rank(field_source))
    if name == "title":  # with its formulae rather than with what an index made of them
        return ("$" not in str(value), source_rank(field_source))
    if name in COUNT_KINDS:
        number, day = getattr(value, "value", 0), getattr(value, "day", None) or ""
        return (_newest_day_first(day), -number, source_rank(field_source))
    return (source_rank(field_source),)


def _newest_day_first(day: str) -> tuple[int, ...]:
    """A key that sorts later days before earlier ones, and none last."""
    return tuple(-ord(char) for char in day) or (0,)


def canonical_json(value: object) -> str:
    """A plain value as text that is the same for equal values."""
    # What the encoder writes for a text, without its way there: nearly all values are texts.
    return encode_basestring(value) if isinstance(value, str) else _SORTED_ENCODER.encode(value)


_SORTED_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
