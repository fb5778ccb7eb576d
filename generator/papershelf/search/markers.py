"""Markers: terms of the index that are no words, such as `#transformers` for a tag.

Each kind has a prefix, so that markers are never mistaken for words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from papershelf.records.model import Paper

ID_PREFIX = "="
"""A complete identifier: `=2401.01234`."""
AUTHOR_PREFIX = "@"
"""The slug of an author: `@ada-lovelace`."""
TAG_PREFIX = "#"
"""The id of a tag: `#transformers`."""
VENUE_PREFIX = "%"
"""The id of a venue: `%neurips`."""
YEAR_PREFIX = "^"
"""A year: `^2023`."""
HAS_PREFIX = "!"
"""Something that the paper has: `!code`."""
ABBREVIATION_PREFIX = "("
"""An abbreviation that the paper defines, then its long form: `(ssm state space model`."""

HAS_VALUES: Final[Mapping[str, Callable[[Paper], object]]] = {
    "abstract": lambda paper: paper.abstract,
    "award": lambda paper: paper.awards,
    "code": lambda paper: paper.code,
    "data": lambda paper: paper.datasets,
    "demo": lambda paper: paper.demos,
    "model": lambda paper: paper.models,
    "pdf": lambda paper: paper.pdf,
    "poster": lambda paper: paper.poster,
    "project": lambda paper: paper.project,
    "slides": lambda paper: paper.slides,
    "summary": lambda paper: paper.summary,
    "video": lambda paper: paper.video,
}
"""What `has:` can ask for in a query."""
