"""Different forms of one word: plurals, spellings, stems, names of symbols, split compounds.

The table is `word_forms.json`, which the search in the browser also reads
(`frontend/js/search/forms.js`). The rules are applied to the texts of papers and to queries, so a
rule that maps an uncommon word to something else does no harm, as long as no other word is mapped
to the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

_TABLE: Final[Mapping[str, Any]] = json.loads(
    files("papershelf.text.words").joinpath("word_forms.json").read_text("utf-8")
)
_WORDS: Final[Mapping[str, str]] = _TABLE["words"]
_SPELLINGS: Final[Mapping[str, str]] = _TABLE["spellings"]
_SYMBOLS: Final[Mapping[str, str]] = _TABLE["symbols"]
_ENDINGS: Final[tuple[tuple[str, str], ...]] = tuple(map(tuple, _TABLE["endings"]))
_BRITISH_ENDINGS = tuple(british for british, _ in _ENDINGS)
_ENDINGS_KEPT_AFTER = re.compile(_TABLE["endings_kept_after"])
_SPELLING = re.compile("|".join(_SPELLINGS))
_OTHER_SCRIPTS = tuple((re.compile(old), new) for old, new in _TABLE["other_scripts"])
"""The Arabic article, and Hindi nasal sounds, which are written in two ways."""
_LONG_PLURALS = ("sses", "shes", "ches", "xes", "zzes")
_SHORTEST_STEM = 3
_STEM_ENDINGS: Final[tuple[str, ...]] = tuple(_TABLE["stem_endings"])
_SHORTEST_QUERY_STEM = 4
_KEPT_DOUBLE = "lsz"


@cache
def normalize_word(word: str) -> str:
    """Return the singular of a folded word in American spelling.

    Only plural endings are removed, a variant of the S-stemmer (Harman 1991, doi:10.1002/asi):
    readers search for words as they appear in titles, and a stronger stemmer also confuses more
    words.
    """
    if word in _WORDS:
        return _WORDS[word]
    if not word.isascii():
        for pattern, replacement in _OTHER_SCRIPTS:
            word = pattern.sub(replacement, word)
        return word
    if len(word) <= _SHORTEST_STEM:
        return word
    singular = _remove_plural_ending(_SPELLING.sub(lambda found: _SPELLINGS[found[0]], word))
    return _WORDS.get(singular) or _americanize_ending(singular)


def _remove_plural_ending(word: str) -> str:
    if word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > len("dies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_LONG_PLURALS) else word[:-1]


def _americanize_ending(word: str) -> str:
    """Return `organize` for `organise`, but `precise` and `supervise` as they are."""
    if not word.endswith(_BRITISH_ENDINGS):  # nearly all words
        return word
    for british, american in _ENDINGS:
        if word.endswith(british):
            stem = word[: -len(british)]
            kept = len(stem) < _SHORTEST_STEM or _ENDINGS_KEPT_AFTER.search(stem)
            return word if kept else f"{stem}{american}"
    return word


def stem_query_word(word: str) -> str:
    """Return the beginning that a word shares with its other forms, as `pruned` and `pruning`.

    Only words of queries are stemmed, to find other forms of them in the index, which count less.
    """
    if not (word.isascii() and word.isalpha()):
        return word
    for ending in _STEM_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_QUERY_STEM:
            stem = word[: -len(ending)]
            is_double = stem[-1] == stem[-2] and stem[-1] not in _KEPT_DOUBLE
            return stem[:-1] if is_double else stem
    return word


def _symbol_pattern(symbol: str) -> str:
    after = r"(?![^\W\d_])" if symbol[-1].isalpha() else ""
    return rf"{re.escape(symbol)}{after}"


_SYMBOL = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(map(_symbol_pattern, _SYMBOLS))})", re.IGNORECASE | re.ASCII
)

_SYMBOL_END = re.compile(r"[#\\]|\+\+")


def name_symbols(text: str) -> str:
    """Replace symbols by the words that are indexed for them: `C++` becomes `cplusplus`."""
    if not _SYMBOL_END.search(text):  # much faster than the whole pattern
        return text
    return _SYMBOL.sub(lambda found: _SYMBOLS[found[0].lower()], text)


COMPOUNDS: Final[Mapping[tuple[str, ...], str]] = {
    (normalize_word(one), normalize_word(other)): normalize_word(f"{one}{other}")
    for one, other in (compound.split() for compound in _TABLE["compounds"])
}
"""Compounds that are also written as two words, by these words: `("data", "set")` is `dataset`."""
SPLIT_COMPOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    compound: parts for parts, compound in COMPOUNDS.items()
}
"""The two words of each compound, by the compound."""
