"""Numbers that decide how a build goes about its work, and never what it makes.

They are arguments of a build, so that small collections can be built as large ones are.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildLimits:
    """From which sizes on a build does things another way."""

    max_new_entries: int = 50
    """Papers whose entries are made before their pages."""
    max_background_cost: int = 4000
    """The cost of pages of lists that one process makes while others do the rest."""
    min_reusable_papers: int = 100
    """Papers of a bulk file below which it is made anew sooner than it is split."""


DEFAULT_LIMITS = BuildLimits()
