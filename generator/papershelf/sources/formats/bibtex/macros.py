r"""Finds macros that a BibTeX file defines in `@preamble` and expands them.

`\newcommand{\noopsort}[1]{}` and `\def\printfirst#1#2{#1}` control sorting in BibTeX. These common
macros are predefined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from papershelf.text.latex_rules import pair_braces

_MAX_ROUNDS = 3
"""Maximum nesting of macro expansions."""
_MAX_EXPANSION = 20_000
"""Maximum number of characters that expansion may add to a text."""
_DEFINITION = re.compile(
    r"\\(?:(?:new|renew|provide)command|DeclareRobustCommand)\s*\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?"
    r"\s*(?:\[(\d)\])?\s*(?:\[([^\[\]{}]*)\])?\s*(?=\{)"
    r"|\\def\s*\\([A-Za-z]+)\s*((?:#\d)*)\s*(?=\{)"
)
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]\s*")
_PARAMETER = re.compile(r"#(\d)")


@dataclass(frozen=True, slots=True)
class Macro:
    """Number of arguments, replacement text, and default of an optional first argument."""

    count: int
    body: str
    default: str | None = None


# Macros from the BibTeX manual and its example, xampl.bib, which styles also define.
_COMMON_MACROS = {
    "noopsort": Macro(1, ""), "sortnoop": Macro(1, ""), "SortNoop": Macro(1, ""),
    "noop": Macro(1, ""), "printfirst": Macro(2, "#1"), "singleletter": Macro(1, "#1"),
    "switchargs": Macro(2, "#2#1"),
}  # fmt: skip


class Macros:
    """The macros of one file."""

    def __init__(self, preambles: Iterable[str]) -> None:
        self._macros: dict[str, Macro] = dict(_COMMON_MACROS)
        for text in preambles:
            self._macros |= parse_definitions(text)
        names = sorted(self._macros, key=len, reverse=True)
        self._call = re.compile(rf"\\({'|'.join(names)})(?![A-Za-z])\s*")

    def expand(self, text: str) -> str:
        """Replace macros in a text by their expansion."""
        if "\\" not in text:
            return text
        limit = len(text) + _MAX_EXPANSION
        for _ in range(_MAX_ROUNDS):
            if not self._call.search(text):
                break
            text = self._expand_once(text, limit)[:limit]
        return text

    def _expand_once(self, text: str, limit: int) -> str:
        pairs = pair_braces(text)
        parts: list[str] = []
        position = added = 0
        while added <= limit and (call := self._call.search(text, position)):
            parts.append(text[position : call.start()])
            macro, position = self._macros[call[1]], call.end()
            arguments: list[str] = []
            if macro.default is not None:
                optional = _OPTIONAL.match(text, position)
                arguments.append(optional[1] if optional else macro.default)
                position = optional.end() if optional else position
            while len(arguments) < macro.count:
                argument, position = _parse_argument(text, position, pairs)
                arguments.append(argument)
            parts.append(_substitute_arguments(macro.body, arguments, limit - added))
            added += len(parts[-1])
        parts.append(text[position:])
        return "".join(parts)


def parse_definitions(text: str) -> dict[str, Macro]:
    """Parse the macro definitions in a text."""
    pairs = pair_braces(text)
    macros: dict[str, Macro] = {}
    for found in _DEFINITION.finditer(text):
        opening = text.find("{", found.end())
        body = text[opening + 1 : pairs.get(opening, len(text))]
        if found[1]:
            macros[found[1]] = Macro(int(found[2] or 0), body, found[3])
        else:
            macros[found[4]] = Macro(len(found[5]) // 2, body)
    return macros


def _parse_argument(text: str, position: int, pairs: Mapping[int, int]) -> tuple[str, int]:
    """The argument at an offset (a group or one character), and its end."""
    while position < len(text) and text[position].isspace():
        position += 1
    closing = pairs.get(position)
    if closing is not None:
        return text[position + 1 : closing], closing + 1
    if text[position : position + 1] in ("", "}"):
        return "", position
    return text[position], position + 1


def _substitute_arguments(body: str, arguments: list[str], limit: int) -> str:
    """Insert arguments into a replacement text; "" if the result exceeds a limit."""
    if len(body) + body.count("#") * max(map(len, arguments), default=0) > limit:
        return ""

    def replace(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return arguments[place] if 0 <= place < len(arguments) else ""

    return _PARAMETER.sub(replace, body)
