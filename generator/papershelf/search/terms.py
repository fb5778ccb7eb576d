"""Tokenizes text into the terms of the index.

`assets/js/search/words.js` does the same for queries; `tests/search/test_terms.py` checks that
both agree.
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
    """Return the folded words of a text in order; an apostrophe is dropped, together with a final `s`."""
    if "'" in text or "\u2019" in text:
        text = _POSSESSIVE.sub("", text)
    return fold_text(text).split()


def find_compounds(text: str) -> Iterator[str]:
    """Yield `pretraining` for each `pre-training` in a text, since both spellings are in use."""
    if not text.isascii():
        text = text.translate(_DASHES)
    if "-" not in text:
        return
    for chunk in text.split():
        if "-" in chunk:
            for compound in _COMPOUND.findall(chunk):
                yield fold_text(compound).replace(" ", "")


COMMON_WORDS = frozenset(map(stem_word, ABSTRACT_STOP_WORDS))
"""Words of nearly every abstract: indexed in titles only, and never required in a query."""
