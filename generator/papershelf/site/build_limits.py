"""Limits that change how a build works, but not its output.

They are parameters of a build, so that tests can build small collections like large ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildLimits:
    """Sizes at which a build switches to another method."""

    max_new_entries: int = 50
    """Listings are made early if at most this many papers have no known entry length."""
    max_background_cost: int = 4000
    """Above this total cost, listing pages are not left to one background process."""
    min_reusable_papers: int = 100
    """Bulk files with fewer papers are rewritten, since splitting the old file would be slower."""
    max_parallel_indexing: int = 30_000
    """With more papers, the search index waits until related papers are found, to save memory."""


DEFAULT_LIMITS = BuildLimits()
