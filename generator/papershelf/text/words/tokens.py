"""Tokenizes text into the terms of the index.

`frontend/js/search/words.js` does the same for queries; `tests/search/test_terms.py` checks that
both agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from papershelf.text.folding import fold_words, is_mark, remove_accents
from papershelf.text.words.stop_words import ABSTRACT_STOP_WORDS
from papershelf.text.words.word_forms import name_symbols, normalize_word

_HAN_AND_KANA = "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = f"{_HAN_AND_KANA}\u0e00-\u0eff\u1780-\u17ff\uac00-\ud7af"
"""Letters of scripts without spaces between words (Thai, Lao, Khmer), and Korean, which adds
particles to words."""
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_SPACED_HAN = re.compile(f"(?<=[{_HAN_AND_KANA}])\\s+(?=[{_HAN_AND_KANA}])")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")
_JOINERS = "-_./+"
_JOINED = re.compile(r"[-_./+]+")
_ASCII_CHUNKS = {i: chr(i) if chr(i).isalnum() or chr(i) in _JOINERS else " " for i in range(128)}
_POSSESSIVE = re.compile(r"['\u2019](?:s\b)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
_CAMEL_CASE = re.compile(r"[A-Z]{2,}s(?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LONGEST_COMPOUND = 6
_SURROUNDING_SIGNS = '.,;:()?!"[]'

COMMON_WORDS = frozenset(map(normalize_word, ABSTRACT_STOP_WORDS))
"""Words of nearly every abstract: indexed in titles only, and never required in a query."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, or several that are joined by hyphens, camel case or digits.

    `words` are its shortest parts. `compounds` are the terms for several of them as one word, with
    the numbers of the first and last part: `GPT-4` has the parts `gpt` and `4`, and the compound
    `gpt4`. Of a run in a script without spaces, the parts are all pairs of adjacent characters.
    """

    words: tuple[str, ...]
    compounds: tuple[tuple[str, int, int], ...] = ()
    typed: str = field(default="", compare=False)

    @property
    def readings(self) -> tuple[tuple[str, ...], ...]:
        """All ways to write the token, as terms that follow each other; the shortest parts come first."""
        whole = [
            (term,) for term, first, last in self.compounds if last - first + 1 == len(self.words)
        ]
        return tuple(dict.fromkeys((self.words, *whole, self._longest_parts())))

    def _longest_parts(self) -> tuple[str, ...]:
        """Return the terms with compounds in place of their words, except the compound of all words."""
        terms: list[str] = []
        place = 0
        while place < len(self.words):
            ends = {
                last: term
                for term, first, last in self.compounds
                if first == place and last - first + 1 < len(self.words)
            }
            end = max(ends, default=place)
            terms.append(ends.get(end, self.words[place]))
            place = end + 1
        return tuple(terms)


def join_spaced_runs(text: str) -> str:
    """Remove spaces between Chinese or Japanese characters, which do not separate words."""
    return text if text.isascii() else _SPACED_HAN.sub("", text)


def split_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text; an apostrophe is dropped, together with a final `s`."""
    if "'" in text or "\u2019" in text:
        text = _POSSESSIVE.sub("", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    for chunk in _split_chunks(name_symbols(text)):
        parts = [part for part in _JOINED.split(chunk) if part]
        if _UNSPACED_LETTER.search(chunk):
            yield from (_read_run(run) for part in parts for run in _RUN.findall(part))
        elif parts:
            token = _read_chunk(parts)
            if token.words:
                yield token


def split_piece(piece: str) -> tuple[Token, ...]:
    """Return the tokens of a part of a text between spaces; fast if it is a plain word."""
    bare = piece.strip(_SURROUNDING_SIGNS)
    if is_plain_word(bare):
        return (Token((normalize_word(bare.lower()),), typed=bare),)
    return tuple(split_tokens(piece))


def split_words(text: str) -> list[str]:
    """Return the words of all tokens of a text."""
    return [word for token in split_tokens(text) for word in token.words]


def _split_chunks(text: str) -> list[str]:
    """Split at everything but letters, digits, marks and joiners; accents are removed."""
    if text.isascii():
        return text.translate(_ASCII_CHUNKS).split()
    text = unicodedata.normalize("NFKD", text.translate(_DASHES))
    text = unicodedata.normalize("NFC", remove_accents(text))
    kept = (
        char if char.isalnum() or is_mark(char) or char in _JOINERS else _gap(char) for char in text
    )
    return "".join(kept).split()


def _gap(char: str) -> str:
    return "" if char in "\u00ad\u200c\u200d" else " "


def _read_run(run: str) -> Token:
    if not _UNSPACED_LETTER.match(run):
        return _read_chunk([run])
    pairs = [f"{one}{other}" for one, other in pairwise(run)]
    return Token(tuple(pairs or [run]), typed=run)


def is_plain_word(text: str) -> bool:
    """Return whether a text is one word of ASCII letters, not in camel case."""
    return text.isascii() and text.isalpha() and (text[1:].islower() or text.isupper())


def _read_chunk(parts: Sequence[str]) -> Token:
    """Read a chunk from its parts between joiners."""
    words: list[str] = []
    compounds: dict[tuple[int, int], str] = {}
    for part in parts:
        start = len(words)
        if is_plain_word(part):
            words.append(part.lower())
            continue
        for letters in _LETTERS_OR_DIGITS.findall(part) if part.isascii() else [part]:
            first = len(words)
            pieces = _CAMEL_CASE.findall(letters) if letters.isascii() else []
            words += ("".join(fold_words(piece)) for piece in pieces or [letters])
            compounds[first, len(words) - 1] = "".join(words[first:])
        compounds[start, len(words) - 1] = "".join(words[start:])
    if len(words) == 1:
        return Token((normalize_word(words[0]),), typed=parts[0])
    if len(words) <= _LONGEST_COMPOUND:
        compounds[0, len(words) - 1] = "".join(words)
    return Token(
        tuple(map(normalize_word, words)),
        tuple(
            (normalize_word(term), first, last)
            for (first, last), term in compounds.items()
            if last > first and not term.isdigit()
        ),
        typed="-".join(parts),
    )
