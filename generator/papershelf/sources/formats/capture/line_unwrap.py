"""Joins lines of captured pages that an editor wrapped at a fixed width.

A line can continue on the next one only if the next line's first word would not have fitted. If it
would have fitted, there is a real line break. If not, both are possible, since the last line of a
title or abstract may happen to be full. These cases are decided for the whole page at once, by how
titles and abstracts look (Viterbi algorithm).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from papershelf.sources.formats.capture.line_labels import count_prose, has_sentence_break


class WrappedLine(Protocol):
    """Interface of a line of a page."""

    @property
    def text(self) -> str:
        """The line with single spaces."""
        ...

    @property
    def is_after_blank(self) -> bool:
        """Whether a blank line precedes it."""
        ...


_TITLE, _LONG_TITLE, _ABSTRACT, _LONG_ABSTRACT = range(4)
"""Kinds of lines: first or later line of a title, first or later line of an abstract."""

_FULL_LINE_COST = 2.0
"""Cost of a break after a full line; about one in ten last lines is full."""
_IMPOSSIBLE_COST = 1e9
_END = re.compile(r"[.!?][)\"'”’]*$|[^\s]*/[^\s]*$")
_SMALL_WORDS = frozenset(
    "a an the of in on at by to for from with and or via as is under using".split()
)


@dataclass(frozen=True, slots=True)
class _LineContext:
    """A line, and what the line before it allows."""

    text: str
    above: str
    may_continue: bool


def mark_paragraph_starts(lines: Sequence[WrappedLine]) -> list[bool]:
    """For each line, whether it starts a title or abstract or is a paragraph of its own."""
    width = _wrap_width(lines)
    if not width:
        return [True] * len(lines)
    places = [_LineContext(lines[0].text, "", may_continue=False)]
    for above, line in pairwise(lines):
        room = width - len(above.text)
        fits = room >= len(line.text.partition(" ")[0]) + 1
        places.append(_LineContext(line.text, above.text, not fits and not line.is_after_blank))
    starts = [not place.may_continue for place in places]
    between = sum(
        start and not line.is_after_blank for start, line in zip(starts, lines, strict=True)
    )
    if between <= 0.05 * sum(starts):
        # Blank lines separate titles and abstracts on this page, so nothing else does.
        return starts
    kinds = _choose_kinds(places)
    return [
        not (place.may_continue and kind in {_LONG_TITLE, _LONG_ABSTRACT})
        for place, kind in zip(places, kinds, strict=True)
    ]


def _wrap_width(lines: Sequence[WrappedLine]) -> int:
    """The width at which lines were wrapped, or 0."""
    lengths = sorted(len(line.text) for line in lines)
    # Ignore the few longest lines: addresses cannot be wrapped.
    width = lengths[len(lengths) * 97 // 100] if lengths else 0
    full = "".join("x" if len(line.text) > width - 15 else " " for line in lines)
    # Consecutive titles of equal length are not wrapped text, which has long runs of full lines.
    if not 40 <= width <= 200 or full.count("x") < 0.4 * len(lines) or "xxx" not in full:
        return 0
    return width


def _choose_kinds(contexts: Sequence[_LineContext]) -> list[int]:
    """The sequence of line kinds with the lowest total cost."""
    best = [0.0, _IMPOSSIBLE_COST, 6.0, _IMPOSSIBLE_COST]
    back: list[list[int]] = []
    for place in contexts[1:]:
        own = _line_costs(place.text)
        origins: list[int] = []
        costs: list[float] = []
        for kind in range(4):
            totals = [best[above] + _transition_cost(above, kind, place) for above in range(4)]
            origins.append(min(range(4), key=totals.__getitem__))
            costs.append(min(totals) + own[kind])
        best = costs
        back.append(origins)
    kind = min(range(4), key=best.__getitem__)
    kinds = [kind]
    for origins in reversed(back):
        kind = origins[kind]
        kinds.append(kind)
    return kinds[::-1]


def _line_costs(text: str) -> tuple[float, float, float, float]:
    """The cost of a line under each kind."""
    words = [word for word in text.split() if word.lower() not in _SMALL_WORDS]
    capitals = sum(not word[0].islower() for word in words)
    as_title = min(4.0 * has_sentence_break(text) + count_prose(text), 2.0)
    if len(words) >= 3 and capitals >= 0.8 * len(words) and not text.endswith("."):
        as_title -= 4.0
    return (as_title, as_title + 1.0, 0.0, 0.0)


def _transition_cost(above: int, kind: int, context: _LineContext) -> float:
    """The cost of one kind of line following another."""
    in_title = above in {_TITLE, _LONG_TITLE}
    if kind in {_LONG_TITLE, _LONG_ABSTRACT}:
        goes_on = context.may_continue and in_title == (kind == _LONG_TITLE)
        return 0.0 if goes_on else _IMPOSSIBLE_COST
    cost = _FULL_LINE_COST if context.may_continue else 0.0
    cost += 2.0 * context.text[0].islower()
    if in_title:
        return cost + (14.0 if kind == _TITLE else 1.0 * context.above.endswith("."))
    cost += 4.0 * (not _END.search(context.above)) + 2.0 * (above == _ABSTRACT)
    return cost + (18.0 if kind == _ABSTRACT else 0.0)
