"""Formats the first authors of a paper as one line of plain text for lists, cards and digests."""

from __future__ import annotations

from papershelf.core.messages import Messages
from papershelf.records.model import Author
from papershelf.text.cleaning import truncate

LIST_AUTHORS_SHOWN = 4
AUTHOR_NAME_LENGTH = 60


def count_shown_authors(count: int) -> int:
    """Return how many of a number of authors are named: the first, or all if one would be left out."""
    return count if count <= LIST_AUTHORS_SHOWN + 1 else LIST_AUTHORS_SHOWN


def format_authors(authors: tuple[Author, ...], messages: Messages) -> str:
    """Format the first authors; if only one author would be left out, that one is named too."""
    shown = count_shown_authors(len(authors))
    names = ", ".join(truncate(author.name, AUTHOR_NAME_LENGTH) for author in authors[:shown])
    if shown == len(authors):
        return names
    count = messages.number(len(authors) - shown)
    return messages.text("list.authors_and_more", names=names, count=count)
