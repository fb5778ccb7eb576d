"""Corrects typing mistakes: takes a word, returns the nearest words of the collection."""

from __future__ import annotations

from collections.abc import Iterable

from papershelf.search.query.index_reader import IndexReader

_SHORTEST_CORRECTED = 5
_TWO_MISTAKES_FROM = 9
_TRIED = 6


def is_correctable(word: str) -> bool:
    """Return whether a word is long enough to tell what was meant, and has letters only."""
    return len(word) >= _SHORTEST_CORRECTED and word.isascii() and word.isalpha()


def find_near_words(index: IndexReader, word: str) -> list[str]:
    """Return the words that a word may be a mistake for, the likeliest first; never itself."""
    limit = 2 if len(word) >= _TWO_MISTAKES_FROM else 1
    lengths = range(len(word) - limit, len(word) + limit + 1)
    entries = (
        entry
        for length in lengths
        for entry in (
            *index.words("heads", f"{word[0]}{length:02d}"),
            *index.words("tails", f"{word[-1]}{length:02d}"),
        )
    )
    return choose_near_words(word, entries, limit)


def choose_near_words(word: str, entries: Iterable[str], limit: int) -> list[str]:
    """Return the nearest of some words, each followed by a digit for how common it is."""
    found: dict[str, tuple[int, int, str]] = {}
    for entry in entries:
        known = entry[:-1]
        if known != word and known not in found:
            distance = edit_distance(word, known, limit)
            if distance <= limit:
                found[known] = (distance, -int(entry[-1]), known)
    nearest = min(found.values(), default=(0, 0, ""))[0]
    return [known for distance, _, known in sorted(found.values()) if distance == nearest][:_TRIED]


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return how many letters differ or are swapped, at most `limit` + 1 (optimal string alignment)."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        following = [i]
        for j, compared in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != compared))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == compared:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > limit:
            return limit + 1
        before, row = row, following
    return row[-1]
