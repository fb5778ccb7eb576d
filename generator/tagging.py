"""The rules of the tags, a title and an abstract in; the tags that they propose out.

A rule is a list of phrases. All phrases of all rules are looked for in one walk over the words of
a text: each word is looked up among the anchors of phrases, their rarest words, and only around
an anchor the rest is compared. So the time is that of the text, however many tags there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from generator.text import fold

MOST_TAGS = 5
"""So many tags are proposed at most: what a paper is about, not all that it mentions."""
WEAK_MENTIONS = 2
"""So many weak mentions propose a tag of which nothing else speaks."""
MANY_CERTAIN = 2
"""Where so many tags are certain, others need one weak mention more: they are often in passing."""
_REMEMBERED_WORDS = 1 << 16

Kind: TypeAlias = Literal["title", "text", "weak", "veto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """When to propose a tag.

    One of the `title` phrases in the title is enough, or one of `text` anywhere, or two mentions by
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
    """A phrase of a rule; it is found by one word, `lead` characters behind its beginning."""

    rule: int
    kind: Kind
    lead: int
    pattern: re.Pattern[str]


_Mentions: TypeAlias = "Counter[tuple[int, Kind]]"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for a tag: strong and weak mentions, and whether one is in the title."""

    rule: int
    strong: int
    weak: int
    in_title: bool

    def is_enough(self, weak_needed: int) -> bool:
        # What a title mentions is not in passing.
        needed = WEAK_MENTIONS if self.in_title else weak_needed
        return bool(self.strong) or self.weak >= needed

    def rank(self) -> tuple[bool, int, int]:
        return (not self.in_title, -(self.strong + self.weak), self.rule)


class Tagger:
    """Proposes tags by rules; raises ValueError for a phrase that could never match."""

    def __init__(self, rules: Iterable[TagRule]) -> None:
        self._rules = tuple(rules)
        self._words: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        parsed = [
            (number, kind, parse_phrase(text))
            for number, rule in enumerate(self._rules)
            for kind, text in _phrases_of(rule)
        ]
        uses = Counter(word for *_, words in parsed for word in words)
        for number, kind, words in parsed:
            anchor = _choose_anchor(words, uses)
            index = self._stems if words[anchor].endswith("*") else self._words
            lead = sum(len(word) + 1 for word in words[:anchor])
            phrase = _Phrase(number, kind, lead, _compile(words))
            index.setdefault(words[anchor].removesuffix("*"), []).append(phrase)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        # Most words of a text were seen before; hostile texts must not fill the memory.
        self._anchored: Callable[[str], Sequence[_Phrase]]
        self._anchored = lru_cache(maxsize=_REMEMBERED_WORDS)(self._look_up)

    def propose(self, title: str, abstract: str) -> tuple[str, ...]:
        """Tags that the rules see in a paper, the most certain first, no more than `MOST_TAGS`.

        What stands in the title is more certain than what does not, then what is said more often;
        equals keep the order of the rules.
        """
        found = list(_weigh(self._mentions(title), self._mentions(abstract)))
        certain = sum(evidence.strong > 0 for evidence in found)
        weak_needed = WEAK_MENTIONS + (certain >= MANY_CERTAIN)
        ranked = sorted(
            (evidence for evidence in found if evidence.is_enough(weak_needed)), key=_Evidence.rank
        )
        return tuple(self._rules[evidence.rule].tag for evidence in ranked[:MOST_TAGS])

    def _mentions(self, text: str) -> _Mentions:
        """How often phrases of each kind of each rule stand in a text.

        Phrases that overlap or touch are one mention: a name and the abbreviation behind it.
        """
        mentions: _Mentions = Counter()
        ends: dict[tuple[int, Kind], int] = {}
        for start, end, rule, kind in sorted(self._spans(f" {fold(text)} ")):
            last = ends.get((rule, kind), -1)
            mentions[rule, kind] += start > last
            ends[rule, kind] = max(last, end)
        return mentions

    def _spans(self, folded: str) -> Iterator[tuple[int, int, int, Kind]]:
        """Where in a folded text phrases stand, with their rule and kind."""
        place = 0
        for word in folded.split():
            for phrase in self._anchored(word):
                # A place before the text means its beginning: no harm, the same mention again.
                found = phrase.pattern.match(folded, place - phrase.lead)
                if found:
                    yield found.start(), found.end(), phrase.rule, phrase.kind
            place += len(word) + 1

    def _look_up(self, word: str) -> Sequence[_Phrase]:
        """The phrases whose anchor a word may be."""
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
        if "*" in part.removesuffix("*"):
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


def _choose_anchor(words: Sequence[str], uses: Counter[str]) -> int:
    """The word to find a phrase by: rare among phrases, not short, nothing vague before it."""
    vague = [place for place, word in enumerate(words) if word.endswith("*")]
    places = range(min(vague, default=len(words) - 1) + 1)
    return min(places, key=lambda place: (len(words[place]) < 4, uses[words[place]]))


def _compile(words: Iterable[str]) -> re.Pattern[str]:
    """A phrase with the space before it, in a folded text that has a space at either end."""
    parts = [re.escape(word.removesuffix("*")) + r"[^ ]*" * word.endswith("*") for word in words]
    return re.compile(f" {' '.join(parts)}(?= )")


def _weigh(title: _Mentions, abstract: _Mentions) -> Iterator[_Evidence]:
    """What was found of each rule that nothing forbids."""
    for rule in sorted({rule for rule, _ in (*title, *abstract)}):
        if title[rule, "veto"] or abstract[rule, "veto"]:
            continue
        strong = title[rule, "title"] + title[rule, "text"] + abstract[rule, "text"]
        weak = title[rule, "weak"] + abstract[rule, "weak"]
        in_title = any(title[rule, kind] for kind in ("title", "text", "weak"))
        yield _Evidence(rule, strong, weak, in_title)
