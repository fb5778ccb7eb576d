"""The rules of the tags, a title and an abstract in; the tags that they propose out.

A rule is a list of phrases. All phrases of all rules are looked for in one walk over the words of
a text, each word leading from one state of an automaton to the next (Aho and Corasick, 1975), so
that the time is that of the text, however many tags there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from papershelf.text.folding import fold_words
from papershelf.text.phrase_matcher import PhraseFinder, parse_phrase

MAX_PROPOSED_TAGS = 5
"""So many tags are proposed at most: what a paper is about, not all that it mentions."""
MIN_WEAK_MENTIONS = 2
"""So many weak mentions propose a tag of which nothing else speaks."""
ENOUGH_CERTAIN_TAGS = 2
"""Where so many tags are certain, others need one weak mention more: they are often in passing."""
_PHRASE_KINDS = ("title", "text", "weak", "veto")

_Mentions: TypeAlias = Mapping[int, int]
"""How often each of the kinds of the first rule is mentioned, then those of the second, and so on.
"""


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
    """What speaks for a tag: strong and weak mentions, and whether one is in the title."""

    rule: int
    strong: int
    weak: int
    in_title: bool

    def is_enough(self, weak_needed: int) -> bool:
        # What a title mentions is not in passing.
        needed = MIN_WEAK_MENTIONS if self.in_title else weak_needed
        return bool(self.strong) or self.weak >= needed

    def rank(self) -> tuple[bool, int, int]:
        return (not self.in_title, -(self.strong + self.weak), self.rule)


class Tagger:
    """Proposes tags by rules; raises ValueError for a phrase that could never match."""

    def __init__(self, rules: Iterable[TagRule]) -> None:
        self._rules = tuple(rules)
        self._phrases = PhraseFinder(
            (parse_phrase(text), number * len(_PHRASE_KINDS) + place)
            for number, rule in enumerate(self._rules)
            for place, kind in enumerate(_PHRASE_KINDS)
            for text in getattr(rule, kind)
        )

    def propose(self, title: str, abstract: str) -> tuple[str, ...]:
        """Tags the rules propose, the most certain first, at most `MAX_PROPOSED_TAGS`.

        What stands in the title is more certain than what does not, then what is said more often;
        equals keep the order of the rules.
        """
        found = list(_collect_evidence(self._count_mentions(title), self._count_mentions(abstract)))
        certain = len([evidence for evidence in found if evidence.strong])
        weak_needed = MIN_WEAK_MENTIONS + (certain >= ENOUGH_CERTAIN_TAGS)
        enough = [evidence for evidence in found if evidence.is_enough(weak_needed)]
        ranked = sorted(enough, key=_Evidence.rank)
        return tuple(self._rules[evidence.rule].tag for evidence in ranked[:MAX_PROPOSED_TAGS])

    def _count_mentions(self, text: str) -> _Mentions:
        """How often a text mentions what each phrase stands for.

        Phrases that overlap or touch are one mention: a name and the abbreviation behind it.
        """
        counts: dict[int, int] = {}
        before = reach = -1
        for meaning, start, end in sorted(self._phrases.find(fold_words(text))):
            if meaning != before or start > reach:
                counts[meaning] = counts.get(meaning, 0) + 1
                before, reach = meaning, end
            elif end > reach:
                reach = end
        return counts


def _collect_evidence(title: _Mentions, abstract: _Mentions) -> Iterator[_Evidence]:
    """What may be enough of each rule that nothing forbids."""
    for rule in {meaning // len(_PHRASE_KINDS) for meaning in (*title, *abstract)}:
        first = rule * len(_PHRASE_KINDS)
        named, text, hint, veto = range(first, first + len(_PHRASE_KINDS))
        strong = title.get(named, 0) + title.get(text, 0) + abstract.get(text, 0)
        weak = title.get(hint, 0) + abstract.get(hint, 0)
        if (strong or weak >= MIN_WEAK_MENTIONS) and veto not in title and veto not in abstract:
            in_title = named in title or text in title or hint in title
            yield _Evidence(rule, strong, weak, in_title)
