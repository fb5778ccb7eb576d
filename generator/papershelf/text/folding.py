"""Normalizes text for matching and search: no case, no accents, no punctuation.

`frontend/js/search/words.js` folds queries by the same rules.
"""

from __future__ import annotations

import re
import unicodedata

from papershelf.text.cleaning import clean_line
from papershelf.text.letters import GREEK_LETTERS, LATIN_LETTERS

_ASCII_FOLD = {i: chr(i).lower() if chr(i).isalnum() else " " for i in range(128)}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
# The increment sign is typed for a delta.
_LETTERS = str.maketrans(LATIN_LETTERS | GREEK_LETTERS | {"ħ": "h", "\N{INCREMENT}": "delta"})
_JOINERS = str.maketrans("", "", "\u00ad\u200c\u200d")
"""Soft hyphens, and the joiners of Arabic and Indic scripts, which do not separate words."""
_ACCENTED_SCRIPTS = re.compile(
    "[\0-\u06ff\u0750-\u077f\u0870-\u08ff\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f"
    "\u2de0-\u2dff\ua640-\ua69f\ua720-\ua7ff\uab30-\uab6f]"
)
"""Latin, Greek, Cyrillic, Hebrew and Arabic: a mark on such a letter is an accent or a vowel that
readers may leave out. In other scripts, marks are vowels and tones that make another word."""


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
        text = text.translate(_JOINERS)
        odd = sorted(set("".join(_NOT_ASCII.findall(text))))
        if any(is_mark(char) for char in odd) and not all(
            _ACCENTED_SCRIPTS.match(char) for char in odd if char.isalpha()
        ):
            return _fold_with_marks(text)
        folded = {char: _fold_letter(char) for char in odd}
        if len(odd) > 50:
            text = text.translate({ord(char): letters for char, letters in folded.items()})
        else:  # same result, ten times as fast for the few dashes and accents of a typical text
            for char, letters in folded.items():
                text = text.replace(char, letters)
    if text.isascii():
        return text.translate(_ASCII_FOLD).split()
    return unicodedata.normalize("NFC", _NOT_ALNUM.sub(" ", text)).split()


def _fold_with_marks(text: str) -> list[str]:
    """Fold a decomposed text that has marks of scripts in which they are not accents."""
    text = remove_accents(text)
    letters = [char if is_mark(char) else _fold_letter(char) for char in text]
    text = "".join(char if char.isalnum() or is_mark(char) else " " for char in "".join(letters))
    return unicodedata.normalize("NFC", text).split()


def remove_accents(text: str) -> str:
    """Return a decomposed text without marks, except those of letters of other scripts."""
    kept: list[str] = []
    keeps_marks = False
    for char in text:
        if not is_mark(char):
            keeps_marks = char.isalnum() and not _ACCENTED_SCRIPTS.match(char)
        elif not keeps_marks:
            continue
        kept.append(char)
    return "".join(kept)


def is_mark(char: str) -> bool:
    """Return whether a character is a combining mark: an accent, vowel sign or tone."""
    return unicodedata.category(char)[0] == "M"


def _fold_letter(char: str) -> str:
    if is_mark(char):
        return ""
    return _LETTERS.get(ord(char), char if char.isalnum() else " ")


def plain_title_key(text: str) -> str:
    """Return the key for comparing two plain titles: `fold_text` without spaces.

    A title made only of symbols keeps them, because otherwise all such papers would count as one.
    """
    return "".join(fold_words(text)) or clean_line(text).casefold()
