"""Why two papers are called related: the terms that they share in, a few readable words out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

import numpy as np

from papershelf.records.model import Paper
from papershelf.related.terms import TermText, TokenIds, combine_row_and_term, find_term_texts

Reasons = tuple[tuple[str, ...], ...]
"""For each related paper of one paper, best first, the words that both share."""

MAX_WORDS = 3  # that are told
MAX_CANDIDATES = 8  # shared terms from which they are chosen
_STEM_LENGTH = 6  # letters
_WORD = re.compile(r"[^\W_]+")


SharedTerms = Sequence[Sequence[Sequence[int]]]
"""For each of some papers, for each of its related ones the terms that both have, best first."""


def find_reasons(
    papers: Sequence[Paper], shared: SharedTerms, token_ids: TokenIds
) -> list[Reasons]:
    """For each paper and each of its related ones the words they share, as the paper has them."""
    terms = np.fromiter(chain.from_iterable(chain.from_iterable(shared)), np.uint32)
    lengths = [sum(map(len, pairs)) for pairs in shared]
    owners = np.repeat(np.arange(len(shared), dtype=np.uint64), lengths)
    names = find_term_texts(papers, np.unique(combine_row_and_term(owners, terms)), token_ids)
    return [
        tuple(
            _choose_words(names[owner << 32 | term] for term in pair if owner << 32 | term in names)
            for pair in pairs
        )
        for owner, pairs in enumerate(shared)
    ]


def hash_terms(pairs: Sequence[Sequence[int]]) -> int:
    """64 bits for the terms that a paper shares with its related ones.

    By these and its own text its reasons are told.
    """
    return int.from_bytes(blake2b(repr(pairs).encode(), digest_size=8).digest(), "little")


def _choose_words(names: Iterable[TermText]) -> tuple[str, ...]:
    """The first few that say something new; what stands together in the text is told together."""
    chosen: list[TermText] = []
    for name in names:
        roots = _word_stems(name.words)
        rivals = [other for other in chosen if roots & _word_stems(other.words)]
        if not rivals:
            chosen.append(name)
        elif name.first < name.last and not any(roots <= _word_stems(one.words) for one in rivals):
            phrase, taken = _extend_phrase(name, rivals)
            if taken:
                chosen[chosen.index(taken[0])] = phrase
                chosen = [other for other in chosen if other not in taken]
    return tuple(name.words for name in chosen[:MAX_WORDS])


def _extend_phrase(phrase: TermText, rivals: Iterable[TermText]) -> tuple[TermText, list[TermText]]:
    """The phrase with those it touches; a lone word that it has anyway goes, a phrase may not."""
    taken = []
    for rival in rivals:
        if joined := _join_overlapping(rival, phrase):
            phrase = joined
            taken.append(rival)
        elif rival.first == rival.last:
            taken.append(rival)
    return phrase, taken


@lru_cache(maxsize=100_000)
def _word_stems(words: str) -> frozenset[str]:
    """What the words begin with: "stationary" and "stationarity" would say the same twice."""
    return frozenset(word[:_STEM_LENGTH] for word in _WORD.findall(words.lower()))


def _join_overlapping(name: TermText, pair: TermText) -> TermText | None:
    """Both as one phrase, where the pair begins or ends with a word of the other."""
    if pair.first == name.last:
        left = _WORD.findall(pair.words)[0]
        return TermText(name.words + pair.words[len(left) :], name.first, pair.last)
    if pair.last == name.first:
        right = _WORD.findall(pair.words)[-1]
        return TermText(pair.words[: -len(right)] + name.words, pair.first, name.last)
    return None
