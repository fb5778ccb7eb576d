"""Authors and editors as foreign formats write them in, authors of our own format out.

`person` takes the parts of a name, `named` a name as people say it, `whole` a name that the source
marks as indivisible, `family_first` one such as `Doe, Ada`. `known` tidies a finished list and
splits what is several names in one text. HTML and LaTeX in a name are read first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, normalize

from papershelf.core.name_rules import (
    DEGREES,
    SUFFIXES,
    clean_name,
    has_glue,
    is_group,
    is_initials,
    join_name,
    split_east_asian,
    split_initials,
    split_suffix,
    stays_whole,
)
from papershelf.sources.parsing.latex_text import read_plain_latex
from papershelf.text.markup import decode_name

Person = str | dict[str, object]

CUT_SHORT = "et al."
"""The entry of a list of people that says that there are more, who are not named."""

_CUT_SHORT = re.compile(r"(?:(?<!\w)et\.? ?al\.?|\band others)$", re.IGNORECASE)
_CUT_SHORT_LENGTH = 10
_SEMICOLON = re.compile("[;；、]")
_AND = re.compile(r",? (?:and|&) ", re.IGNORECASE)
_ESCAPED_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\\'(?=[A-Z])")
"""As in `O\\'Brien`: no accent stands on a capital within a word."""
_LATEX_LETTER = re.compile(
    r"""\\(?:[`'^"~=.](?=\{?\\?[A-Za-z])|[uvHtcdbrk](?=\{| [A-Za-z])"""
    r"""|(?:o|O|l|L|ss|aa|AA|ae|AE|oe|OE|i|j)(?![A-Za-z])|&)"""
)
_GROUP_FIRST = re.compile(r"([^:;,]+): (\S.*)")


def person(given: str, family: str, suffix: str = "", **more: object) -> Person:
    """An author whose parts a source told apart; `more` are other keys of an author."""
    given, family = _read_text(given), clean_name(_read_text(family))
    if not family:
        return named(given, **more)
    if " " in family and is_group(family):  # "Gemini Team, Google"
        return whole(f"{family}, {given}" if given.strip() else family, **more)
    given, behind_given = split_suffix(clean_name(given))
    family, behind_family = split_suffix(family)
    suffix = suffix.strip() or behind_family or behind_given
    family = f"{family} {suffix}".rstrip()
    if not given:
        return _indivisible(family, {"family": family}, more)
    return describe({"name": join_name(given, family), "given": given, "family": family} | more)


def named(name: str, **more: object) -> Person:
    """An author of whom a source gives the whole name, in the order in which people say it."""
    return describe({"name": clean_name(_read_text(name))} | more)


def whole(name: str, **more: object) -> Person:
    """An author whose name a source marks as one whole: an organization, if it has two words."""
    return _indivisible(" ".join(_read_text(name).split()), {"kind": "organization"}, more)


def _read_text(text: str) -> str:
    """The text of a name without HTML and LaTeX, which services pass on as they got it.

    A backslash that begins no letter of LaTeX stays, and `check` warns of it.
    """
    text = decode_name(text)
    if "\\" not in text:
        return text
    plain = _ESCAPED_APOSTROPHE.sub("'", text)
    if "\\" in _LATEX_LETTER.sub("", plain):
        return text
    read = normalize("NFC", read_plain_latex(plain))
    return text if any(map(combining, read)) else read


def _indivisible(name: str, mark: dict[str, object], more: dict[str, object]) -> Person:
    """An author whose name is never split, marked so where the rules would split it."""
    if _CUT_SHORT.fullmatch(name):
        return CUT_SHORT
    return describe({"name": name} | ({} if stays_whole(name) else mark) | more)


def describe(told: dict[str, object]) -> Person:
    """An author as short as can be: a name alone where nothing else is known, "" for nobody."""
    known = {key: value for key, value in told.items() if value}
    if "name" not in known:
        return ""
    return known if len(known) > 1 else str(known["name"])


def family_first(name: str, *, suffix_last: bool = False, **more: object) -> Person:
    """An author written `Family, Given` or, by BibTeX, `Family, Jr., Given`.

    With `suffix_last`, as in RIS, the suffix is the third part: `Family, Given, Jr.`.
    """
    name = _read_text(name)
    parts = [" ".join(part.split()) for part in name.split(",")]
    rest = [part for part in parts[1:] if part and part.lower() not in DEGREES]
    if is_group(name):
        return whole(name.rstrip(", "), **more)
    if not rest or not parts[0]:
        return named(" ".join([parts[0], *rest]), **more)
    suffixes = [part for part in rest if part.lower() in SUFFIXES]
    if len(rest) == 1 and not suffixes:  # most
        return person(rest[0], parts[0], "", **more)
    if len(rest) == 2 and not suffixes:
        suffixes = [part for part in (rest[1] if suffix_last else rest[0],) if len(part) < 5]
    if len(rest) > 1 + len(suffixes):
        return named(name, **more)  # of whom nobody can say what is the family name
    givens = [part for part in rest if part not in suffixes]
    if not givens:
        return named(" ".join([parts[0], *suffixes]), **more)
    return person(" ".join(givens), parts[0], " ".join(suffixes), **more)


def read_family_first(names: Sequence[str], *, are_turned: bool = False) -> list[Person]:
    """The authors of a list in which family names come first, as RIS and PubMed write them.

    A name without a comma is `Family AB`, or an organization where persons of the list have commas;
    so is one that is alone, if `are_turned` says that names around the list have commas.
    """
    pieces = [
        piece
        for name in map(_read_text, names)
        for piece in ([name] if _is_body(name) else _split_family_first(name.rstrip(", ")))
    ]
    has_commas = any("," in name and not _is_body(name) and not is_group(name) for name in pieces)
    has_commas = has_commas or (are_turned and len(pieces) == 1)
    has_initials = any("," not in name for name in pieces) and any(
        split_initials(name)[0] and not is_group(name) for name in pieces
    )
    return [
        _read_family_first(piece, has_commas=has_commas, has_initials=has_initials)
        for piece in pieces
        if piece.strip(", ")
    ]


def _split_family_first(name: str) -> list[str]:
    """The names in one text, in which a single comma is one behind a family name."""
    name = clean_name(name)
    is_one = name.count(",") == 1 and not has_glue(name.replace(",", " "))
    return [name] if is_one else split_names(name)


def _is_body(name: str) -> bool:
    """Whether EndNote's commas mark an organization: `Rivers Board,` or `Rivers,, Lakes Board`."""
    return ",," in name or (name.endswith(",") and name.count(",") == 1)


def _read_family_first(name: str, *, has_commas: bool, has_initials: bool) -> Person:
    if name == CUT_SHORT:
        return CUT_SHORT
    if _is_body(name):
        return whole(name.rstrip(", ").replace(",,", ",", 1))
    if "," in name:
        return family_first(name, suffix_last=True)
    family, given = split_east_asian(name)
    if family:
        return person(given, family)
    family, given, suffix = split_initials(name)
    if family and (has_initials or not is_group(name)):
        return person(given, family, suffix)
    return whole(name) if has_commas else named(name)


def known(people: Iterable[Person]) -> list[Person]:
    """The authors who have a name; a text that is several names becomes several authors."""
    return [each for someone in people if someone for each in _unglue(someone)]


def _unglue(someone: Person) -> list[Person]:
    name = someone if isinstance(someone, str) else str(someone["name"])
    if not has_glue(name):  # most
        return [someone]
    more = {} if isinstance(someone, str) else {k: v for k, v in someone.items() if k != "name"}
    if more.keys() & {"given", "family", "kind"}:
        return [someone]
    pieces = split_names(name)
    if len(pieces) > 1:
        more = {}  # of whom it is told is not known
    return [_natural(piece, more) for piece in pieces]


def _natural(name: str, more: dict[str, object]) -> Person:
    if name.count(",") != 1:
        return named(name, **more)
    someone = family_first(name)
    return describe(({"name": someone} if isinstance(someone, str) else someone) | more)


def find_hidden_list(people: Iterable[object]) -> str:
    """A name of an organization that reads like several names in one, or ""."""
    for someone in people:
        if not isinstance(someone, dict) or not someone.get("kind"):
            continue
        name = str(someone["name"])
        if (not is_group(name) or ":" in name) and len(split_names(name)) > 1:
            return name
    return ""


# --- lists in one text ----------------------------------------------------------------------------


def split_names(text: str, *, is_natural: bool = False) -> list[str]:
    """The names that one text holds: itself, or those between `;`, `,`, `&` and "and".

    "et al." at the end becomes an entry `CUT_SHORT`. `is_natural` says that in other names of the
    list the family name is last, so that a comma is between names.
    """
    if not has_glue(text):
        return [text]
    text, end = " ".join(text.split()), []
    if not has_glue(text.replace(",", " ")):  # most have no sign but one comma
        return _split_commas(text, is_natural=is_natural)
    while found := _CUT_SHORT.search(text, max(0, len(text) - _CUT_SHORT_LENGTH)):
        text, end = text[: found.start()].rstrip(" ,;"), [CUT_SHORT]
    names = []
    for piece in _SEMICOLON.split(text):
        group = _GROUP_FIRST.fullmatch(piece.strip())
        if group and is_group(group[1]):
            names.append(group[1])
        members = group[2] if group and is_group(group[1]) else piece.strip()
        names += _split_and(members, is_natural=is_natural) if members else ()
    return names + end


def _split_and(text: str, *, is_natural: bool) -> list[str]:
    """The names between "and", "&" and commas, where those in one text are several."""
    pieces = [piece for piece in map(str.strip, _AND.split(text)) if piece]
    if len(pieces) < 2 or not all(map(_is_like_name, pieces)):
        return _split_commas(text, is_natural=is_natural)
    is_natural = is_natural or "," not in pieces[-1]
    return [name for piece in pieces for name in _split_commas(piece, is_natural=is_natural)]


def _is_like_name(text: str) -> bool:
    """Whether a text is more than a word of some name: `Ada Doe`, `Doe, A.`, `Doe A.`."""
    return " " in text and not text.partition(" ")[0].islower()


def _split_commas(text: str, *, is_natural: bool) -> list[str]:
    """The names between commas, where those in one text are several."""
    if "," not in text or (is_group(text) and not is_natural):
        return [text]
    parts: list[str] = []
    for part in (piece.strip() for piece in text.split(",")):
        if parts and part.lower() in SUFFIXES:
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
        # As in lists of references, where the first name alone is turned: "Doe, Ada, Bo Roe".
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    firsts, seconds = parts[::2], parts[1::2]
    if len(parts) > 3 and len(firsts) == len(seconds) and all(map(_is_all_initials, seconds)):
        return [f"{family}, {given}" for family, given in zip(firsts, seconds, strict=True)]
    return [text]


def _is_all_initials(text: str) -> bool:
    return all(map(is_initials, text.split()))
