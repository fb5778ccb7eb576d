"""The rules of the tags, a title and an abstract in; the tags that they propose out.

A rule is a list of phrases. All phrases of all rules are looked for in one walk over the words of
a text, each word leading from one state of an automaton to the next (Aho and Corasick, 1975), so
that the time is that of the text, however many tags there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.phrases import PhraseFinder, Span, parse_phrase
from generator.text import fold_words

MOST_TAGS = 5
"""So many tags are proposed at most: what a paper is about, not all that it mentions."""
WEAK_MENTIONS = 2
"""So many weak mentions propose a tag of which nothing else speaks."""
MANY_CERTAIN = 2
"""Where so many tags are certain, others need one weak mention more: they are often in passing."""
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


_Mentions: TypeAlias = Mapping[tuple[int, Kind], int]
"""How often phrases of each kind of each rule stand in a text."""


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
        self._phrases: PhraseFinder[tuple[int, Kind]] = PhraseFinder(
            (parse_phrase(text), (number, kind))
            for number, rule in enumerate(self._rules)
            for kind, text in _phrases_of(rule)
        )

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
        found = self._phrases.find(fold_words(text))
        return {key: _count_apart(spans) for key, spans in found.items()}


def _count_apart(spans: list[Span]) -> int:
    """How many mentions some places are.

    Phrases that overlap or touch are one mention: a name and the abbreviation behind it.
    """
    if len(spans) == 1:
        return 1
    count, last = 0, -1
    for start, end in sorted(spans):
        count += start > last
        last = max(last, end)
    return count


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


def _weigh(title: _Mentions, abstract: _Mentions) -> Iterator[_Evidence]:
    """What was found of each rule that nothing forbids."""
    in_title = {rule for rule, _ in title}
    for rule in in_title.union(rule for rule, _ in abstract):
        if (rule, "veto") in title or (rule, "veto") in abstract:
            continue
        strong = title.get((rule, "title"), 0)
        strong += title.get((rule, "text"), 0) + abstract.get((rule, "text"), 0)
        weak = title.get((rule, "weak"), 0) + abstract.get((rule, "weak"), 0)
        yield _Evidence(rule, strong, weak, rule in in_title)
