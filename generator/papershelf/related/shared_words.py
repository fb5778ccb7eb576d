"""Reasons why two papers are related: selects a few readable words from their shared terms."""

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

MAX_WORDS = 3  # maximum number of words shown
MAX_CANDIDATES = 8  # maximum number of shared terms to choose from
_STEM_LENGTH = 6  # minimum length in letters
_WORD = re.compile(r"[^\W_]+")


SharedTerms = Sequence[Sequence[Sequence[int]]]
"""For each paper, for each of its related papers, the shared terms, best first."""


def find_reasons(
    papers: Sequence[Paper], shared: SharedTerms, token_ids: TokenIds
) -> list[Reasons]:
    """Return for each paper and each of its related papers the shared words, as written in the paper."""
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
    """Return a 64-bit hash of the terms that a paper shares with its related papers.

    The reasons depend only on these terms and the paper's own text.
    """
    return int.from_bytes(blake2b(repr(pairs).encode(), digest_size=8).digest(), "little")


def _choose_words(names: Iterable[TermText]) -> tuple[str, ...]:
    """Choose the first few terms that add something new; terms adjacent in the text become one phrase."""
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
    """Extend a phrase by overlapping terms; single words that it contains are dropped, phrases are not."""
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
    """Return the stems of words: "stationary" and "stationarity" would repeat the same reason."""
    return frozenset(word[:_STEM_LENGTH] for word in _WORD.findall(words.lower()))


def _join_overlapping(name: TermText, pair: TermText) -> TermText | None:
    """Join two overlapping terms into a phrase; `None` if they do not share a word at an end."""
    if pair.first == name.last:
        left = _WORD.findall(pair.words)[0]
        return TermText(name.words + pair.words[len(left) :], name.first, pair.last)
    if pair.last == name.first:
        right = _WORD.findall(pair.words)[-1]
        return TermText(pair.words[: -len(right)] + name.words, pair.first, name.last)
    return None
