"""The query language: takes what a reader types, returns words to rank by and conditions to meet.

```
query     = { clause }
clause    = "-" atom | atom { "OR" atom }
atom      = [ field ":" ] ( '"' words '"' | word )
field     = "author" | "title" | "tag" | "venue" | "year" | "has"
```

Plain words rank papers. Everything else is a condition that a paper must meet, and its words also
rank. What does not follow these rules is searched for as words and listed in `Query.ignored`.
`frontend/js/search/syntax.js` parses the same language; `tests/search/queries.json` is a table of
queries for both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from papershelf.search.markers import HAS_VALUES

_WORD_FIELDS = ("author", "title")
_FIELDS: Final = (*_WORD_FIELDS, "tag", "venue", "year", "has")
_ATOM = re.compile(r'(-?)(?:([A-Za-z]+):(?=\S))?(?:"([^"]*)"|([^\s"]+))')
_QUOTES = str.maketrans("\u201c\u201d\u201e\u201f\u00ab\u00bb", '""""""')
_YEARS = re.compile(r"(\d{4})|(\d{4})?\.\.(\d{4})?")
_OR = "OR"


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing that a condition asks for: a value of a field, or a word or phrase with no field."""

    field: str
    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A paper meets a condition if one of the alternatives applies, or none if it is negated."""

    alternatives: tuple[Atom, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class QueryText:
    """A piece of text to rank by; `is_required` if a paper without it is only a partial match."""

    text: str
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `is_open` if the last word may be incomplete because it was typed last."""

    texts: tuple[QueryText, ...] = ()
    conditions: tuple[Condition, ...] = ()
    ignored: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    typed: str
    atom: Atom
    is_negated: bool = False

    @property
    def is_plain(self) -> bool:
        return not (self.atom.field or self.atom.is_phrase or self.is_negated)


def parse_query(query: str) -> Query:
    """Parse a query; every query is valid."""
    text = query.translate(_QUOTES)
    ignored: list[str] = []
    pieces = _read_pieces(text, ignored)
    texts: list[QueryText] = []
    conditions: list[Condition] = []
    place = 0
    while place < len(pieces):
        run = _alternatives(pieces, place)
        place += 2 * len(run) - 1
        if len(run) == 1 and run[0].is_plain:
            texts.append(QueryText(run[0].atom.text))
            continue
        conditions.append(Condition(tuple(piece.atom for piece in run), run[0].is_negated))
        texts += (
            QueryText(piece.atom.text, is_required=False)
            for piece in run
            if not piece.is_negated and piece.atom.field in {"", *_WORD_FIELDS}
        )
    is_open = bool(pieces) and pieces[-1].is_plain and text == text.rstrip()
    return Query(tuple(texts), tuple(conditions), tuple(ignored), is_open)


def parse_years(text: str) -> tuple[int, int] | None:
    """Parse `2020`, `2020..2023`, `2020..` or `..2023` into the first and last year."""
    found = _YEARS.fullmatch(text)
    if not found or text == "..":
        return None
    first, last = (int(found[1]),) * 2 if found[1] else (int(found[2] or 0), int(found[3] or 9999))
    return (first, last) if first <= last else None


def _read_pieces(text: str, ignored: list[str]) -> list[_Piece]:
    """Split a query into its pieces; what is not understood becomes plain words."""
    pieces: list[_Piece] = []
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _ATOM.match(text, place)
        if not found or found[0] == "-":
            if text[place] == '"':
                ignored.append('"')
            place += 1
            continue
        place = found.end()
        pieces += _make_pieces(found, ignored)
    return pieces


def _make_pieces(found: re.Match[str], ignored: list[str]) -> list[_Piece]:
    minus, field, quoted, bare = found.groups()
    value = bare if quoted is None else quoted
    name = (field or "").lower()
    if not value.strip():
        return []
    if name and not _is_understood(name, value):
        ignored.append(found[0])
        return [_Piece(word, Atom("", word)) for word in (field, *value.split())]
    atom = Atom(name, value.strip(), is_phrase=quoted is not None)
    return [_Piece(found[0], atom, is_negated=bool(minus))]


def _is_understood(field: str, value: str) -> bool:
    if field == "year":
        return parse_years(value) is not None
    return value.lower() in HAS_VALUES if field == "has" else field in _FIELDS


def _alternatives(pieces: list[_Piece], start: int) -> list[_Piece]:
    """Return the pieces from a place on that are connected by `OR`."""
    run = [pieces[start]]
    place = start + 1
    while (
        not run[-1].is_negated
        and place + 1 < len(pieces)
        and pieces[place].typed == _OR
        and not pieces[place + 1].is_negated
    ):
        run.append(pieces[place + 1])
        place += 2
    return run
