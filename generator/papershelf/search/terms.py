"""Words to search by: a text comes in, the terms that stand for it in the index go out.

`assets/js/search/words.js` does the same with what a reader types; `tests/search/test_terms.py`
holds one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.text.folding import fold_text
from papershelf.text.plurals import stem_word
from papershelf.text.stop_words import ABSTRACT_STOP_WORDS

_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
_POSSESSIVE = re.compile(r"['\u2019](?:s\b)?")


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


COMMON_WORDS = frozenset(map(stem_word, ABSTRACT_STOP_WORDS))
"""Words that nearly every abstract has: indexed in titles only, and no paper has to hold them."""
