r"""The authors of a BibTeX entry in, authors of our own format out.

Names are separated by "and" outside of braces; a name in braces is one whole. Order and suffix are
read as BibTeX does: `First von Last`, `von Last, First`, `von Last, Jr, First`; biblatex's extended
names (`family=…, given=…, prefix=…`) are read, too, and lists with other separators are split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from papershelf.core.name_rules import is_group, join_particle, split_initials
from papershelf.sources.parsing.author_names import (
    Person,
    family_first,
    known,
    named,
    person,
    split_names,
    whole,
)
from papershelf.sources.parsing.latex_text import read_plain_latex
from papershelf.text.markup import decode_name

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\\)[{}]|\s+and(?=\s)|,", re.IGNORECASE)
_GROUP_LAST = re.compile(r"(.*\S)\s+\{([^{}\\]+ [^{}\\]+)\}")
# The options of biblatex's extended names (biblatex 3.20, 3.6), those that are no part included.
_EXTENDED = re.compile(
    r'\s*"?\s*(family|given|prefix|suffix|(?:family|given|prefix|suffix)-i|id|hash|useprefix'
    r'|uniquename|sortingnamekeytemplatename)\s*=\s*(.*?)\s*"?\s*',
    re.DOTALL,
)
_HAS_SYNTAX = re.compile("[{},=]")
_OTHERS = frozenset({"others", "et al.", "et al"})


def read_names(text: str) -> tuple[list[Person], bool]:
    """The authors, and whether "and others" ends the list."""
    names = [name.strip() for name in _split(" ".join(decode_name(text).split()), " and")]
    if len(names) == 1 and _is_list_in_braces(names[0]):
        names = [" ".join(name.split()) for name in _split(names[0][1:-1], " and")]
    kept = [name for name in names if name and name.lower() not in _OTHERS]
    others = any(name.lower() in _OTHERS for name in names)
    bare = [name for name in kept if "," not in name and not _is_whole(name)]
    turns = _is_family_first(bare)
    found: list[Person] = []
    for place, name in enumerate(kept):
        # "Ada Doe, Bo Roe, and Cy Poe" and "Ada Doe, Bo Roe and Cy Poe" have two commas too many.
        is_natural = name.endswith(",") or (place == 0 and len(kept) == 2 and "," not in kept[1])
        found += _read_name(name, is_natural=is_natural, turns=turns)
    return known(found), others


def _is_list_in_braces(name: str) -> bool:
    """Whether braces around the whole field hold a list: three names, or two with commas."""
    if not _is_whole(name):
        return False
    names = [" ".join(each.split()) for each in _split(name[1:-1], " and")]
    has_commas = len(names) > 1 and all("," in each and not is_group(each) for each in names)
    return has_commas or (len(names) > 2 and all(" " in each for each in names))


def _is_family_first(names: Sequence[str]) -> bool:
    """Whether all names are like `Smythe JQ`; a lone `Jane D.` says too little."""
    found: list[str] = []
    for name in map(read_plain_latex, names):
        initials = split_initials(name)[1]
        if initials and not is_group(name):
            found.append(initials)
        elif not is_group(name):
            return False
    return len(found) > 1 or sum(map(str.isupper, "".join(found))) > 1


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


def _read_name(name: str, *, is_natural: bool, turns: bool) -> list[Person]:
    if not _HAS_SYNTAX.search(name) and not turns:  # most, in half the time
        return [named(read_plain_latex(name))]
    is_whole = _is_whole(name)
    if "=" in name and (extended := _read_extended(name[1:-1] if is_whole else name)):
        return [extended]
    if is_whole:
        return [whole(read_plain_latex(name[1:-1]))]
    raw = list(_split(name, ","))
    parts = [read_plain_latex(part).replace(",", " ") for part in raw]
    if len(parts) == 1:
        if group := _GROUP_LAST.fullmatch(name):
            return [person(read_plain_latex(group[1]), group[2])]
        family, given, suffix = split_initials(parts[0]) if turns else ("", "", "")
        return [person(given, family, suffix) if family else named(parts[0])]
    text = ", ".join(filter(None, parts))
    pieces = split_names(text, is_natural=is_natural)
    return [family_first(piece) if "," in piece else named(piece) for piece in pieces]


def _read_extended(name: str) -> Person:
    """A name in biblatex's extended format, "" for one that is not."""
    parts = list(_split(name, ","))
    found = [_EXTENDED.fullmatch(part) for part in parts]
    told = {match[1]: read_plain_latex(match[2]) for match in found if match}
    if len(told) < len(parts) or not told.keys() & {"family", "given"}:
        return ""
    family = join_particle(told.get("prefix", ""), told.get("family", ""))
    return person(told.get("given", ""), family, told.get("suffix", ""))


def _is_whole(name: str) -> bool:
    """Whether one pair of braces holds the whole name."""
    if not (name.startswith("{") and name.endswith("}")):
        return False
    if name.startswith("{\\") and " " not in name:  # one letter with an accent
        return False
    depth = 0
    for at, char in enumerate(name):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at == len(name) - 1
    return False
