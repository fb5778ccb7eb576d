"""Kinds of counts that services keep for papers: votes, comments, stars, citations.

`COUNT_KINDS` is the single table of them; record fields, the snapshots in `data/counts/` and the
counts on pages are derived from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CountKind:
    """A kind of count: its record field, and the documentation of the field.

    Pages show it by the message `count.<field>`.
    `is_listed`: daily lists show this count as of their own day, so a count without a day gets that
    day.
    """

    field: str
    meaning: str
    example: str
    is_listed: bool = False


COUNT_KINDS: Mapping[str, CountKind] = {
    kind.field: kind
    for kind in (
        CountKind(
            field="upvotes", meaning="Upvotes, and the day of reading",
            example="{value: 12, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="comments", meaning="Comments, likewise",
            example="{value: 3, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="stars", meaning="Stars of its repository, likewise",
            example="{value: 250, day: 2026-11-20}", is_listed=True,
        ),
        CountKind(
            field="citations", meaning="Citations, likewise",
            example="{value: 41, day: 2026-11-20}",
        ),
    )
}  # fmt: skip
