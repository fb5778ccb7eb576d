r"""Parses author fields of BibTeX into authors of our own format.

Names are separated by "and" outside of braces; a name in braces is indivisible. As in BibTeX, a
name is `First von Last`, `von Last, First` or `von Last, Jr, First`. Also supported: biblatex's
extended names (`family=…, given=…, prefix=…`) and lists with other separators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from papershelf.core.name_rules import attach_particle, is_organization_name, split_initials
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
    make_indivisible_author,
    make_person,
    parse_family_first_name,
    split_names,
)
from papershelf.sources.parsing.latex_text import decode_plain_latex
from papershelf.text.markup import decode_name_markup

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\\)[{}]|\s+and(?=\s)|,", re.IGNORECASE)
_GROUP_LAST = re.compile(r"(.*\S)\s+\{([^{}\\]+ [^{}\\]+)\}")
# Options of biblatex's extended names (biblatex 3.20, 3.6), including those that are not parts.
_EXTENDED = re.compile(
    r'\s*"?\s*(family|given|prefix|suffix|(?:family|given|prefix|suffix)-i|id|hash|useprefix'
    r'|uniquename|sortingnamekeytemplatename)\s*=\s*(.*?)\s*"?\s*',
    re.DOTALL,
)
_HAS_SYNTAX = re.compile("[{},=]")
_ET_AL_WORDS = frozenset({"others", "et al.", "et al"})


def parse_bibtex_names(text: str) -> tuple[list[AuthorValue], bool]:
    """The authors, and whether the list ends with "and others"."""
    names = [
        name.strip()
        for name in _split_outside_braces(" ".join(decode_name_markup(text).split()), " and")
    ]
    if len(names) == 1 and _is_list_in_braces(names[0]):
        names = [" ".join(name.split()) for name in _split_outside_braces(names[0][1:-1], " and")]
    kept = [name for name in names if name and name.lower() not in _ET_AL_WORDS]
    others = any(name.lower() in _ET_AL_WORDS for name in names)
    bare = [name for name in kept if "," not in name and not _is_one_group(name)]
    turns = _is_family_first(bare)
    found: list[AuthorValue] = []
    for place, name in enumerate(kept):
        # "Ada Doe, Bo Roe, and Cy Poe" and "Ada Doe, Bo Roe and Cy Poe" also have separating
        # commas.
        is_natural = name.endswith(",") or (place == 0 and len(kept) == 2 and "," not in kept[1])
        found += _parse_name(name, is_natural=is_natural, may_be_reversed=turns)
    return drop_empty_authors(found), others


def _is_list_in_braces(name: str) -> bool:
    """Whether braces around the whole field contain a list: three names, or two with commas."""
    if not _is_one_group(name):
        return False
    names = [" ".join(each.split()) for each in _split_outside_braces(name[1:-1], " and")]
    has_commas = len(names) > 1 and all(
        "," in each and not is_organization_name(each) for each in names
    )
    return has_commas or (len(names) > 2 and all(" " in each for each in names))


def _is_family_first(names: Sequence[str]) -> bool:
    """Whether all names look like `Smythe JQ`; a single `Jane D.` is not sufficient evidence."""
    found: list[str] = []
    for name in map(decode_plain_latex, names):
        initials = split_initials(name)[1]
        if initials and not is_organization_name(name):
            found.append(initials)
        elif not is_organization_name(name):
            return False
    return len(found) > 1 or sum(map(str.isupper, "".join(found))) > 1


def _split_outside_braces(text: str, separator: str) -> Iterator[str]:
    """Split a text at marks (`,` or " and") outside of braces."""
    if "{" not in text:
        yield from _AND.split(f" {text} ") if separator == " and" else text.split(separator)
        return
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "{}":
            depth = max(depth + (1 if token[0] == "{" else -1), 0)
        elif depth == 0 and (token[0] == ",") == (separator == ","):
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _parse_name(name: str, *, is_natural: bool, may_be_reversed: bool) -> list[AuthorValue]:
    # the most common case, in half the time
    if not _HAS_SYNTAX.search(name) and not may_be_reversed:
        return [make_author_from_name(decode_plain_latex(name))]
    is_whole = _is_one_group(name)
    if "=" in name and (extended := _parse_extended_name(name[1:-1] if is_whole else name)):
        return [extended]
    if is_whole:
        return [make_indivisible_author(decode_plain_latex(name[1:-1]))]
    raw = list(_split_outside_braces(name, ","))
    parts = [decode_plain_latex(part).replace(",", " ") for part in raw]
    if len(parts) == 1:
        if group := _GROUP_LAST.fullmatch(name):
            return [make_person(decode_plain_latex(group[1]), group[2])]
        family, given, suffix = split_initials(parts[0]) if may_be_reversed else ("", "", "")
        return [make_person(given, family, suffix) if family else make_author_from_name(parts[0])]
    text = ", ".join(filter(None, parts))
    pieces = split_names(text, is_natural=is_natural)
    return [
        parse_family_first_name(piece) if "," in piece else make_author_from_name(piece)
        for piece in pieces
    ]


def _parse_extended_name(name: str) -> AuthorValue:
    """A name in biblatex's extended format, or ""."""
    parts = list(_split_outside_braces(name, ","))
    found = [_EXTENDED.fullmatch(part) for part in parts]
    name_parts = {match[1]: decode_plain_latex(match[2]) for match in found if match}
    if len(name_parts) < len(parts) or not name_parts.keys() & {"family", "given"}:
        return ""
    family = attach_particle(name_parts.get("prefix", ""), name_parts.get("family", ""))
    return make_person(name_parts.get("given", ""), family, name_parts.get("suffix", ""))


def _is_one_group(name: str) -> bool:
    """Whether one pair of braces encloses the whole name."""
    if not (name.startswith("{") and name.endswith("}")):
        return False
    if name.startswith("{\\") and " " not in name:  # a single letter with an accent
        return False
    depth = 0
    for at, char in enumerate(name):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth == 0:
            return at == len(name) - 1
    return False
