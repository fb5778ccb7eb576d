"""Word lists to mend typing mistakes with: the terms of a collection in, small files out.

One mistake spares the first letter of a word or the last. So each word stands in two lists: by its
first letter and length, and by its last letter and length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from generator.search.packing import deflate
from generator.search.postings import IN_AUTHORS
from generator.search.shards import Terms

SHORTEST, LONGEST = 4, 24
_FULL = 7_000


def list_words(terms: Terms) -> list[tuple[str, int]]:
    """Every word worth being meant, with how common it is: the binary logarithm, at most 9.

    A word that stands once, in an abstract, is as likely to be a mistake itself.
    """
    return [
        (name, min(9, papers.bit_length() - 1))
        for name, papers, highest in zip(
            terms.names, terms.counts.tolist(), terms.highest.tolist(), strict=True
        )
        if (papers > 1 or highest >= IN_AUTHORS)
        and SHORTEST <= len(name) <= LONGEST
        and name.isascii()
        and name.isalpha()
    ]


def cut_by_head(words: Iterable[tuple[str, int]]) -> tuple[list[str], list[bytes]]:
    """The lists by first letter; where each begins (`t11`), and the lists."""
    return _cut(words, lambda word: f"{word[0]}{len(word):02d}")


def cut_by_tail(words: Iterable[tuple[str, int]]) -> tuple[list[str], list[bytes]]:
    """The lists by last letter; where each begins, and the lists."""
    return _cut(words, lambda word: f"{word[-1]}{len(word):02d}")


def _cut(
    words: Iterable[tuple[str, int]], key: Callable[[str], str]
) -> tuple[list[str], list[bytes]]:
    begins: list[str] = []
    lists: list[bytes] = []
    for begin, lines in _full_lists(sorted((key(word), word, rank) for word, rank in words)):
        begins.append(begin)
        lists.append(deflate("\n".join(lines).encode()))
    return begins, lists


def _full_lists(rows: list[tuple[str, str, int]]) -> Iterator[tuple[str, list[str]]]:
    """Whole groups of one key, put together until a list is full."""
    begin, lines, size = "", list[str](), 0
    for key, group in groupby(rows, key=lambda row: row[0]):
        if size >= _FULL:
            yield begin, lines
            lines, size = [], 0
        begin = begin if lines else key
        new = [f"{word}{rank}" for _, word, rank in group]
        lines += new
        size += sum(map(len, new)) + len(new)
    if lines:
        yield begin, lines
