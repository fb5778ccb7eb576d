"""Phrases with the number of what each stands for in, the places where they stand in a text out.

The phrases make a tree of their words (Aho and Corasick, "Efficient string matching", 1975), and
the ways through it that texts take are remembered: a state for each set of phrases that are begun,
and what it becomes by the next word. Words that no phrase tells apart are one to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from papershelf.text.folding import fold

_REMEMBERED_WORDS = 1 << 16
_REMEMBERED_STEPS = 1 << 18

Place: TypeAlias = tuple[int, int, int]
"""What a phrase stands for, the number of its first word, and of the first that is behind it."""


@lru_cache(maxsize=1 << 14)  # each is read when it is checked and when it is looked for
def parse_phrase(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, each with its `*`; raises ValueError where none is left."""
    words: list[str] = []
    for part in text.split():
        folded = fold(part).split()
        if not folded:
            raise ValueError(f"{text!r} is not a phrase: {part!r} has no letter and no digit")
        if "*" in part.removesuffix("*"):
            raise ValueError(f"{text!r} is not a phrase: `*` stands only at the end of a word")
        words += folded[:-1]
        words.append(folded[-1] + "*" * part.endswith("*"))
    if not words:
        raise ValueError("an empty text is not a phrase")
    return tuple(words)


class _Node:
    """What some phrases begin with: how they go on, and what ends here, with its length."""

    __slots__ = ("ends", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ends: list[tuple[int, int]] = []


class _Words(dict[str, int]):
    """The number of each word; one number for all words that are the same to every phrase."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__()
        self._known = frozenset(words)
        stems = [word[:-1] for word in self._known if word.endswith("*")]
        self._lengths = sorted(set(map(len, stems)))
        self._shortest = min(self._lengths, default=0)
        self._beginnings = {stem[: self._shortest] for stem in stems}
        self._numbers: dict[tuple[str, ...], int] = {(): 0}
        self.readings: list[tuple[str, ...]] = [()]
        """The words of phrases that a word of each number can be; 0 is none of any."""

    def __missing__(self, word: str) -> int:
        reading: tuple[str, ...] = (word,) if word in self._known else ()
        if word[: self._shortest] in self._beginnings:
            stems = (f"{word[:length]}*" for length in self._lengths if length <= len(word))
            reading += tuple(stem for stem in stems if stem in self._known)
        number = self._numbers.setdefault(reading, len(self._numbers))
        if number == len(self.readings):
            self.readings.append(reading)
        # Most words of a text were seen before; hostile texts must not fill the memory.
        if len(self) < _REMEMBERED_WORDS:
            self[word] = number
        return number


class _State(dict[int, "_State"]):
    """Where in the phrases a text may be after a word; by the number of the next, the next."""

    __slots__ = ("_finder", "begun", "ends")

    def __init__(self, finder: PhraseFinder, begun: tuple[_Node, ...]) -> None:
        super().__init__()
        self._finder = finder
        self.begun = begun
        self.ends = tuple(end for node in begun for end in node.ends)

    def __missing__(self, number: int) -> _State:
        return self._finder.step(self, number)


class PhraseFinder:
    """Finds phrases in texts by whole words; `*` stands for any continuation of a word.

    Takes each phrase as `parse_phrase` gives it, with the number of what it stands for.
    """

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], int]]) -> None:
        self._root = _Node()
        known: set[str] = set()
        for words, meaning in phrases:
            node = self._root
            for word in words:
                node = node.following.setdefault(word, _Node())
            node.ends.append((len(words), meaning))
            known.update(words)
        self._words = _Words(known)
        self._steps = 0
        self._start = _State(self, ())
        self._states: dict[tuple[_Node, ...], _State] = {(): self._start}

    def find(self, words: Iterable[str]) -> list[Place]:
        """Where in the words of a folded text phrases stand, in the order of their ends."""
        found: list[Place] = []
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

    def step(self, state: _State, number: int) -> _State:
        """The state after a word of some number, remembered while there is room."""
        reading = self._words.readings[number]
        begun = tuple(
            node.following[word]
            for node in (*state.begun, self._root)
            for word in reading
            if word in node.following
        )
        after = self._states.get(begun)
        if after is None:
            after = _State(self, begun)
        if self._steps < _REMEMBERED_STEPS:
            self._steps += 1
            state[number] = self._states[begun] = after
        return after
