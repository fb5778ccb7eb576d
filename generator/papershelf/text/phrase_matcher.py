"""Finds phrases in the words of a text, and returns the meaning and position of each match.

The phrases form a trie of words (Aho and Corasick, "Efficient string matching", 1975). The
automaton is built lazily: each set of partially matched phrases is a state, and the transitions
that texts use are cached. Words that no phrase distinguishes share one number.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from papershelf.text.folding import fold_text

_MAX_CACHED_WORDS = 1 << 16
_MAX_CACHED_STEPS = 1 << 18

PhraseMatch: TypeAlias = tuple[int, int, int]
"""Number of the phrase's meaning, index of its first word, and index after its last word."""


@lru_cache(maxsize=1 << 14)  # each phrase is parsed once for validation and once for matching
def parse_phrase(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase, each with its `*`.

    Raises `ValueError` if none is left.
    """
    words: list[str] = []
    for part in text.split():
        folded = fold_text(part).split()
        if not folded:
            raise ValueError(f"{text!r} is not a phrase: {part!r} has no letter and no digit")
        if "*" in part.removesuffix("*"):
            raise ValueError(f"{text!r} is not a phrase: `*` is allowed only at the end of a word")
        words += folded[:-1]
        words.append(folded[-1] + "*" * part.endswith("*"))
    if not words:
        raise ValueError("an empty text is not a phrase")
    return tuple(words)


class _TrieNode:
    """A common prefix of phrases: its continuations, and the phrases that end here with lengths."""

    __slots__ = ("children", "ends")

    def __init__(self) -> None:
        self.children: dict[str, _TrieNode] = {}
        self.ends: list[tuple[int, int]] = []


class _WordNumbers(dict[str, int]):
    """Assigns a number to each word; words that are the same to every phrase share one."""

    def __init__(self, words: Iterable[str], max_cached: int) -> None:
        super().__init__()
        self._max_cached = max_cached
        self._word_numbers = frozenset(words)
        stems = [word[:-1] for word in self._word_numbers if word.endswith("*")]
        self._lengths = sorted(set(map(len, stems)))
        self._shortest = min(self._lengths, default=0)
        self._prefix_words = {stem[: self._shortest] for stem in stems}
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self.words_by_number: list[tuple[str, ...]] = [()]
        """The phrase words that a word of each number matches; number 0 matches none."""

    def __missing__(self, word: str) -> int:
        reading: tuple[str, ...] = (word,) if word in self._word_numbers else ()
        if word[: self._shortest] in self._prefix_words:
            stems = (f"{word[:length]}*" for length in self._lengths if length <= len(word))
            reading += tuple(stem for stem in stems if stem in self._word_numbers)
        number = self._numbers.setdefault(reading, len(self._numbers))
        if number == len(self.words_by_number):
            self.words_by_number.append(reading)
        # Most words of a text were seen before; the limit protects against hostile texts.
        if len(self) < self._max_cached:
            self[word] = number
        return number


class _MatchState(dict[int, "_MatchState"]):
    """A state of the automaton; maps the number of the next word to the next state."""

    __slots__ = ("_finder", "ends", "open_nodes")

    def __init__(self, finder: PhraseFinder, open_nodes: tuple[_TrieNode, ...]) -> None:
        super().__init__()
        self._finder = finder
        self.open_nodes = open_nodes
        self.ends = tuple(end for node in open_nodes for end in node.ends)

    def __missing__(self, number: int) -> _MatchState:
        return self._finder.next_state(self, number)


class PhraseFinder:
    """Finds phrases in texts by whole words; `*` matches any continuation of a word.

    Takes each phrase as returned by `parse_phrase`, with the number of its meaning. The limits
    bound the cache of words and states.
    """

    def __init__(
        self,
        phrases: Iterable[tuple[tuple[str, ...], int]],
        *,
        max_cached_words: int = _MAX_CACHED_WORDS,
        max_cached_steps: int = _MAX_CACHED_STEPS,
    ) -> None:
        self._root = _TrieNode()
        known: set[str] = set()
        for words, meaning in phrases:
            node = self._root
            for word in words:
                node = node.children.setdefault(word, _TrieNode())
            node.ends.append((len(words), meaning))
            known.update(words)
        self._words = _WordNumbers(known, max_cached_words)
        self._steps, self._max_steps = 0, max_cached_steps
        self._start = _MatchState(self, ())
        self._states: dict[tuple[_TrieNode, ...], _MatchState] = {(): self._start}

    def find(self, words: Iterable[str]) -> list[PhraseMatch]:
        """Return the matches in the words of a folded text, in the order of their ends."""
        found: list[PhraseMatch] = []
        state = self._start
        for place, number in enumerate(map(self._words.__getitem__, words), 1):
            if not number:
                state = self._start
                continue
            state = state[number]
            if state.ends:
                for length, meaning in state.ends:
                    found.append((meaning, place - length, place))
        return found

    def next_state(self, state: _MatchState, number: int) -> _MatchState:
        """Return the state after a word with this number; cached up to the limit."""
        reading = self._words.words_by_number[number]
        begun = tuple(
            node.children[word]
            for node in (*state.open_nodes, self._root)
            for word in reading
            if word in node.children
        )
        after = self._states.get(begun)
        if after is None:
            after = _MatchState(self, begun)
        if self._steps < self._max_steps:
            self._steps += 1
            state[number] = self._states[begun] = after
        return after
