"""A title in, the id it would give a paper out."""

from __future__ import annotations

from collections.abc import Container

from generator.maths import render_plain
from generator.model import PaperId
from generator.slugs import make_unique_slug


def propose_id(title: str, taken: Container[str], numbers: dict[str, int] | None = None) -> PaperId:
    """An id from a title, that nobody has yet; maths counts as it reads, not as it is written.

    With the same `numbers` for all, many papers of one title take no longer than others.
    """
    return PaperId(make_unique_slug(render_plain(title), taken, numbers=numbers))
