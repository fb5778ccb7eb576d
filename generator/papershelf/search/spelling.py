"""Word lists for spelling correction: takes the terms of a collection, returns small files.

A single typing error leaves the first or the last letter intact. So each word is in two lists: by
first letter and length, and by last letter and length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import numpy as np

from papershelf.search.encoding import deflate
from papershelf.search.index_state import FileCache
from papershelf.search.postings import AUTHORS_BIT
from papershelf.search.shards import TermIndex

MIN_WORD_LENGTH, MAX_WORD_LENGTH = 4, 24
_MAX_LIST_SIZE = 20_000


def spelling_candidates(terms: TermIndex) -> list[tuple[str, int]]:
    """Return the candidate words with the binary logarithm of their document frequency, at most 9.

    Words that occur only once, in an abstract, are left out, since they may be errors themselves.
    """
    if not terms.names:
        return []
    weights = terms.postings.astype(np.uint8)  # The weight is in the lowest eight bits.
    highest = np.maximum.reduceat(weights, terms.starts[:-1])
    counts = terms.counts
    chosen = np.flatnonzero((counts > 1) | (highest >= AUTHORS_BIT))
    words = map(terms.names.__getitem__, chosen.tolist())
    return [
        (word, min(9, papers.bit_length() - 1))
        for word, papers in zip(words, counts[chosen].tolist(), strict=True)
        if MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH and word.isascii() and word.isalpha()
    ]


def split_by_first_letter(
    words: Iterable[tuple[str, int]], files: FileCache
) -> tuple[list[str], list[bytes]]:
    """Return where each list of words by first letter begins (`t11`), and the lists."""
    return _render_lists(_group_by_letter(words, 0), files)


def split_by_last_letter(
    words: Iterable[tuple[str, int]], files: FileCache
) -> tuple[list[str], list[bytes]]:
    """Return where each list of words by last letter begins, and the lists."""
    return _render_lists(_group_by_letter(words, -1), files)


def _group_by_letter(words: Iterable[tuple[str, int]], letter: int) -> Mapping[str, list[str]]:
    """Group the words by one of their letters and their length."""
    groups: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word, rank in words:
        groups[word[letter], len(word)].append(f"{word}{rank}")
    return {f"{letter}{size:02d}": groups[letter, size] for letter, size in sorted(groups)}


def _render_lists(
    groups: Mapping[str, list[str]], files: FileCache
) -> tuple[list[str], list[bytes]]:
    begins: list[str] = []
    lists: list[bytes] = []
    for begin, lines in _fill_lists(groups):
        text = "\n".join(lines).encode()
        begins.append(begin)
        lists.append(files.get_or_make("words", [text], partial(deflate, text)))
    return begins, lists


def _fill_lists(groups: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Pack complete groups into lists until each list reaches its size limit."""
    begin, lines, size = "", list[str](), 0
    for key, new in groups.items():
        if size >= _MAX_LIST_SIZE:
            yield begin, lines
            lines, size = [], 0
        begin = begin if lines else key
        lines += new
        size += sum(map(len, new)) + len(new)
    if lines:
        yield begin, lines
