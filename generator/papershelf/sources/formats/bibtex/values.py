"""Values of BibTeX fields and the extent of comments: text in, text and positions out."""

from __future__ import annotations

import re
from bisect import bisect

_BRACE = re.compile(r"\{|\}|\\[{}]")
"""A brace, or one with a backslash, which is a sign of the text."""
_WORD = re.compile(r"[^\s#{}\",]+")
_COMMENT = re.compile(r"@[ \t]*comment\s*\{", re.IGNORECASE)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_MAX_STRING = 5_000
"""How long the value of a string may be; BibTeX itself has room for 20,000 characters in all."""
_MAX_GROWTH = 20
"""How many times as long as its file all values may become by the strings in them."""
_MIN_ROOM = 100_000


class StringMacros:
    """The values that a file gives to names by `@string`, each of a limited length.

    A few lines can define strings that are each several times as long as the one before. What
    strings add to the values of a file is limited, too. A string beyond a limit reads as nothing.
    """

    def __init__(self, length: int) -> None:
        """`length` is that of the file."""
        self._values: dict[str, str] = {}
        self._room = _MIN_ROOM + _MAX_GROWTH * length

    @property
    def is_full(self) -> bool:
        """Whether a value was left out because the strings of the file add up to too much."""
        return self._room < 0

    def define(self, name: str, raw: str) -> str:
        """Give a name the value that is in the file; what is wrong with it, if anything is."""
        value, _ = parse_value(raw, self)
        is_short = len(value) <= _MAX_STRING
        self._values[name.lower()] = value if is_short else ""
        return "" if is_short else f"is longer than {_MAX_STRING:,} characters; left out"

    def expand(self, word: str) -> str:
        """The value of a name, or the name itself where it has none."""
        value = self._values.get(word.lower(), word)
        self._room -= len(value)
        return value if self._room >= 0 else ""


def parse_value(raw: str, strings: StringMacros) -> tuple[str, str]:
    """The text of a value, `{…}`, `"…"`, numbers and strings joined by `#`, and what follows it."""
    parts: list[str] = []
    position = 0
    while True:
        while position < len(raw) and raw[position] in " \t\n#":
            position += 1
        if position >= len(raw) or raw[position] in ",}":
            break
        part, end = _parse_part(raw, position, strings)
        if end == position:
            break
        parts.append(part)
        position = end
        ahead = raw[position:].lstrip()
        if not ahead.startswith("#"):
            break
    return "".join(parts), raw[position:].strip(" \t\n,}")


def _parse_part(raw: str, position: int, strings: StringMacros) -> tuple[str, int]:
    if raw[position] == "{":
        end = closing_brace(raw, position)
        return raw[position + 1 : end], end + 1
    if raw[position] == '"':
        end = _closing_quote(raw, position)
        return raw[position + 1 : end], end + 1
    found = _WORD.match(raw, position)
    if not found:
        return "", position
    word = found[0]
    known = word.isdigit() or word.lower() in _MONTHS
    return word if known else strings.expand(word), found.end()


def closing_brace(raw: str, position: int) -> int:
    """Where the brace at a position closes, or the end of the text."""
    end = raw.find("}", position)
    if end > 0 and raw[end - 1] != "\\" and raw.find("{", position + 1, end) < 0:  # most
        return end
    depth = 0
    for brace in _BRACE.finditer(raw, position):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}":
            depth -= 1
            if depth == 0:
                return brace.start()
    return len(raw)


def _closing_quote(raw: str, position: int) -> int:
    """Where the quote at a position closes: at the next one outside of braces."""
    depth = 0
    for sign in re.finditer(r'(?<!\\)[{}"]|\\"', raw[position + 1 :]):
        if sign[0] == '"' and depth <= 0:
            return position + 1 + sign.start()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return len(raw)


class CommentRanges:
    """Places of a file that are comments: `@comment{…}`, and lines that begin with %."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.spans: list[tuple[int, int]] = []
        """Where each `@comment{…}` begins and ends."""
        begin = 0
        for found in _COMMENT.finditer(text):
            line = text.rfind("\n", 0, found.start()) + 1
            if line < begin or text[line : found.start()].strip(" \t"):
                continue
            end = closing_brace(text, found.end() - 1)
            if end == len(text):  # never closed: what follows is no comment for that
                break
            self.spans.append((found.start(), end))
            begin = end

    def contains(self, position: int) -> bool:
        """Whether a position lies in a comment."""
        line = self._text.rfind("\n", 0, position) + 1
        if self._text[line:position].lstrip(" \t").startswith("%"):
            return True
        before = bisect(self.spans, (position, len(self._text))) - 1
        return before >= 0 and position < self.spans[before][1]
