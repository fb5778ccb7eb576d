"""The kinds of counts that services keep of papers: votes, comments, stars, citations.

`COUNT_KINDS` is the only list of them: the fields of a record, the snapshots in `data/counts/` and
what pages show are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CountKind:
    """A kind of count: the field that has it, the noun for one, and what documents the field.

    `is_listed`: daily lists tell it as of their own day, so one without a day gets that.
    """

    field: str
    noun: str
    meaning: str
    example: str
    is_listed: bool = False


COUNT_KINDS: Mapping[str, CountKind] = {
    kind.field: kind
    for kind in (
        CountKind(
            field="upvotes", noun="upvote", meaning="Upvotes, and the day of reading",
            example="{value: 12, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="comments", noun="comment", meaning="Comments, likewise",
            example="{value: 3, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="stars", noun="star", meaning="Stars of its repository, likewise",
            example="{value: 250, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="citations", noun="citation", meaning="Citations, likewise",
            example="{value: 41, day: 2026-11-20}",
        ),
    )
}  # fmt: skip

SHOWN_COUNTS = tuple(COUNT_KINDS[name] for name in dict.fromkeys(("citations", *COUNT_KINDS)))
"""In the order in which the page of a paper shows them."""
