"""Converts author and editor names of foreign formats to authors of our own format.

`make_person` takes separate name parts; `make_author_from_name` a full name in natural order;
`make_indivisible_author` a name that the source marks as indivisible; `parse_family_first_name` a
name such as `Doe, Ada`. `drop_empty_authors` cleans up a finished list and splits entries with
several names. HTML and LaTeX in names are decoded first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, normalize

from papershelf.core.name_rules import (
    DEGREES,
    NAME_SUFFIXES,
    clean_person_name,
    has_list_separator,
    is_indivisible,
    is_initials,
    is_organization_name,
    join_name,
    split_east_asian,
    split_initials,
    split_suffix,
)
from papershelf.sources.parsing.latex_text import decode_plain_latex
from papershelf.text.markup import decode_name_markup

AuthorValue = str | dict[str, object]

ET_AL = "et al."
"""The list entry that stands for further, unnamed authors."""

_ENDS_WITH_ET_AL = re.compile(r"(?:(?<!\w)et\.? ?al\.?|\band others)$", re.IGNORECASE)
_ET_AL_LENGTH = 10
_SEMICOLON = re.compile("[;；、]")
_AND = re.compile(r",? (?:and|&) ", re.IGNORECASE)
_ESCAPED_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\\'(?=[A-Z])")
"""As in `O\'Brien`: within a word, a capital letter takes no accent."""
_LATEX_LETTER = re.compile(
    r"""\\(?:[`'^"~=.](?=\{?\\?[A-Za-z])|[uvHtcdbrk](?=\{| [A-Za-z])"""
    r"""|(?:o|O|l|L|ss|aa|AA|ae|AE|oe|OE|i|j)(?![A-Za-z])|&)"""
)
_ORGANIZATION_PREFIX = re.compile(r"([^:;,]+): (\S.*)")


def make_person(given_names: str, family: str, suffix: str = "", **more: object) -> AuthorValue:
    """An author from separate name parts; `more` are other keys of an author."""
    given_names, family = _decode_name(given_names), clean_person_name(_decode_name(family))
    if not family:
        return make_author_from_name(given_names, **more)
    if " " in family and is_organization_name(family):  # for example "Gemini Team, Google"
        return make_indivisible_author(
            f"{family}, {given_names}" if given_names.strip() else family, **more
        )
    given_names, behind_given = split_suffix(clean_person_name(given_names))
    family, behind_family = split_suffix(family)
    suffix = suffix.strip() or behind_family or behind_given
    family = f"{family} {suffix}".rstrip()
    if not given_names:
        return _mark_indivisible(family, {"family": family}, more)
    return compact_author(
        {"name": join_name(given_names, family), "given": given_names, "family": family} | more
    )


def make_author_from_name(name: str, **more: object) -> AuthorValue:
    """An author from a full name in natural order."""
    return compact_author({"name": clean_person_name(_decode_name(name))} | more)


def make_indivisible_author(name: str, **more: object) -> AuthorValue:
    """An author whose name the source marks as indivisible; with two words, an organization."""
    return _mark_indivisible(" ".join(_decode_name(name).split()), {"kind": "organization"}, more)


def _decode_name(text: str) -> str:
    """The name without HTML and LaTeX, which services pass on from their sources.

    A backslash that is not LaTeX for a letter is kept; `check` reports it.
    """
    text = decode_name_markup(text)
    if "\\" not in text:
        return text
    plain = _ESCAPED_APOSTROPHE.sub("'", text)
    if "\\" in _LATEX_LETTER.sub("", plain):
        return text
    read = normalize("NFC", decode_plain_latex(plain))
    return text if any(map(combining, read)) else read


def _mark_indivisible(
    name: str, organization_mark: dict[str, object], more: dict[str, object]
) -> AuthorValue:
    """An author whose name must not be split, marked as such if our rules would split it."""
    if _ENDS_WITH_ET_AL.fullmatch(name):
        return ET_AL
    return compact_author(
        {"name": name} | ({} if is_indivisible(name) else organization_mark) | more
    )


def compact_author(parts: dict[str, object]) -> AuthorValue:
    """The shortest form of an author: a string if only the name is known, "" if nothing is."""
    known = {key: value for key, value in parts.items() if value}
    if "name" not in known:
        return ""
    return known if len(known) > 1 else str(known["name"])


def parse_family_first_name(name: str, *, suffix_last: bool = False, **more: object) -> AuthorValue:
    """Parse a name written `Family, Given` or, as in BibTeX, `Family, Jr., Given`.

    With `suffix_last`, as in RIS, the suffix is the third part: `Family, Given, Jr.`.
    """
    name = _decode_name(name)
    parts = [" ".join(part.split()) for part in name.split(",")]
    rest = [part for part in parts[1:] if part and part.lower() not in DEGREES]
    if is_organization_name(name):
        return make_indivisible_author(name.rstrip(", "), **more)
    if not rest or not parts[0]:
        return make_author_from_name(" ".join([parts[0], *rest]), **more)
    suffixes = [part for part in rest if part.lower() in NAME_SUFFIXES]
    if len(rest) == 1 and not suffixes:  # the most common case
        return make_person(rest[0], parts[0], "", **more)
    if len(rest) == 2 and not suffixes:
        suffixes = [part for part in (rest[1] if suffix_last else rest[0],) if len(part) < 5]
    if len(rest) > 1 + len(suffixes):
        return make_author_from_name(name, **more)  # the family name is unknown
    givens = [part for part in rest if part not in suffixes]
    if not givens:
        return make_author_from_name(" ".join([parts[0], *suffixes]), **more)
    return make_person(" ".join(givens), parts[0], " ".join(suffixes), **more)


def parse_family_first_names(
    names: Sequence[str], *, are_reversed: bool = False
) -> list[AuthorValue]:
    """Parse a list of names with the family name first, as in RIS and PubMed.

    A name without a comma is `Family AB`, or an organization if other names of the list have
    commas. For a single name, `are_reversed` says whether names of nearby lists have commas.
    """
    pieces = [
        piece
        for name in map(_decode_name, names)
        for piece in (
            [name] if _is_endnote_organization(name) else _split_family_first(name.rstrip(", "))
        )
    ]
    has_commas = any(
        "," in name and not _is_endnote_organization(name) and not is_organization_name(name)
        for name in pieces
    )
    has_commas = has_commas or (are_reversed and len(pieces) == 1)
    has_initials = any("," not in name for name in pieces) and any(
        split_initials(name)[0] and not is_organization_name(name) for name in pieces
    )
    return [
        _parse_family_first(piece, has_commas=has_commas, has_initials=has_initials)
        for piece in pieces
        if piece.strip(", ")
    ]


def _split_family_first(name: str) -> list[str]:
    """Split a text into names in which a single comma follows the family name."""
    name = clean_person_name(name)
    is_one = name.count(",") == 1 and not has_list_separator(name.replace(",", " "))
    return [name] if is_one else split_names(name)


def _is_endnote_organization(name: str) -> bool:
    """Whether commas mark an organization as in EndNote: `Rivers Board,` or `Rivers,, Lakes Board`."""
    return ",," in name or (name.endswith(",") and name.count(",") == 1)


def _parse_family_first(name: str, *, has_commas: bool, has_initials: bool) -> AuthorValue:
    if name == ET_AL:
        return ET_AL
    if _is_endnote_organization(name):
        return make_indivisible_author(name.rstrip(", ").replace(",,", ",", 1))
    if "," in name:
        return parse_family_first_name(name, suffix_last=True)
    family, given = split_east_asian(name)
    if family:
        return make_person(given, family)
    family, given, suffix = split_initials(name)
    if family and (has_initials or not is_organization_name(name)):
        return make_person(given, family, suffix)
    return make_indivisible_author(name) if has_commas else make_author_from_name(name)


def drop_empty_authors(authors: Iterable[AuthorValue]) -> list[AuthorValue]:
    """The authors with a name; a text with several names becomes several authors."""
    return [each for someone in authors if someone for each in _split_joined_names(someone)]


def _split_joined_names(someone: AuthorValue) -> list[AuthorValue]:
    name = someone if isinstance(someone, str) else str(someone["name"])
    if not has_list_separator(name):  # the most common case
        return [someone]
    more = {} if isinstance(someone, str) else {k: v for k, v in someone.items() if k != "name"}
    if more.keys() & {"given", "family", "kind"}:
        return [someone]
    pieces = split_names(name)
    if len(pieces) > 1:
        more = {}  # cannot be assigned to one of the names
    return [_author_in_natural_order(piece, more) for piece in pieces]


def _author_in_natural_order(name: str, more: dict[str, object]) -> AuthorValue:
    if name.count(",") != 1:
        return make_author_from_name(name, **more)
    someone = parse_family_first_name(name)
    return compact_author(({"name": someone} if isinstance(someone, str) else someone) | more)


def hidden_name_list(people: Iterable[object]) -> str:
    """A name of an organization that looks like several names, or ""."""
    for someone in people:
        if not isinstance(someone, dict) or not someone.get("kind"):
            continue
        name = str(someone["name"])
        if (not is_organization_name(name) or ":" in name) and len(split_names(name)) > 1:
            return name
    return ""


# --- lists of names in one text ---------------------------------------------------------------


def split_names(text: str, *, is_natural: bool = False) -> list[str]:
    """Split a text into names, at `;`, `,`, `&` and "and".

    "et al." at the end becomes the entry `ET_AL`. `is_natural` says that other names of the list
    have the family name last, so a comma separates names.
    """
    if not has_list_separator(text):
        return [text]
    text, end = " ".join(text.split()), []
    # the most common case: no separator except possibly one comma
    if not has_list_separator(text.replace(",", " ")):
        return _split_commas(text, is_natural=is_natural)
    while found := _ENDS_WITH_ET_AL.search(text, max(0, len(text) - _ET_AL_LENGTH)):
        text, end = text[: found.start()].rstrip(" ,;"), [ET_AL]
    names = []
    for piece in _SEMICOLON.split(text):
        group = _ORGANIZATION_PREFIX.fullmatch(piece.strip())
        if group and is_organization_name(group[1]):
            names.append(group[1])
        members = group[2] if group and is_organization_name(group[1]) else piece.strip()
        names += _split_and(members, is_natural=is_natural) if members else ()
    return names + end


def _split_and(text: str, *, is_natural: bool) -> list[str]:
    """Split at "and", "&" and commas, if the text contains several names."""
    pieces = [piece for piece in map(str.strip, _AND.split(text)) if piece]
    if len(pieces) < 2 or not all(map(_is_like_name, pieces)):
        return _split_commas(text, is_natural=is_natural)
    is_natural = is_natural or "," not in pieces[-1]
    return [name for piece in pieces for name in _split_commas(piece, is_natural=is_natural)]


def _is_like_name(text: str) -> bool:
    """Whether a text can be a complete name: `Ada Doe`, `Doe, A.`, `Doe A.`."""
    return " " in text and not text.partition(" ")[0].islower()


def _split_commas(text: str, *, is_natural: bool) -> list[str]:
    """Split at commas, if the text contains several names."""
    if "," not in text or (is_organization_name(text) and not is_natural):
        return [text]
    parts: list[str] = []
    for part in (piece.strip() for piece in text.split(",")):
        if parts and part.lower() in NAME_SUFFIXES:
            parts[-1] = f"{parts[-1]} {part}"
        elif part and part.lower() not in DEGREES:
            parts.append(part)
    if len(parts) == 1:
        return parts
    if all(" " in part for part in parts):
        begins = all(is_initials(part.partition(" ")[0]) for part in parts)
        if len(parts) > 2 or is_natural or begins:
            return parts
    are_natural = all(" " in part and not _is_all_initials(part) for part in parts[2:])
    if len(parts) > 2 and " " not in parts[0] and are_natural:
        # As in bibliographies that invert only the first name: "Doe, Ada, Bo Roe".
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    firsts, seconds = parts[::2], parts[1::2]
    if len(parts) > 3 and len(firsts) == len(seconds) and all(map(_is_all_initials, seconds)):
        return [f"{family}, {given}" for family, given in zip(firsts, seconds, strict=True)]
    return [text]


def _is_all_initials(text: str) -> bool:
    return all(map(is_initials, text.split()))
