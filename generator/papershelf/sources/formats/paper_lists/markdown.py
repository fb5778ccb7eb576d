"""Markdown as HTML whose elements stand in the lines of the Markdown they come from.

CommonMark with the tables and strikethrough of GitHub. A reader of the HTML can so report the line
of a list item in the file. Code blocks are left out, since they hold no entries of a list.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_MAX_NESTING = 100
_MIN_WRAPPED_LENGTH = 60
"""A line at least so long may end where an editor wrapped it; behind a shorter one is a break.

CommonMark joins both, but lists are written with one line for the title, one for the authors, …
"""


def render_html_lines(text: str) -> str:
    """The HTML of a Markdown text, each block at the line at which it begins there."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    renderer = RendererHTML()
    lines = text.split("\n")
    parts: list[str] = []
    line = 0
    for token in parser.parse(text):
        if token.map and token.nesting >= 0 and (missing := token.map[0] - line) > 0:
            parts.append("\n" * missing)
            line += missing
        if token.type == "inline":
            _add_line_breaks(token, lines)
            part = renderer.renderInline(token.children or [], parser.options, {})
        else:
            part = _render_block(token)
        parts.append(part)
        line += part.count("\n")
    return "".join(parts)


def _add_line_breaks(token: Token, lines: Sequence[str]) -> None:
    """Make a break of the end of each line that no editor wrapped."""
    line = token.map[0] if token.map else len(lines)
    for child in token.children or ():
        if (
            child.type == "softbreak"
            and line < len(lines)
            and len(lines[line]) < _MIN_WRAPPED_LENGTH
        ):
            child.type, child.tag = "hardbreak", "br"
        line += child.type in ("softbreak", "hardbreak")
        line += child.content.count("\n")


def _render_block(token: Token) -> str:
    if token.type == "html_block":
        return token.content
    if not token.tag or token.hidden or token.type in ("fence", "code_block"):
        return ""
    return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>"
