"""Stems English plurals for matching.

`stem_word` follows the same rules as the search in the browser. `stem_topic_word` applies exactly
Harman's three rules, used to compare related papers: "classes" becomes "classe" everywhere.
"""

from __future__ import annotations

from functools import cache

_KEPT_ENDINGS = ("ss", "us", "is")


@cache
def stem_word(word: str) -> str:
    """Return the singular of an English word, a variant of the S-stemmer.

    See Harman (1991, doi:10.1002/asi). Only plural endings are removed: readers search for words as
    they appear in titles, and a stronger stemmer also confuses more words.
    """
    if len(word) < 4 or word[-1] != "s" or word.endswith(_KEPT_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def stem_topic_word(word: str) -> str:
    """Return the stem by Harman's original S-stemmer (How effective is suffixing?, 1991)."""
    if len(word) < 4 or word[-1] != "s":
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]
