"""Abbreviations that a text defines, such as `state space model (SSM)`.

The long form is found as in Schwartz and Hearst (2003, "A simple algorithm for identifying
abbreviation definitions in biomedical text"): the letters of the abbreviation are matched from the
right, and the first one must begin a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from papershelf.text.words.tokens import split_tokens

_DEFINITION = re.compile(r" \(([A-Za-z][A-Za-z0-9-]{1,9})\)")
_LONGEST_TEXT = 150
_PLURAL = re.compile(r"(?<=[A-Z])s$")
_MORE_WORDS = 5
_MOST_WORDS = 8


def find_abbreviations(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each abbreviation as a term of the index, and the words of its long form."""
    for definition in _DEFINITION.finditer(text):
        short = _PLURAL.sub("", definition[1])
        if sum(map(str.isupper, short)) < 2:  # a single capital is a plain word
            continue
        before = text[max(0, definition.start() - _LONGEST_TEXT) : definition.start()]
        before = before.rpartition("(")[2].rpartition(")")[2]
        letters = re.sub(r"[^a-z0-9]", "", short.lower())
        words = before.split()[-min(len(letters) + _MORE_WORDS, 2 * len(letters)) :]
        long_form = _match_letters(letters, " ".join(words))
        terms = tuple(word for token in split_tokens(long_form) for word in token.words)
        [name] = [token.readings[-1] for token in split_tokens(short)] or [()]
        if len(name) == 1 and 1 < len(terms) <= _MOST_WORDS and name[0] not in terms:
            yield name[0], terms


def _match_letters(letters: str, text: str) -> str:
    """Return the shortest end of a text that has the letters in order, or "" if there is none."""
    folded = text.lower()
    place = len(folded)
    for number, letter in enumerate(reversed(letters), 1):
        is_first = number == len(letters)
        place -= 1
        while place >= 0 and not (
            folded[place] == letter and not (is_first and place and folded[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    return text[place:]
