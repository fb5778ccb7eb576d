"""Of two values for one field, which to keep: the order in which sources are trusted. Pure.

The order is that of `docs/importing.md`, and a total one, so whatever is told in whatever order
ends the same. A person is not in it: what a person wrote is never compared, it stays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from json.encoder import encode_basestring

from papershelf.core.identifiers import IsoDate, parse_day
from papershelf.records.model import Source

OWN = ("yaml", "jsonl")
"""Our own formats: somebody made these records for this collection or one like it."""

TRUST: tuple[tuple[str, ...], ...] = (
    OWN,
    ("acl", "dblp", "openreview", "mlanthology", "paperlists"),
    ("bibtex", "csl-json", "zotero", "ris", "endnote", "endnote-xml", "csv"),
    ("doi", "pubmed", "wos", "openalex", "s2"),
    ("arxiv",),
    ("hf", "hf-page"),
    ("markdown", "html"),
    ("capture",),
)
"""Formats of files and names of services, the most trusted first, those of one kind together."""

_ABSTRACTS: tuple[str, ...] = (
    *OWN, "acl", "openreview", "mlanthology", "paperlists", "arxiv", "hf", "hf-page", "markdown",
    "html", "capture", "pubmed", "bibtex", "csl-json", "zotero", "doi", "s2", "wos", "ris",
    "endnote", "endnote-xml", "csv", "openalex", "dblp",
)  # fmt: skip
"""Abstracts as authors gave them come before those that indexes put together from words."""

_RANK = {name: rank for rank, name in enumerate(name for group in TRUST for name in group)}
_ABSTRACT_RANK = {name: rank for rank, name in enumerate(_ABSTRACTS)}
_COUNTS = frozenset({"upvotes", "comments", "stars", "citations"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Who told a value, where, and on which day; `str` of it stands in `source.fields`."""

    format: str = ""
    place: str = ""
    day: str = ""

    def __str__(self) -> str:
        """The parts that are known, with spaces between."""
        return " ".join(filter(None, (self.format, self.place, self.day)))


def origin_of(source: Source) -> Origin:
    """Who told the fields of a record that are not told otherwise."""
    return Origin(source.format, source.origin, source.day or "")


def parse_origin(text: str) -> Origin:
    """The origin that a text of `source.fields` names; one of nobody known has no format."""
    words = text.split(" ")
    day = ""
    if len(words) > 1 and _is_day(words[-1]):
        day = words.pop()
    if words[0] not in _RANK:
        return Origin("", " ".join(words), day)
    return Origin(words[0], " ".join(words[1:]), day)


def _is_day(text: str) -> bool:
    try:
        return bool(parse_day(text))
    except ValueError:
        return False


def as_day(text: str) -> IsoDate | None:
    """The day of an origin as the model has it."""
    return IsoDate(text) if text else None


def rank(origin: Origin) -> int:
    """How trusted an origin is, 0 for the most; who is not in the order comes last."""
    return _RANK.get(origin.format, len(_RANK))


def prefers(name: str, new: tuple[object, Origin], old: tuple[object, Origin]) -> bool:
    """Whether a field should have a new value, or its new origin, instead of the old ones."""
    (value, origin), (standing, before) = new, old
    if origin.format == before.format and value == standing:
        # Who said so first; or every reading of an unchanged list would change each record.
        return (origin.day or "9", origin.place) < (before.day or "9", before.place)
    mine, theirs = _key(name, value, origin), _key(name, standing, before)
    if mine != theirs:
        return mine < theirs
    if origin.place == before.place:  # the same source, at another time
        return origin.day >= before.day
    return (_newest_first(origin.day), origin.place) < (_newest_first(before.day), before.place)


def _key(name: str, value: object, origin: Origin) -> tuple[object, ...]:
    """What decides before day and place do; the smallest wins."""
    if name == "abstract":
        return (_ABSTRACT_RANK.get(origin.format, len(_ABSTRACT_RANK)),)
    if name == "published":  # a day says more than a year
        return (-len(str(value)), rank(origin))
    if name == "title":  # with its formulae rather than with what an index made of them
        return ("$" not in str(value), rank(origin))
    if name in _COUNTS:
        number, day = getattr(value, "value", 0), getattr(value, "day", None) or ""
        return (_newest_first(day), -number, rank(origin))
    return (rank(origin),)


def _newest_first(day: str) -> tuple[int, ...]:
    """A key that sorts later days before earlier ones, and none last."""
    return tuple(-ord(char) for char in day) or (0,)


def canonical(value: object) -> str:
    """A plain value as text that is the same for equal values."""
    # What the encoder writes for a text, without its way there: nearly all values are texts.
    return encode_basestring(value) if isinstance(value, str) else _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
