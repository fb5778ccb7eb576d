"""Words to search by: a text comes in, the terms that stand for it in the index go out.

`assets/js/search/words.js` does the same with what a reader types; `tests/search/test_terms.py`
holds one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from papershelf.text.folding import fold_text

_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
_POSSESSIVE = re.compile(r"['\u2019](?:s\b)?")
_KEPT_ENDINGS = ("ss", "us", "is")


def split_words(text: str) -> list[str]:
    """The folded words of a text in their order; an apostrophe joins, or goes with its `s`."""
    if "'" in text or "\u2019" in text:
        text = _POSSESSIVE.sub("", text)
    return fold_text(text).split()


def find_compounds(text: str) -> Iterator[str]:
    """`pretraining` for each `pre-training` of a text: both spellings are in use."""
    if not text.isascii():
        text = text.translate(_DASHES)
    if "-" not in text:
        return
    for chunk in text.split():
        if "-" in chunk:
            for compound in _COMPOUND.findall(chunk):
                yield fold_text(compound).replace(" ", "")


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


COMMON_WORDS = frozenset(
    stem_word(word)
    for word in (
        "a about all also an and any are as at based be been between both but by can do does each "
        "et for from further given has have here how however in into is it its may more most not "
        "of on one only or other our paper propose proposed show shows such than that the their "
        "them then there these they this those through thus to two use used using via was we were "
        "what when where which while who why will with within without you your"
    ).split()
)
"""Words that nearly every abstract has: indexed in titles only, and no paper has to hold them."""
