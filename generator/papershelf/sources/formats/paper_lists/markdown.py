"""Renders Markdown to HTML whose elements are on the same lines as in the Markdown.

Supports CommonMark with GitHub's tables and strikethrough. Readers of the HTML can thus report line
numbers of the Markdown file. Code blocks are dropped, since they contain no list entries.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_MAX_NESTING = 100
_MIN_WRAPPED_LENGTH = 60
"""A line of at least this length may have been wrapped by an editor; shorter ones end in a break.

CommonMark joins both, but lists often put title, authors and other data on separate lines.
"""


def render_html_lines(text: str) -> str:
    """Render Markdown to HTML, with each block on its original line."""
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
    """Insert a break at the end of each line that was not wrapped by an editor."""
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
