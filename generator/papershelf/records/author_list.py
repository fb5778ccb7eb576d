"""Formats the first authors of a paper as one line of plain text for lists, cards and digests."""

from __future__ import annotations

from papershelf.core.messages import Messages
from papershelf.records.model import Author
from papershelf.text.cleaning import truncate

LIST_AUTHORS_SHOWN = 4
_NAME_LENGTH = 60


def format_authors(authors: tuple[Author, ...], messages: Messages) -> str:
    """Format the first authors; if only one author would be left out, that one is named too."""
    shown = len(authors) if len(authors) <= LIST_AUTHORS_SHOWN + 1 else LIST_AUTHORS_SHOWN
    names = ", ".join(truncate(author.name, _NAME_LENGTH) for author in authors[:shown])
    if shown == len(authors):
        return names
    count = messages.number(len(authors) - shown)
    return messages.text("list.authors_and_more", names=names, count=count)
