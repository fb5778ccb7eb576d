"""The words of a digest as a mail carries them: a `Digest` comes in, text and HTML go out.

Styles stand in the elements, since mail readers drop most style sheets; the one that is there only
turns colours round in the dark. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from papershelf.core.formatting import format_count
from papershelf.exports.digest import Digest, Item
from papershelf.pages.templates import render_body

_WIDTH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What both parts of a mail say."""

    text: str
    html: str


def render_letter(digest: Digest, shown: int, unsubscribe: str) -> Letter:
    """The first `shown` papers of a digest; where there are more, it says so and where they are.

    `unsubscribe` is the address by which a reader leaves, or "".
    """
    items = digest.items[:shown]
    rest = len(digest.items) - len(items)
    more = format_count(rest, "more paper") if rest else ""
    text = "\n".join(_lines(digest, items, more, unsubscribe)) + "\n"
    html = render_body(
        "digest.html.j2",
        site=digest.site,
        heading=digest.heading,
        preheader=digest.preheader,
        count=digest.count,
        items=items,
        more=more,
        empty="" if digest.items else _EMPTY,
        page=digest.page,
        archive=digest.archive,
        unsubscribe=unsubscribe,
    )
    return Letter(text=text, html=html)


_EMPTY = "No papers were added or featured."


def _lines(digest: Digest, items: tuple[Item, ...], more: str, unsubscribe: str) -> Iterator[str]:
    yield from _wrap(f"{digest.site}: {digest.heading}")
    yield from _wrap(digest.count if digest.items else _EMPTY)
    if digest.page:
        yield digest.page
    for number, item in enumerate(items, 1):
        yield ""
        yield from _item_lines(number, item)
    if more:
        yield ""
        yield from _wrap(f"And {more}, which you find here:" if digest.page else f"And {more}.")
        if digest.page:
            yield digest.page
    yield from ("", "-- ")
    if digest.archive:
        yield f"All digests: {digest.archive}"
    if unsubscribe:
        yield f"To leave this list: {unsubscribe}"


def _item_lines(number: int, item: Item) -> Iterator[str]:
    start = f"{number}. "
    indent = " " * len(start)
    yield from _wrap(item.title, start, indent)
    for line in (item.authors, " · ".join(filter(None, (item.where, item.tags))), item.text):
        if line:
            yield from _wrap(line, indent, indent)
    if item.address:
        yield indent + item.address


def _wrap(text: str, start: str = "", indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
