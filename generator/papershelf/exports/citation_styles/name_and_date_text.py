"""Text helpers shared by citation styles: names, initials, page ranges, dates and title case.

Takes names, pages and titles of a `Citation`; returns plain text that the styles escape and join.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from papershelf.records.person_names import PersonName

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_RANGE = re.compile(r"([^\W\d]*)([0-9]+)-([^\W\d]*)([0-9]+)")
_LOWERCASE_WORDS = frozenset(
    "a according across afore after against ahead along alongside amid amidst among amongst an and "
    "anenst apart apropos around as aside astride at athwart atop back barring be because before "
    "behind below beneath beside besides between beyond but by c ca circa close d'un d'une de "
    "despite down during et except far following for forenenst from given in inside instead "
    "into la le les lest like minus modulo near next nigh nor notwithstanding of off on onto or "
    "out outside over pace past per plus pro qua regardless round sans save since so subsequent "
    "than that the through throughout thru thruout till to toward towards under underneath until "
    "unto up upon v van versus via vis-à-vis von vs with within without yet".split()
)
_SENTENCE_STARTS = frozenset(":?!—")
_WORD = re.compile(r"[^\s–—/-]+")


@lru_cache(maxsize=1 << 16)
def render_initials(given: str, dot: str = ". ", hyphen: str = "-") -> str:
    """Return the initials of given names: `G. G.`, `J.-P.`, or `GG` and `JP` without dots and hyphens.

    Lowercase words are kept in full, but a lowercase part after a hyphen is dropped.
    """
    if given.isalpha() and not given[0].islower():  # one word, as most given names
        return given[0] + dot.rstrip()
    text = ""
    for word in filter(None, re.split(r"[\s.]+", given.replace(".-", "-"))):
        if not word.strip("-"):
            continue
        first, *rest = filter(None, word.split("-"))
        if first[0].islower():
            text = f"{text.rstrip()} {word} "
            continue
        letters = [first[0], *(part[0] for part in rest if not part[0].islower())]
        text += hyphen.join(f"{letter}{dot.rstrip()}" for letter in letters)
        text += " " if dot.endswith(" ") else ""
    return text.strip()


@lru_cache(maxsize=1 << 16)
def add_initial_stops(given: str) -> str:
    """Add a full stop to each bare initial in given names: `Celso M.`, `C. K.`."""
    if given.isalpha() and len(given) > 1:  # one word, as most given names
        return given
    words = re.sub(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)", " ", given).split()
    return " ".join(f"{word}." if len(word) == 1 and word.isupper() else word for word in words)


def render_family_first(
    name: PersonName, given: str, *, comma: str = ", ", suffix: str = ", "
) -> str:
    """Format a name with the family name first: `van der Berg, J., Jr.`."""
    if name.literal:
        return name.literal
    whole = f"{name.surname}{comma}{given}" if given else name.surname
    return f"{whole}{suffix}{name.suffix}" if name.suffix else whole


def render_given_first(name: PersonName, given: str) -> str:
    """Format a name in natural order: `J. van der Berg Jr.`."""
    return name.literal or " ".join(filter(None, (given, name.surname, name.suffix)))


def join_names(names: Sequence[str], last: str, two: str = "") -> str:
    """Join names with commas, and `last` before the last one; `two` joins exactly two names."""
    if len(names) == 2:
        return (two or last).join(names)
    return ", ".join(names[:-1]) + last + names[-1] if len(names) > 1 else "".join(names)


def typeset_quotes(text: str, *, is_nested: bool = False) -> str:
    """Convert quotation marks to typographic ones; to single ones if the text `is_nested` in others."""
    if "'" not in text and '"' not in text:
        return text
    marks = r"‘\1’" if is_nested else r"“\1”"
    return re.sub(r'"([^"]*)"', marks, text).replace("'", "’")


def render_page_range(pages: str, shorten: Callable[[str, str], str] | None = None) -> str:
    """Format a page range with an en dash; `shorten` abbreviates the last page by the rule of a style."""
    found = _RANGE.fullmatch(pages)
    if not found:
        return pages.replace("-", "–")
    prefix, first, other, last = found.groups()
    if not shorten or prefix != other or len(first) != len(last) or first >= last:
        return f"{prefix}{first}–{other}{last}"
    return f"{prefix}{first}–{shorten(first, last)}"


def shorten_fully(first: str, last: str) -> str:
    """Keep only the digits that differ: 101–117 is 101–17, 11–19 is 11–9."""
    same = next(i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
    return last[same:]


def shorten_by_chicago(first: str, last: str) -> str:
    """Shorten the last page by the rules of the Chicago Manual.

    It stays in full below 100 and after multiples of 100. After 101–109 and the like, only the
    changed digits are kept; otherwise two digits, or more if needed.
    """
    if len(first) < 3 or first.endswith("00"):
        return last
    changed = shorten_fully(first, last)
    if first[-2] == "0":
        return changed.lstrip("0") or changed
    return last if len(first) == 4 and len(changed) == 3 else last[-max(2, len(changed)) :]


def capitalize_title(title: str) -> str:
    """Capitalize a title; words with a capital are unchanged, and small words inside stay lowercase."""
    words = list(_WORD.finditer(title))
    pieces, end = [], 0
    for number, found in enumerate(words):
        between = title[end : found.start()]
        is_edge = number in (0, len(words) - 1)
        begins = is_edge or title[: found.start()].rstrip()[-1:] in _SENTENCE_STARTS
        pieces += [between, _capitalize(found[0], is_first=begins)]
        end = found.end()
    return "".join([*pieces, title[end:]])


@lru_cache(maxsize=1 << 14)
def _capitalize(word: str, *, is_first: bool) -> str:
    bare = word.strip(".,:;!?()[]“”‘’\"'")
    is_sign = len(bare) == 1 and not (is_first and bare.isascii())
    if word != word.lower() or is_sign or any(map(str.isdigit, word)):
        return word
    if bare in _LOWERCASE_WORDS and not is_first:
        return word
    place = next((i for i, letter in enumerate(word) if letter.isalnum()), 0)
    return word[:place] + word[place : place + 1].upper() + word[place + 1 :]
