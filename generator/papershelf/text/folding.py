"""Normalizes text for matching and search: no case, no accents, no punctuation."""

from __future__ import annotations

import re
import unicodedata

from papershelf.text.cleaning import clean_line
from papershelf.text.letters import GREEK_LETTERS, LATIN_LETTERS

_ASCII_FOLD = {i: chr(i).lower() if chr(i).isalnum() else " " for i in range(128)}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_LETTERS = str.maketrans(LATIN_LETTERS | GREEK_LETTERS | {"ħ": "h"})


def fold_text(text: str) -> str:
    """Return the normalized form of a text: lower-case letters and digits, single spaces.

    Accents are removed, Greek letters become their names (`μP` is `mup`), and anything else becomes
    a space.
    """
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """Return the words of the normalized text; faster than splitting it again."""
    if not text.isascii():
        # Unicode 3.13, compatibility caseless matching; case folding may need a second
        # normalization.
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        odd = {char: _fold_letter(char) for char in sorted(set("".join(_NOT_ASCII.findall(text))))}
        if len(odd) > 50:
            text = text.translate({ord(char): folded for char, folded in odd.items()})
        else:  # same result, ten times as fast for the few dashes and accents of a typical text
            for char, folded in odd.items():
                text = text.replace(char, folded)
    if text.isascii():
        return text.translate(_ASCII_FOLD).split()
    return unicodedata.normalize("NFC", _NOT_ALNUM.sub(" ", text)).split()


def _fold_letter(char: str) -> str:
    if unicodedata.category(char)[0] == "M":
        return ""
    return _LETTERS.get(ord(char), char if char.isalnum() else " ")


def plain_title_key(text: str) -> str:
    """Return the key for comparing two plain titles: `fold_text` without spaces.

    A title made only of symbols keeps them, because otherwise all such papers would count as one.
    """
    return "".join(fold_words(text)) or clean_line(text).casefold()
