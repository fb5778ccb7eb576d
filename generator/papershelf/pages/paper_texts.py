"""The texts of a paper, ready to stand on pages: made once, used on every page that shows them.

A `Paper` comes in; HTML with MathML goes out, and the plain twins for titles and excerpts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from papershelf.records.model import Paper
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import Rich, render_rich

EXCERPT_LENGTH = 240
_SUMMARY_LENGTH = 360  # a summary of 45 words is told whole
_TITLE_LENGTH = 300
_HTML_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the page of a paper says, as HTML; only `plain_title` is plain and not escaped."""

    title: str
    plain_title: str
    summary: tuple[str, ...]
    abstract: tuple[str, ...]


# What touches a formula: no line ends between them, as in "$k$-means" or "$\\mu$P".
_REACH = 30
_BEFORE, _AFTER = re.compile(r"[^\s<>&;]*\Z"), re.compile(rf"[^\s<>&;]{{0,{_REACH}}}")
# More than what any word or figure of plain prose is made of.
_ODD = re.compile(r"[^A-Za-z0-9 ,.;:()?\n-]|--|http|math|varepsilon|leq|geq|infty")
_HEAD = 400
_FORMULA = re.compile(r"<math\b.*?</math>")


def render_texts(paper: Paper) -> Texts:
    """All texts of a paper as HTML."""
    title = render_rich(paper.title)
    return Texts(
        title=_hold_together(title.html),
        plain_title=title.plain,
        summary=tuple(_hold_together(part.html) for part in _paragraphs(paper.summary)),
        abstract=tuple(_hold_together(part.html) for part in _paragraphs(paper.abstract)),
    )


def render_short_title(paper: Paper) -> str:
    """The title as HTML, cut where it is longer than any title should be."""
    return _fit([render_rich(paper.title)], _TITLE_LENGTH)


def render_excerpt(paper: Paper) -> str:
    """What lists tell of a paper, as HTML: its summary, else how its abstract begins."""
    if paper.summary:
        return _fit(_paragraphs(paper.summary), _SUMMARY_LENGTH)
    head = paper.abstract[:_HEAD]
    # Most abstracts begin in plain words, and no formula behind them changes what is shown.
    if len(paper.abstract) > _HEAD and head.isascii() and not _ODD.search(head):
        return escape_html(truncate(head.replace("\n\n", " "), EXCERPT_LENGTH))
    return _fit(_paragraphs(paper.abstract), EXCERPT_LENGTH)


def _paragraphs(text: str) -> list[Rich]:
    return [render_rich(part) for part in text.split("\n\n") if part]


def _fit(parts: list[Rich], limit: int) -> str:
    """Texts as HTML where they are short enough, else the beginning of them in plain words."""
    plain = " ".join(part.plain for part in parts)
    html = " ".join(part.html for part in parts)
    if len(plain) > limit or len(html) > _HTML_LIMIT:
        return escape_html(truncate(plain, limit))
    return _hold_together(html)


def _hold_together(html: str) -> str:
    """The text with each formula and what touches it in one box."""
    if "<math" not in html:
        return html
    parts = []
    position = 0
    for formula in _FORMULA.finditer(html):
        start, end = formula.span()
        before = _BEFORE.search(html, max(position, start - _REACH), start)
        after = _AFTER.match(html, end)
        first, last = before.start() if before else start, after.end() if after else end
        boxed = html[first:last]
        if (first, last) != (start, end):
            boxed = f'<span class="nb">{boxed}</span>'
        parts += [html[position:first], boxed]
        position = last
    return "".join([*parts, html[position:]])
