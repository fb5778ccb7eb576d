"""Formats the first authors of a paper as one line of plain text for lists, cards and digests."""

from __future__ import annotations

from papershelf.records.model import Author
from papershelf.text.cleaning import truncate

LIST_AUTHORS_SHOWN = 4
_NAME_LENGTH = 60


def format_authors(authors: tuple[Author, ...]) -> str:
    """Format the first authors; if only one author would be left out, that one is named too."""
    shown = len(authors) if len(authors) <= LIST_AUTHORS_SHOWN + 1 else LIST_AUTHORS_SHOWN
    names = ", ".join(truncate(author.name, _NAME_LENGTH) for author in authors[:shown])
    return names if shown == len(authors) else f"{names} and {len(authors) - shown:,} more"
