"""Splits HTML into tags and text, in linear time even if it is malformed.

The standard library's `HTMLParser` searches the whole rest of the text for the end of each unclosed
comment or tag, which takes quadratic time. This tokenizer follows HTML 5 where it matters here: an
unclosed comment or tag extends to the end of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

_MARKUP = re.compile(r"<(?:!--|[!?]|(/?)([A-Za-z][^\s/>]*+)|/)")
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?"""
)
_TAG_END = re.compile(r"\s*+(/?)[\s/]*+>")
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")
}


@dataclass(frozen=True, slots=True)
class HtmlToken:
    """A start tag with attributes, an end tag, or text; for a tag, `text` is its name."""

    kind: Literal["start", "end", "text"]
    line: int
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def parse_html_tokens(text: str) -> Iterator[HtmlToken]:
    """The tags and texts of a page in order, without comments, scripts and styles."""
    line, counted, position = 1, 0, 0
    while position < len(text):
        found = _MARKUP.search(text, position)
        start = found.start() if found else len(text)
        if start > position:
            yield HtmlToken("text", line, html.unescape(text[position:start]))
        if not found:
            return
        line += text.count("\n", counted, start)
        counted = start
        if found[2] is None:
            position = _skip_declaration(text, found)
            continue
        name = found[2].lower()
        attributes, position, is_closed = _parse_tag(text, found.end())
        if position < 0:
            return
        yield HtmlToken("end" if found[1] else "start", line, name, attributes)
        if is_closed and not found[1]:
            yield HtmlToken("end", line, name)
        if name in _RAW_TEXT_END and not found[1]:
            end = _RAW_TEXT_END[name].search(text, position)
            position = end.start() if end else len(text)


def _skip_declaration(text: str, match: re.Match[str]) -> int:
    """The end of a comment, a declaration or a malformed end tag."""
    mark = "-->" if match[0] == "<!--" else ">"
    # `<!-->` is a complete comment.
    end = text.find(mark, match.end() - 2 if mark == "-->" else match.end())
    return end + len(mark) if end >= 0 else len(text)


def _parse_tag(text: str, position: int) -> tuple[dict[str, str], int, bool]:
    """The attributes of a tag, its end (-1 if it has none), and whether it is self-closing."""
    attributes: dict[str, str] = {}
    while not (end := _TAG_END.match(text, position)):
        found = _ATTRIBUTE.match(text, position)
        if not found:
            return attributes, -1, False
        value = next((group for group in found.groups()[1:] if group is not None), "")
        attributes.setdefault(found[1].lower(), html.unescape(value))
        position = found.end()
    return attributes, end.end(), bool(end[1])
