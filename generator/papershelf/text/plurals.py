"""The singular of English words, for matching: S-stemmers, which take off plural endings alone.

The search in the browser repeats the rules of `stem_word`. `stem_topic_word` keeps to Harman's
three rules, by which related papers are compared: "classes" becomes "classe", the same for all.
"""

from __future__ import annotations

from functools import cache

_KEPT_ENDINGS = ("ss", "us", "is")


@cache
def stem_word(word: str) -> str:
    """The singular of an English word, by the S-stemmer (Harman 1991, doi:10.1002/asi), roughly.

    Only plurals go: readers look for words as they stand in titles, and a stemmer that finds more
    also confuses more.
    """
    if len(word) < 4 or word[-1] != "s" or word.endswith(_KEPT_ENDINGS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def stem_topic_word(word: str) -> str:
    """The singular by Harman's S-stemmer (How effective is suffixing?, 1991), as it is there."""
    if len(word) < 4 or word[-1] != "s":
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]
