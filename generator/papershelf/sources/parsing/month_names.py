"""Names of months in many languages, and the number of the month that each means.

The names are in `month_names.tsv`, which `tools/month_names.py` makes from CLDR; the file is read
at the first name that is not English.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("month_names.tsv")
_ENGLISH = (
    "january february march april may june july august september october november december"
).split()
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_SHORT = {
    name[:length]: number
    for number, name in enumerate(_ENGLISH, 1)
    for length in (3, 4, len(name))
    if len(name) >= length
} | {roman: number for number, roman in enumerate(_ROMAN, 1)}
_IN_HEBREW = "ב"
"""What Hebrew writes before the month behind a day: "in May"."""
_SHORTEST_STEM = 5
"""A name of so many letters is also found with an ending: Basque `maiatzaren`."""
_SHORTEST_CUT = 4
"""So many letters of a name are enough where no other month begins with them: `Decemb.`."""


def find_month(word: str, language: str = "") -> int:
    """The month that a folded word means, 1 to 12; 0 for a word that means none or several.

    `language` (BCP 47) decides between languages that use one name for different months.
    """
    if word in _SHORT:
        return _SHORT[word]
    if len(word) < 2 and word.isascii():
        return 0
    names, shared = _tables()
    if word in shared:
        return shared[word].get(language[:2].lower(), 0)
    word = word.removeprefix(_IN_HEBREW)
    return names.get(word) or _find_inflected(word, names) or _find_cut(word)


def replace_compound_names(text: str) -> str:
    """A folded text whose month names of several words (`meán fómhair`) are in English."""
    return _compounds().sub(lambda match: f" {_ENGLISH[_tables()[0][match[0]] - 1]} ", text)


def _find_inflected(word: str, names: dict[str, int]) -> int:
    for end in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        if number := names.get(word[:end]):
            return number
    return 0


def _find_cut(word: str) -> int:
    if len(word) < _SHORTEST_CUT:
        return 0
    names = _sorted_names()
    found = set()
    for name, number in names[bisect_left(names, (word, 0)) :]:
        if not name.startswith(word):
            break
        found.add(number)
    return found.pop() if len(found) == 1 else 0


@cache
def _tables() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Months by name; and by name and language, where languages disagree."""
    names: dict[str, int] = {}
    shared: dict[str, dict[str, int]] = {}
    for line in PATH.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, number, *languages = line.split("\t")
        if languages:
            shared.setdefault(name, {}).update(dict.fromkeys(languages, int(number)))
        else:
            names[name] = int(number)
    return names, shared


@cache
def _sorted_names() -> list[tuple[str, int]]:
    return sorted(_tables()[0].items())


@cache
def _compounds() -> re.Pattern[str]:
    names = [name for name in _tables()[0] if re.search(r"[\s.'-]", name)]
    chosen = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{chosen})(?!\w)")
