r"""The authors of a BibTeX entry in, authors of our own format out.

Names are parted by "and" outside of braces; a name in braces is one of a group. Order and suffix
are read as BibTeX does: `First von Last`, `von Last, First`, `von Last, Jr, First`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.sources.latex_text import read_plain_latex
from generator.sources.people import Person, family_first, known, named, person

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\\)[{}]|\s+and(?=\s)|,", re.IGNORECASE)
_GROUP_LAST = re.compile(r"(.*\S)\s+\{([^{}\\]+ [^{}\\]+)\}")


def read_names(text: str) -> tuple[list[Person], bool]:
    """The authors, and whether "and others" ends the list."""
    names = [" ".join(name.split()) for name in _split(text, " and")]
    others = any(name.lower() in ("others", "et al.", "et al") for name in names)
    kept = (name for name in names if name.lower() not in ("others", "et al.", "et al"))
    return known([_read_name(name) for name in kept if name]), others


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts of a text between marks, `,` or " and", that stand outside of braces."""
    if "{" not in text:
        yield from _AND.split(f" {text} ") if mark == " and" else text.split(mark)
        return
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "{}":
            depth = max(depth + (1 if token[0] == "{" else -1), 0)
        elif depth == 0 and (token[0] == ",") == (mark == ","):
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _read_name(name: str) -> Person:
    if _is_whole(name):
        return named(read_plain_latex(name[1:-1]))
    parts = [read_plain_latex(part).replace(",", " ") for part in _split(name, ",")]
    if len(parts) == 1:
        if group := _GROUP_LAST.fullmatch(name):
            return person(read_plain_latex(group[1]), group[2])
        return named(parts[0])
    return family_first(",".join(parts))


def _is_whole(name: str) -> bool:
    """Whether one pair of braces holds the whole name."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    depth = 0
    for at, char in enumerate(name):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at == len(name) - 1
    return False
