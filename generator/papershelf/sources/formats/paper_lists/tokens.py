"""Splits a list entry into tokens: texts, links and breaks.

A link with all its content is one token. An image is a token only if it is a badge with
information.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from papershelf.sources.formats.paper_lists.blocks import TextSpan, join_spans
from papershelf.sources.formats.paper_lists.links import (
    ListLink,
    badge_address,
    parse_badge_text,
    parse_link,
)
from papershelf.sources.formats.paper_lists.remarks import parse_venue_fragment

_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:")


@dataclass(slots=True, kw_only=True)
class ListToken:
    """A text, link or break of an entry; the `role` of a text is "emphasis", "code" or ""."""

    text: str
    line: int
    role: str = ""
    link: ListLink | None = None
    is_break: bool = False
    is_strong: bool = False


def tokenize_spans(spans: Iterable[TextSpan]) -> list[ListToken]:
    """The tokens of some spans; all parts of a link form one token."""
    tokens: list[ListToken] = []
    group: list[TextSpan] = []
    for span in join_spans(list(spans)):
        if group and (span.link != group[0].link or span.is_break):
            tokens += _link_tokens(group)
            group = []
        if span.href and not span.is_break:
            group.append(span)
        elif span.is_break:
            tokens.append(ListToken(text="\n", line=span.line, is_break=True))
        elif span.image:
            tokens += _image_tokens(span)
        else:
            tokens.append(_text_token(span))
    return tokens + (_link_tokens(group) if group else [])


def _text_token(span: TextSpan) -> ListToken:
    role = "code" if span.is_code else "emphasis" if span.is_emphasis else ""
    text = _SHORTCODE.sub(" ", span.text)
    return ListToken(text=text, line=span.line, role=role, is_strong=span.is_strong)


def _image_tokens(span: TextSpan) -> list[ListToken]:
    if address := badge_address(span.image):
        return [ListToken(text="", line=span.line, link=parse_link("", address))]
    badge_text = parse_badge_text(span.image)
    return [ListToken(text=badge_text, line=span.line, role="code")] if badge_text else []


def _link_tokens(group: list[TextSpan]) -> list[ListToken]:
    label = "".join(span.text if not span.image else "" for span in group)
    label = " ".join(_SHORTCODE.sub(" ", label).split())
    badges = [parse_badge_text(span.image) or span.text for span in group if span.image]
    link = parse_link(label or (badges[0] if badges else ""), group[0].href)
    strong = any(span.is_strong for span in group)
    if link is None:
        return (
            [ListToken(text=label, line=group[0].line, is_strong=strong)]
            if not group[0].href.startswith("#")
            else []
        )
    texts = [
        ListToken(text=text, line=group[0].line, role="code")
        for text in badges
        if parse_venue_fragment(text)
    ]
    return [ListToken(text=label, line=group[0].line, link=link, is_strong=strong), *texts]
