"""Labels each line of a captured page as title, abstract or boilerplate.

A page of papers alternates titles and abstracts. This order is the main evidence, since single
lines are ambiguous: titles may be long or end in periods, abstracts may be short. Each line has a
cost as a title and as an abstract; each transition that breaks the order has a cost that no single
line outweighs. The labels with the lowest total cost win (Viterbi algorithm). Transition costs
depend on how regular the page is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Protocol

from papershelf.sources.formats.capture.boilerplate import BoilerplateKind

MIN_ABSTRACT_LENGTH = 250
"""A longer line is unlikely to be a title."""
TITLE_LIMIT = 300
"""A longer line is a title only if the order of the page requires it."""


class LineLabel(IntEnum):
    """The label of a line."""

    TITLE = 0
    ABSTRACT = 1
    FURNITURE = 2


class LabelableLine(Protocol):
    """Interface of a line to be labeled."""

    @property
    def text(self) -> str:
        """The line with single spaces."""
        ...

    @property
    def furniture(self) -> BoilerplateKind:
        """Whether it looks like boilerplate."""
        ...


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A label, and by how much the total cost would rise with another one."""

    label: LineLabel
    margin: float

    @property
    def is_uncertain(self) -> bool:
        """Whether another label is almost as plausible."""
        return self.margin < _UNCERTAIN_MARGIN


_SENTENCE_BREAK = re.compile(r"[a-z0-9)\]$%][.!?] [A-Z\"'(]")
_ADDRESS = re.compile(r"https?://|\bwww\.|\bgithub\.com/")
_PROSE = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article|study)|is|are|was|were|has|have|been)\b"
)
# Placeholders that archives and publishers use for a missing abstract.
_PLACEHOLDER = re.compile(
    r"(?:(?:inter)?national audience|peer.reviewed"
    r"|(?:no )?abstract(?: is)?(?: not)?(?: un)?(?:available)?|n/?a|none|tba|tbd)\.?",
    re.IGNORECASE,
)

_IMPOSSIBLE_COST = 1e9
_UNCERTAIN_MARGIN = 2.0
_TITLE_COST_OF_FURNITURE = {
    BoilerplateKind.NO: 0.0,
    BoilerplateKind.WORDS: 10.0,
    BoilerplateKind.NO_TITLE: _IMPOSSIBLE_COST,
}
_HIGHEST_TITLE_COST = 10.0
"""Highest title cost of a line no longer than `TITLE_LIMIT`."""
_START_STATE = 2
"""The initial state; later states are the last title or abstract."""
_STATES = (LineLabel.TITLE, LineLabel.ABSTRACT, _START_STATE)
_END_COSTS = (1.0, 0.0, 0.0)
"""Cost of ending in each state; a truncated page may end after a title."""

_TransitionCosts = Sequence[tuple[float, float]]
"""For each state, the cost of a title and of an abstract as the next line."""


def has_sentence_break(text: str) -> bool:
    """Whether a sentence ends inside a text."""
    return bool(_SENTENCE_BREAK.search(text))


def count_prose(text: str) -> int:
    """The number of words that are common in prose and rare in titles."""
    return len(_PROSE.findall(text))


def title_cost(text: str) -> float:
    """Cost of labeling a line as a title."""
    if len(text) > TITLE_LIMIT:
        return 30.0 if len(text) <= 1.5 * TITLE_LIMIT else 45.0
    steps = ((150, 1.0), (200, 2.0), (MIN_ABSTRACT_LENGTH, 3.0))
    cost = sum(price for length, price in steps if len(text) > length)
    cost += 4.0 * has_sentence_break(text)
    cost += 4.0 * bool(_ADDRESS.search(text))
    cost += 1.5 * text.endswith(".")
    if text[0].islower() or len(text) > 100:
        cost += 0.5 * min(count_prose(text), 4)
    return min(cost, _HIGHEST_TITLE_COST)


def abstract_cost(text: str) -> float:
    """Cost of labeling a line as an abstract."""
    if len(text) > MIN_ABSTRACT_LENGTH or _PLACEHOLDER.fullmatch(text):
        return 0.0
    cost = 1.0 if len(text) > 150 else 2.0 if len(text) > 80 else 2.5
    if has_sentence_break(text):
        return cost - 1.0
    if text.endswith(".") or _ADDRESS.search(text):
        return cost
    # Prose without a final period occurs, but it is rarely short.
    return cost + (4.5 if len(text) <= 150 else 2.0) - 0.5 * min(count_prose(text), 3)


def is_likely_title(text: str) -> bool:
    """Whether an abstract looks like a title: a few words without verb and period."""
    return abstract_cost(text) >= 6.0 and not text[0].islower() and not _PROSE.search(text)


def label_lines(lines: Sequence[LabelableLine]) -> list[LabelChoice]:
    """Label all lines so that the total cost of lines and transitions is minimal."""
    steps = _transition_costs(lines)
    costs = [_label_costs(line) for line in lines]
    behind = _remaining_costs(costs, steps)
    ahead: Sequence[float] = (_IMPOSSIBLE_COST, _IMPOSSIBLE_COST, 0.0)
    state = _START_STATE
    choices: list[LabelChoice] = []
    for cost, rest in zip(costs, behind, strict=True):
        onward = _total_costs(
            cost, rest, steps, [_IMPOSSIBLE_COST if s != state else 0.0 for s in _STATES]
        )
        # Of two boilerplate words that may be titles, choose the one next to the abstract.
        label = min(reversed(LineLabel), key=onward.__getitem__)
        totals = _total_costs(cost, rest, steps, ahead)
        margin = min(t for other, t in enumerate(totals) if other != label) - totals[label]
        choices.append(LabelChoice(label, margin))
        ahead = _next_costs(cost, steps, ahead)
        state = state if label is LineLabel.FURNITURE else int(label)
    return choices


def _label_costs(line: LabelableLine) -> tuple[float, float, float]:
    """The cost of a line under each label."""
    if line.furniture:
        return (
            title_cost(line.text) + _TITLE_COST_OF_FURNITURE[line.furniture],
            _IMPOSSIBLE_COST,
            0.0,
        )
    return (title_cost(line.text), abstract_cost(line.text), _IMPOSSIBLE_COST)


def _transition_costs(lines: Sequence[LabelableLine]) -> _TransitionCosts:
    """Set transition costs by how regular the page is.

    On a regular page, two transitions against the order cost more than any wrongly labeled line. If
    few lines are long, many titles have no abstract.
    """
    is_long = [len(line.text) > MIN_ABSTRACT_LENGTH for line in lines if not line.furniture]
    no_abstract = 8.0 if sum(is_long) >= 0.35 * len(is_long) else 3.0
    paragraph = 6.0 if _has_paragraphs(lines) else 18.0
    no_title = 12.0
    return ((no_abstract, 0.0), (0.0, paragraph), (0.0, no_title))


def _has_paragraphs(lines: Sequence[LabelableLine]) -> bool:
    """Whether abstracts on a page often have several paragraphs.

    If so, long lines often follow each other in even numbers. Otherwise they do not: an abstract is
    one line, and each long title between two abstracts adds two. A boilerplate word may be a title,
    so the result must hold for both readings.
    """
    for skipped in (BoilerplateKind.WORDS, BoilerplateKind.NO_TITLE):
        is_long = [
            len(line.text) > MIN_ABSTRACT_LENGTH for line in lines if line.furniture < skipped
        ]
        runs = [len(list(run)) for long, run in groupby(is_long) if long]
        if sum(length % 2 == 0 for length in runs) <= 0.05 * len(runs):
            return False
    return True


def _remaining_costs(
    costs: Sequence[Sequence[float]], steps: _TransitionCosts
) -> list[Sequence[float]]:
    """For each line and state after it, the minimum cost of the rest of the page."""
    rest: Sequence[float] = _END_COSTS
    behind: list[Sequence[float]] = []
    for cost in reversed(costs):
        behind.append(rest)
        rest = [
            min(
                rest[state] + cost[LineLabel.FURNITURE],
                *(steps[state][label] + cost[label] + rest[label] for label in (0, 1)),
            )
            for state in _STATES
        ]
    return behind[::-1]


def _next_costs(
    cost: Sequence[float], steps: _TransitionCosts, ahead: Sequence[float]
) -> list[float]:
    """For each state, the minimum cost of the page up to and including a line."""
    through = [
        min(ahead[state] + steps[state][label] for state in _STATES) + cost[label]
        for label in (0, 1)
    ]
    skipped = [before + cost[LineLabel.FURNITURE] for before in ahead]
    return [min(through[0], skipped[0]), min(through[1], skipped[1]), skipped[_START_STATE]]


def _total_costs(
    cost: Sequence[float], rest: Sequence[float], steps: _TransitionCosts, ahead: Sequence[float]
) -> list[float]:
    """For each label of a line, the minimum cost of the whole page."""
    totals = [
        min(ahead[state] + steps[state][label] for state in _STATES) + cost[label] + rest[label]
        for label in (0, 1)
    ]
    skipped = min(ahead[state] + rest[state] for state in _STATES) + cost[LineLabel.FURNITURE]
    return [*totals, skipped]
