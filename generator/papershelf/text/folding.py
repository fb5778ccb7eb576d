"""Folds text for matching and search: no case, no accents, no punctuation.

Text comes in; words, or one key by which titles are compared, go out.
"""

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
    """The form to match and search by: lower-case letters and digits, single spaces.

    Accents go, Greek letters get their names (`μP` is `mup`), anything else becomes a space.
    """
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The words of the folded text, faster than to split it again."""
    if not text.isascii():
        # Unicode 3.13, compatibility caseless matching; the second round is for what folding made.
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        odd = {char: _fold_letter(char) for char in sorted(set("".join(_NOT_ASCII.findall(text))))}
        if len(odd) > 50:
            text = text.translate({ord(char): folded for char, folded in odd.items()})
        else:  # the same, ten times as fast for the few dashes and accents of an ordinary text
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
    """The key under which two plain titles name one paper: `fold_text` without spaces.

    A title of symbols only keeps them, or all such papers would be one.
    """
    return "".join(fold_words(text)) or clean_line(text).casefold()
