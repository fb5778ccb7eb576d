"""The body of a digest e-mail: takes a `Digest`, returns plain text and HTML.

Styles are inline, since most mail clients drop style sheets; the only style sheet inverts colors
in dark mode. Nothing is loaded from the network.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from papershelf.exports.digest import Digest, DigestItem
from papershelf.pages.templates import render_body

_WIDTH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBody:
    """The plain text and HTML parts of a mail."""

    text: str
    html: str


def render_mail_body(digest: Digest, max_items: int, unsubscribe: str) -> MailBody:
    """Render the first `max_items` papers of a digest, with a link to the rest if there are more.

    `unsubscribe` is the unsubscribe address, or "".
    """
    items = digest.items[:max_items]
    rest = len(digest.items) - len(items)
    messages = digest.messages
    more = messages.count("count.more_papers", rest) if rest else ""
    text = "\n".join(_text_lines(digest, items, more, unsubscribe)) + "\n"
    html = render_body(
        "digest.html.j2",
        messages,
        language=messages.language,
        direction=messages.direction,
        site=digest.site,
        heading=digest.heading,
        preheader=digest.preheader,
        count=digest.count,
        items=items,
        more=_link_more(digest, more) if more else "",
        empty="" if digest.items else messages.text("digest.empty"),
        page=digest.page_address,
        archive=digest.archive_address,
        unsubscribe=unsubscribe,
    )
    return MailBody(text=text, html=html)


def _link_more(digest: Digest, more: str) -> Markup:
    """Render the number of the papers left out, linked to the page that has them."""
    link = Markup('<a href="{}" style="color:#1c1b19">{}</a>').format(digest.page_address, more)
    return digest.messages.html("digest.and_more", papers=link if digest.page_address else more)


def _text_lines(
    digest: Digest, items: tuple[DigestItem, ...], more: str, unsubscribe: str
) -> Iterator[str]:
    messages = digest.messages
    yield from _wrap_text(f"{digest.site}: {digest.heading}")
    yield from _wrap_text(digest.count if digest.items else messages.text("digest.empty"))
    if digest.page_address:
        yield digest.page_address
    for number, item in enumerate(items, 1):
        yield ""
        yield from _item_lines(number, item)
    if more:
        yield ""
        key = "digest.and_more_at" if digest.page_address else "digest.and_more"
        yield from _wrap_text(messages.text(key, papers=more))
        if digest.page_address:
            yield digest.page_address
    yield from ("", "-- ")
    if digest.archive_address:
        yield messages.text("digest.all_at", address=digest.archive_address)
    if unsubscribe:
        yield messages.text("digest.unsubscribe_at", address=unsubscribe)


def _item_lines(number: int, item: DigestItem) -> Iterator[str]:
    start = f"{number}. "
    indent = " " * len(start)
    yield from _wrap_text(item.title, start, indent)
    for line in (item.authors, " · ".join(filter(None, (item.venue_line, item.tags))), item.text):
        if line:
            yield from _wrap_text(line, indent, indent)
    if item.address:
        yield indent + item.address


def _wrap_text(text: str, start: str = "", indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
