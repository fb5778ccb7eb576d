"""The rules of the tags, a title and an abstract in; the tags that they propose out.

A rule is a list of phrases. All phrases of all rules are looked for in one walk over the words of
a text, each word leading from one state of an automaton to the next (Aho and Corasick, 1975), so
that the time is that of the text, however many tags there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from generator.phrases import PhraseFinder, parse_phrase
from generator.text import fold_words

MOST_TAGS = 5
"""So many tags are proposed at most: what a paper is about, not all that it mentions."""
WEAK_MENTIONS = 2
"""So many weak mentions propose a tag of which nothing else speaks."""
MANY_CERTAIN = 2
"""Where so many tags are certain, others need one weak mention more: they are often in passing."""
Kind: TypeAlias = Literal["title", "text", "weak", "veto"]
_KINDS: tuple[Kind, ...] = ("title", "text", "weak", "veto")


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


@dataclass(slots=True)
class _Evidence:
    """What speaks for a tag: strong and weak mentions, whether one is in the title; and a veto."""

    rule: int
    strong: int = 0
    weak: int = 0
    in_title: bool = False
    is_vetoed: bool = False

    def add(self, kind: Kind, *, in_title: bool) -> None:
        if kind == "veto":
            self.is_vetoed = True
        elif kind == "weak":
            self.weak += 1
            self.in_title |= in_title
        elif kind == "text" or in_title:
            self.strong += 1
            self.in_title |= in_title

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
        self._meanings: list[tuple[int, Kind]] = [
            (number, kind) for number in range(len(self._rules)) for kind in _KINDS
        ]
        self._phrases = PhraseFinder(
            (parse_phrase(text), number)
            for number, (rule, kind) in enumerate(self._meanings)
            for text in getattr(self._rules[rule], kind)
        )

    def propose(self, title: str, abstract: str) -> tuple[str, ...]:
        """Tags that the rules see in a paper, the most certain first, no more than `MOST_TAGS`.

        What stands in the title is more certain than what does not, then what is said more often;
        equals keep the order of the rules.
        """
        weighed: dict[int, _Evidence] = {}
        self._weigh(title, weighed, in_title=True)
        self._weigh(abstract, weighed, in_title=False)
        found = [evidence for evidence in weighed.values() if not evidence.is_vetoed]
        certain = sum(evidence.strong > 0 for evidence in found)
        weak_needed = WEAK_MENTIONS + (certain >= MANY_CERTAIN)
        ranked = sorted(
            (evidence for evidence in found if evidence.is_enough(weak_needed)), key=_Evidence.rank
        )
        return tuple(self._rules[evidence.rule].tag for evidence in ranked[:MOST_TAGS])

    def _weigh(self, text: str, weighed: dict[int, _Evidence], *, in_title: bool) -> None:
        """Add what a text mentions to what speaks for each rule.

        Phrases that overlap or touch are one mention: a name and the abbreviation behind it.
        """
        before = reach = -1
        for meaning, start, end in sorted(self._phrases.find(fold_words(text))):
            if meaning != before or start > reach:
                rule, kind = self._meanings[meaning]
                evidence = weighed.get(rule)
                if evidence is None:
                    evidence = weighed[rule] = _Evidence(rule)
                evidence.add(kind, in_title=in_title)
                before, reach = meaning, end
            elif end > reach:
                reach = end
