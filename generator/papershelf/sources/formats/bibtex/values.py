"""Parses BibTeX field values and locates comments; returns texts and offsets."""

from __future__ import annotations

import re
from bisect import bisect

_BRACE = re.compile(r"\{|\}|\\[{}]")
"""A brace, or an escaped brace, which is a literal character."""
_WORD = re.compile(r"[^\s#{}\",]+")
_COMMENT = re.compile(r"@[ \t]*comment\s*\{", re.IGNORECASE)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_MAX_STRING = 5_000
"""Maximum length of a string; BibTeX itself allows 20,000 characters for all strings together."""
_MAX_GROWTH = 20
"""Maximum total length of all values with strings expanded, as a multiple of the file's length."""
_MIN_ROOM = 100_000


class StringMacros:
    """Strings defined by `@string`, with limits on their length.

    A few lines can define strings that each are several times as long as the one before. The total
    length that strings add to a file is limited, too. A string beyond a limit expands to "".
    """

    def __init__(self, length: int) -> None:
        """`length` is the length of the file."""
        self._values: dict[str, str] = {}
        self._room = _MIN_ROOM + _MAX_GROWTH * length

    @property
    def is_full(self) -> bool:
        """Whether a value was dropped because the total limit was reached."""
        return self._room < 0

    def define(self, name: str, raw: str) -> str:
        """Define a string; returns the fault of its value, if any."""
        value, _ = parse_value(raw, self)
        is_short = len(value) <= _MAX_STRING
        self._values[name.lower()] = value if is_short else ""
        return "" if is_short else f"is longer than {_MAX_STRING:,} characters; left out"

    def expand(self, word: str) -> str:
        """The value of a string, or its name if it is undefined."""
        value = self._values.get(word.lower(), word)
        self._room -= len(value)
        return value if self._room >= 0 else ""


def parse_value(raw: str, strings: StringMacros) -> tuple[str, str]:
    """A value (`{…}`, `"…"`, numbers and strings joined by `#`), and the rest of the text."""
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
    """The offset of the brace that closes the one at an offset, or the end of the text."""
    end = raw.find("}", position)
    # the most common case
    if end > 0 and raw[end - 1] != "\\" and raw.find("{", position + 1, end) < 0:
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
    """The offset of the closing quote: the next one outside of braces."""
    depth = 0
    for sign in re.finditer(r'(?<!\\)[{}"]|\\"', raw[position + 1 :]):
        if sign[0] == '"' and depth <= 0:
            return position + 1 + sign.start()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return len(raw)


class CommentRanges:
    """Ranges of a file that are comments: `@comment{…}`, and lines that start with %."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.spans: list[tuple[int, int]] = []
        """Start and end of each `@comment{…}`."""
        begin = 0
        for found in _COMMENT.finditer(text):
            line = text.rfind("\n", 0, found.start()) + 1
            if line < begin or text[line : found.start()].strip(" \t"):
                continue
            end = closing_brace(text, found.end() - 1)
            if end == len(text):  # an unclosed comment does not make the rest of the file a comment
                break
            self.spans.append((found.start(), end))
            begin = end

    def contains(self, position: int) -> bool:
        """Whether an offset is inside a comment."""
        line = self._text.rfind("\n", 0, position) + 1
        if self._text[line:position].lstrip(" \t").startswith("%"):
            return True
        before = bisect(self.spans, (position, len(self._text))) - 1
        return before >= 0 and position < self.spans[before][1]
