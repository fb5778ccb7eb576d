"""The texts of a paper, ready to stand on pages: made once, used on every page that shows them.

A `Paper` comes in; HTML with MathML goes out, and the plain twins for titles and excerpts.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.maths import render_rich
from generator.model import Paper
from generator.text import escape_html, truncate

EXCERPT_LENGTH = 240
_TITLE_LENGTH = 300
_TITLE_BYTES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What a paper says, as HTML; `plain_title` and `excerpt` are plain and not escaped.

    `short_title` is for lists: the title, cut where it is longer than any title should be.
    """

    title: str
    short_title: str
    plain_title: str
    summary: tuple[str, ...]
    abstract: tuple[str, ...]
    excerpt: str


def render_texts(paper: Paper) -> Texts:
    """All texts of a paper as HTML."""
    title = render_rich(paper.title)
    summary = [render_rich(part) for part in paper.summary.split("\n\n") if part]
    abstract = [render_rich(part) for part in paper.abstract.split("\n\n") if part]
    short = title.html
    if len(title.plain) > _TITLE_LENGTH or len(short) > _TITLE_BYTES:
        short = escape_html(truncate(title.plain, _TITLE_LENGTH))
    return Texts(
        title=title.html,
        short_title=short,
        plain_title=title.plain,
        summary=tuple(part.html for part in summary),
        abstract=tuple(part.html for part in abstract),
        excerpt=truncate(" ".join(part.plain for part in summary or abstract), EXCERPT_LENGTH),
    )
