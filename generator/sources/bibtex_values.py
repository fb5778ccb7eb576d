"""Values of BibTeX fields and the extent of comments: text in, text and positions out."""

from __future__ import annotations

import re
from bisect import bisect

_BRACE = re.compile(r"(?<!\\)[{}]")
_WORD = re.compile(r"[^\s#{}\",]+")
_COMMENT = re.compile(r"(?:^|(?<=\n))[ \t]*@[ \t]*comment\s*\{", re.IGNORECASE)
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())


def read_value(raw: str, macros: dict[str, str]) -> tuple[str, str]:
    """The text of a value, `{…}`, `"…"`, numbers and macros joined by `#`, and what follows it."""
    parts: list[str] = []
    position = 0
    while True:
        while position < len(raw) and raw[position] in " \t\n#":
            position += 1
        if position >= len(raw) or raw[position] in ",}":
            break
        part, end = _part(raw, position, macros)
        if end == position:
            break
        parts.append(part)
        position = end
        ahead = raw[position:].lstrip()
        if not ahead.startswith("#"):
            break
    return "".join(parts), raw[position:].strip(" \t\n,}")


def _part(raw: str, position: int, macros: dict[str, str]) -> tuple[str, int]:
    if raw[position] == "{":
        end = find_brace(raw, position)
        return raw[position + 1 : end], end + 1
    if raw[position] == '"':
        end = _find_quote(raw, position)
        return raw[position + 1 : end], end + 1
    found = _WORD.match(raw, position)
    if not found:
        return "", position
    word = found[0]
    known = word.isdigit() or word.lower() in _MONTHS
    return word if known else macros.get(word.lower(), word), found.end()


def find_brace(raw: str, position: int) -> int:
    """Where the brace at a position closes, or the end of the text."""
    depth = 0
    for brace in _BRACE.finditer(raw, position):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return len(raw)


def _find_quote(raw: str, position: int) -> int:
    """Where the quote at a position closes: at the next one outside of braces."""
    depth = 0
    for sign in re.finditer(r'(?<!\\)[{}"]|\\"', raw[position + 1 :]):
        if sign[0] == '"' and depth <= 0:
            return position + 1 + sign.start()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return len(raw)


class Comments:
    """Places of a file that are comments: `@comment{…}`, and lines that begin with %."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans: list[tuple[int, int]] = []
        begin = 0
        while found := _COMMENT.search(text, begin):
            end = find_brace(text, found.end() - 1)
            if end == len(text):  # never closed: what follows is no comment for that
                break
            self._spans.append((text.index("@", found.start()), end))
            begin = end

    def hide(self, position: int) -> bool:
        """Whether a position lies in a comment."""
        line = self._text.rfind("\n", 0, position) + 1
        if self._text[line:position].lstrip(" \t").startswith("%"):
            return True
        before = bisect(self._spans, (position, len(self._text))) - 1
        return before >= 0 and position < self._spans[before][1]
