"""Word lists to mend typing mistakes with: the terms of a collection in, small files out.

One mistake spares the first letter of a word or the last. So each word stands in two lists: by its
first letter and length, and by its last letter and length.
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
_MAX_LIST_SIZE = 7_000


def spelling_candidates(terms: TermIndex) -> list[tuple[str, int]]:
    """Every word worth being meant, with how common it is: the binary logarithm, at most 9.

    A word that stands once, in an abstract, is as likely to be a mistake itself.
    """
    if not terms.names:
        return []
    weights = terms.postings.astype(np.uint8)  # the lowest eight bits
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
    """The lists of words in order by first letter; where each begins (`t11`), and the lists."""
    return _render_lists(_group_by_letter(words, 0), files)


def split_by_last_letter(
    words: Iterable[tuple[str, int]], files: FileCache
) -> tuple[list[str], list[bytes]]:
    """The lists of words in order by last letter; where each begins, and the lists."""
    return _render_lists(_group_by_letter(words, -1), files)


def _group_by_letter(words: Iterable[tuple[str, int]], letter: int) -> Mapping[str, list[str]]:
    """The lines of words of one letter and one length, under both."""
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
    """Whole groups of one key, put together until a list is full."""
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
