"""The rules of the tags, a title and an abstract in; the tags that they propose out.

A rule is a list of phrases. All phrases of all rules are looked for in one walk over the words of
a text: each word is looked up among the first words of phrases, and only what begins there is
compared further. So the time is that of the text, however many tags there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from generator.text import fold

MOST_TAGS = 5
"""So many tags are proposed at most: what a paper is about, not all that it mentions."""
ENOUGH_WEAK = 2
_REMEMBERED_WORDS = 1 << 16

Kind: TypeAlias = Literal["title", "text", "weak", "veto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """When to propose a tag.

    One of the `title` phrases in the title is enough, or one of `text` anywhere, or two hits of
    `weak`, of one phrase or of two; one of `veto` forbids the tag. A phrase matches whole words;
    `*` at the end of a word stands for any continuation of it.
    """

    tag: str
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    veto: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of a rule: its first word is what the index is for, `rest` is still to compare."""

    rule: int
    kind: Kind
    rest: tuple[str, ...]


_Hits: TypeAlias = "Counter[tuple[int, Kind]]"


class Tagger:
    """Proposes tags by rules; raises ValueError for a phrase that could never match."""

    def __init__(self, rules: Iterable[TagRule]) -> None:
        self._rules = tuple(rules)
        self._words: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for number, rule in enumerate(self._rules):
            for kind, text in _phrases_of(rule):
                first, *rest = parse_phrase(text)
                index = self._stems if first.endswith("*") else self._words
                phrase = _Phrase(number, kind, tuple(rest))
                index.setdefault(first.removesuffix("*"), []).append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        # Most words of a text were seen before; hostile texts must not fill the memory.
        self._beginning: Callable[[str], Sequence[_Phrase]]
        self._beginning = lru_cache(maxsize=_REMEMBERED_WORDS)(self._look_up)

    def propose(self, title: str, abstract: str) -> tuple[str, ...]:
        """Tags that the rules see in a paper, the most certain first, no more than `MOST_TAGS`.

        What stands in the title is more certain than what does not, then what is said more often;
        equals keep the order of the rules.
        """
        in_title = self._hits(title)
        in_abstract = self._hits(abstract)
        ranks: list[tuple[bool, int, int]] = []
        for number in sorted({number for number, _ in (*in_title, *in_abstract)}):
            weight = _weigh(number, in_title, in_abstract)
            if weight:
                headline = any(in_title[number, kind] for kind in ("title", "text", "weak"))
                ranks.append((not headline, -weight, number))
        return tuple(self._rules[number].tag for *_, number in sorted(ranks)[:MOST_TAGS])

    def _hits(self, text: str) -> _Hits:
        """How often phrases of each kind of each rule stand in a text."""
        words = fold(text).split()
        hits: _Hits = Counter()
        ends: dict[tuple[int, Kind], int] = {}
        for place, word in enumerate(words):
            for phrase in self._beginning(word):
                if phrase.rest and not _follows(phrase.rest, words, place + 1):
                    continue
                key = phrase.rule, phrase.kind
                # A name and its abbreviation behind it are one mention, not two.
                hits[key] += place > ends.get(key, -1)
                ends[key] = max(ends.get(key, -1), place + 1 + len(phrase.rest))
        return hits

    def _look_up(self, word: str) -> Sequence[_Phrase]:
        """The phrases that may begin with a word."""
        found = list(self._words.get(word, ()))
        for length in self._stem_lengths:
            if length > len(word):
                break
            found += self._stems.get(word[:length], ())
        return found


def parse_phrase(text: str) -> tuple[str, ...]:
    """The folded words of a phrase, each with its `*`; raises ValueError where none is left."""
    words: list[str] = []
    for part in text.split():
        folded = fold(part).split()
        if not folded:
            raise ValueError(f"{text!r} is not a phrase: {part!r} has no letter and no digit")
        if "*" in part.rstrip("*"):
            raise ValueError(f"{text!r} is not a phrase: `*` stands only at the end of a word")
        words += folded[:-1]
        words.append(folded[-1] + "*" * part.endswith("*"))
    if not words:
        raise ValueError("an empty text is not a phrase")
    return tuple(words)


def _phrases_of(rule: TagRule) -> Iterator[tuple[Kind, str]]:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("title", rule.title),
        ("text", rule.text),
        ("weak", rule.weak),
        ("veto", rule.veto),
    )
    for kind, phrases in kinds:
        for phrase in phrases:
            yield kind, phrase


def _follows(rest: Sequence[str], words: Sequence[str], place: int) -> bool:
    """Whether the rest of a phrase stands at a place of a text."""
    found = words[place : place + len(rest)]
    return len(found) == len(rest) and all(map(_matches, rest, found))


def _matches(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted


def _weigh(number: int, title: _Hits, abstract: _Hits) -> int:
    """How often the words of a rule were seen, 0 where that is not enough to propose its tag."""
    if title[number, "veto"] or abstract[number, "veto"]:
        return 0
    strong = title[number, "title"] + title[number, "text"] + abstract[number, "text"]
    weak = title[number, "weak"] + abstract[number, "weak"]
    return strong + weak if strong or weak >= ENOUGH_WEAK else 0
