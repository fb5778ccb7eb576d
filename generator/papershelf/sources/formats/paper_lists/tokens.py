"""The tokens of an entry in a list of papers: its texts, its links and its breaks.

A link with all that it holds is one token; an image is one if it is a badge that says something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from papershelf.sources.formats.paper_lists.blocks import Span, join_spans
from papershelf.sources.formats.paper_lists.links import Link, badge_address, read_badge, read_link
from papershelf.sources.formats.paper_lists.remarks import split_venue

_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:")


@dataclass(slots=True, kw_only=True)
class Token:
    """A text, a link or a break of an entry; `role` is "emphasis", "code" or "" of a text."""

    text: str
    line: int
    role: str = ""
    link: Link | None = None
    is_break: bool = False
    is_strong: bool = False


def tokenize(spans: Iterable[Span]) -> list[Token]:
    """The tokens of some spans; the parts of one link are one token."""
    tokens: list[Token] = []
    group: list[Span] = []
    for span in join_spans(list(spans)):
        if group and (span.link != group[0].link or span.is_break):
            tokens += _link_tokens(group)
            group = []
        if span.href and not span.is_break:
            group.append(span)
        elif span.is_break:
            tokens.append(Token(text="\n", line=span.line, is_break=True))
        elif span.image:
            tokens += _image_tokens(span)
        else:
            tokens.append(_text_token(span))
    return tokens + (_link_tokens(group) if group else [])


def _text_token(span: Span) -> Token:
    role = "code" if span.is_code else "emphasis" if span.is_emphasis else ""
    text = _SHORTCODE.sub(" ", span.text)
    return Token(text=text, line=span.line, role=role, is_strong=span.is_strong)


def _image_tokens(span: Span) -> list[Token]:
    if address := badge_address(span.image):
        return [Token(text="", line=span.line, link=read_link("", address))]
    said = read_badge(span.image)
    return [Token(text=said, line=span.line, role="code")] if said else []


def _link_tokens(group: list[Span]) -> list[Token]:
    label = "".join(span.text if not span.image else "" for span in group)
    label = " ".join(_SHORTCODE.sub(" ", label).split())
    badges = [read_badge(span.image) or span.text for span in group if span.image]
    link = read_link(label or (badges[0] if badges else ""), group[0].href)
    strong = any(span.is_strong for span in group)
    if link is None:
        return (
            [Token(text=label, line=group[0].line, is_strong=strong)]
            if not group[0].href.startswith("#")
            else []
        )
    said = [
        Token(text=text, line=group[0].line, role="code") for text in badges if split_venue(text)
    ]
    return [Token(text=label, line=group[0].line, link=link, is_strong=strong), *said]
