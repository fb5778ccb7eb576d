r"""Parses letters written as LaTeX commands: accents, nested accents, and letters such as `\ss`.

`parse_letter` parses accents recursively: `\'{\i}`, `{\~{\^e}}`, `\d\i` and `\v s` are one letter
each.
"""

from __future__ import annotations

import re
import unicodedata

from papershelf.text.latex_commands import LETTER_COMMANDS
from papershelf.text.latex_symbols import SIGN_ACCENTS, WORD_ACCENTS

_DEPTH_LIMIT = 12
"""Maximum nesting of accents; no script has this many on one letter."""
_SPACE = re.compile(r"\s*")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)(?:\s*\{\s*\}|\s+(?![{\s])|)|([^A-Za-z\s]))")
_TIE_MARK = "\u0361"
_DOTLESS_TO_DOTTED = str.maketrans("ıȷ", "ij")  # an accent replaces the dot


def skip_spaces(source: str, position: int, end: int) -> int:
    """Return the end of the white space that starts at a position."""
    found = _SPACE.match(source, position, end)
    return found.end() if found else position


def add_accent(letter: str, name: str) -> str:
    """Add the accent of a command to a letter, after any accents it already has."""
    mark = SIGN_ACCENTS.get(name) or WORD_ACCENTS[name]
    base, marks = letter[:1].translate(_DOTLESS_TO_DOTTED), letter[1:]
    return unicodedata.normalize("NFC", base + marks + mark)


def parse_letter(source: str, position: int, end: int, depth: int = 0) -> tuple[str, int] | None:
    """Parse one letter; return it with its end, or `None` if there is not exactly one."""
    start = skip_spaces(source, position, end)
    if start >= end or depth > _DEPTH_LIMIT:
        return None
    char = source[start]
    if char == "{":
        found = parse_letter(source, start + 1, end, depth + 1)
        stop = skip_spaces(source, found[1], end) if found else end
        return (found[0], stop + 1) if found and source[stop : stop + 1] == "}" else None
    if char == "\\":
        return _parse_command_letter(source, start, end, depth)
    return _parse_plain_letter(source, start, end)


def _parse_command_letter(source: str, start: int, end: int, depth: int) -> tuple[str, int] | None:
    command = _COMMAND.match(source, start, end)
    if not command:
        return None
    name = command[1] or command[2]
    if name in LETTER_COMMANDS:
        return LETTER_COMMANDS[name], command.end()
    if name not in SIGN_ACCENTS and name not in WORD_ACCENTS:
        return None
    inner = parse_letter(source, start + 1 + len(name), end, depth + 1)
    return (add_accent(inner[0], name), inner[1]) if inner else None


def _parse_plain_letter(source: str, start: int, end: int) -> tuple[str, int] | None:
    if not source[start].isalpha():
        return None
    stop = start + 1
    while stop < end and unicodedata.combining(source[stop]):
        stop += 1
    return source[start:stop], stop


def parse_tied_letters(source: str, position: int, end: int) -> tuple[str, int] | None:
    r"""Parse `\t{oo}`; return its two letters with a tie over them, and its end."""
    start = skip_spaces(source, position + 2, end)
    if source[start : start + 1] != "{":
        return None
    first = parse_letter(source, start + 1, end)
    second = parse_letter(source, first[1], end) if first else None
    if not first or not second or source[second[1] : second[1] + 1] != "}":
        return None
    return first[0] + _TIE_MARK + second[0], second[1] + 1
