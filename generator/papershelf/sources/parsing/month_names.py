"""Maps month names in many languages to month numbers.

The names are in `month_names.tsv`, which `tools/month_names.py` generates from CLDR. The file is
loaded at the first name that is not English.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from pathlib import Path

MONTHS_FILE = Path(__file__).with_name("month_names.tsv")
_ENGLISH = (
    "january february march april may june july august september october november december"
).split()
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_ENGLISH_ABBREVIATIONS = {
    name[:length]: number
    for number, name in enumerate(_ENGLISH, 1)
    for length in (3, 4, len(name))
    if len(name) >= length
} | {roman: number for number, roman in enumerate(_ROMAN, 1)}
_IN_HEBREW = "ב"
"""The Hebrew prefix of a month after a day: "in May"."""
_MIN_STEM = 5
"""Names of at least this length also match with an ending, as in Basque `maiatzaren`."""
_MIN_ABBREVIATION = 4
"""This many letters suffice if they start the name of only one month: `Decemb.`."""


def month_number(word: str, language: str = "") -> int:
    """The month (1 to 12) of a folded word; 0 if it is not a month or is ambiguous.

    `language` (BCP 47) decides if languages use one name for different months.
    """
    if word in _ENGLISH_ABBREVIATIONS:
        return _ENGLISH_ABBREVIATIONS[word]
    if len(word) < 2 and word.isascii():
        return 0
    names, shared = _load_tables()
    if word in shared:
        return shared[word].get(language[:2].lower(), 0)
    word = word.removeprefix(_IN_HEBREW)
    return names.get(word) or _inflected_month(word, names) or _abbreviated_month(word)


def replace_compound_names(text: str) -> str:
    """Replace month names of several words (`meán fómhair`) in a folded text with English names."""
    return _compound_pattern().sub(
        lambda match: f" {_ENGLISH[_load_tables()[0][match[0]] - 1]} ", text
    )


def _inflected_month(word: str, names: dict[str, int]) -> int:
    for end in range(len(word) - 1, _MIN_STEM - 1, -1):
        if number := names.get(word[:end]):
            return number
    return 0


def _abbreviated_month(word: str) -> int:
    if len(word) < _MIN_ABBREVIATION:
        return 0
    names = _names_by_order()
    found = set()
    for name, number in names[bisect_left(names, (word, 0)) :]:
        if not name.startswith(word):
            break
        found.add(number)
    return found.pop() if len(found) == 1 else 0


@cache
def _load_tables() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Months by name; and by name and language, where languages differ."""
    names: dict[str, int] = {}
    shared: dict[str, dict[str, int]] = {}
    for line in MONTHS_FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, number, *languages = line.split("\t")
        if languages:
            shared.setdefault(name, {}).update(dict.fromkeys(languages, int(number)))
        else:
            names[name] = int(number)
    return names, shared


@cache
def _names_by_order() -> list[tuple[str, int]]:
    return sorted(_load_tables()[0].items())


@cache
def _compound_pattern() -> re.Pattern[str]:
    names = [name for name in _load_tables()[0] if re.search(r"[\s.'-]", name)]
    chosen = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{chosen})(?!\w)")
