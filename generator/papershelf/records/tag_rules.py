"""Proposes tags for a title and abstract by phrase rules.

A rule is a list of phrases. All phrases of all rules are matched in a single pass over the words of
a text with an automaton (Aho and Corasick, 1975), so the time depends on the length of the text,
not on the number of tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from papershelf.text.folding import fold_words
from papershelf.text.phrase_matcher import PhraseFinder, parse_phrase

MAX_PROPOSED_TAGS = 5
"""Maximum number of proposed tags: the topics of a paper, not everything it mentions."""
MIN_WEAK_MENTIONS = 2
"""Number of weak mentions that propose a tag without other evidence."""
ENOUGH_CERTAIN_TAGS = 2
"""With this many certain tags, other tags need one more weak mention.

Weak mentions in such papers are often incidental.
"""
_PHRASE_KINDS = ("title", "text", "weak", "veto")

_Mentions: TypeAlias = Mapping[int, int]
"""Number of mentions for each rule and phrase kind, numbered rule by rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """When to propose a tag.

    A `title` phrase in the title, a `text` phrase anywhere, or two mentions of `weak` phrases
    propose the tag; a `veto` phrase forbids it. A phrase matches whole words; `*` at the end of a
    word matches any continuation of it.
    """

    tag: str
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    veto: tuple[str, ...] = ()


@dataclass(slots=True)
class _Evidence:
    """Evidence for a tag: strong and weak mentions, and whether the title has one."""

    rule: int
    strong: int
    weak: int
    in_title: bool

    def is_enough(self, weak_needed: int) -> bool:
        # A mention in the title is not incidental.
        needed = MIN_WEAK_MENTIONS if self.in_title else weak_needed
        return bool(self.strong) or self.weak >= needed

    def rank(self) -> tuple[bool, int, int]:
        return (not self.in_title, -(self.strong + self.weak), self.rule)


class Tagger:
    """Proposes tags by rules. Raises `ValueError` for a phrase that could never match."""

    def __init__(self, rules: Iterable[TagRule]) -> None:
        self._rules = tuple(rules)
        self._phrases = PhraseFinder(
            (parse_phrase(text), number * len(_PHRASE_KINDS) + place)
            for number, rule in enumerate(self._rules)
            for place, kind in enumerate(_PHRASE_KINDS)
            for text in getattr(rule, kind)
        )

    def propose(self, title: str, abstract: str) -> tuple[str, ...]:
        """Return the proposed tags, the most certain first, at most `MAX_PROPOSED_TAGS`.

        Tags mentioned in the title come first, then those with more mentions; ties keep the order
        of the rules.
        """
        found = list(_collect_evidence(self._count_mentions(title), self._count_mentions(abstract)))
        certain = len([evidence for evidence in found if evidence.strong])
        weak_needed = MIN_WEAK_MENTIONS + (certain >= ENOUGH_CERTAIN_TAGS)
        enough = [evidence for evidence in found if evidence.is_enough(weak_needed)]
        ranked = sorted(enough, key=_Evidence.rank)
        return tuple(self._rules[evidence.rule].tag for evidence in ranked[:MAX_PROPOSED_TAGS])

    def _count_mentions(self, text: str) -> _Mentions:
        """Count the mentions of each phrase kind in a text.

        Overlapping or adjacent phrases count as one mention, such as a name followed by its
        abbreviation.
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
    """Yield the evidence of each rule without a veto."""
    for rule in {meaning // len(_PHRASE_KINDS) for meaning in (*title, *abstract)}:
        first = rule * len(_PHRASE_KINDS)
        named, text, hint, veto = range(first, first + len(_PHRASE_KINDS))
        strong = title.get(named, 0) + title.get(text, 0) + abstract.get(text, 0)
        weak = title.get(hint, 0) + abstract.get(hint, 0)
        if (strong or weak >= MIN_WEAK_MENTIONS) and veto not in title and veto not in abstract:
            in_title = named in title or text in title or hint in title
            yield _Evidence(rule, strong, weak, in_title)
