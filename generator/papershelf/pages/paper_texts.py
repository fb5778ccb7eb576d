"""The texts of a paper, ready to stand on pages: made once, used on every page that shows them.

A `Paper` comes in; HTML with MathML goes out, and the plain twins for titles and excerpts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from papershelf.records.model import Paper
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import RichText, render_rich

EXCERPT_LENGTH = 240
_SUMMARY_LENGTH = 360  # a summary of 45 words is told whole
_TITLE_LENGTH = 300
_MAX_HTML_LENGTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTexts:
    """What the page of a paper says, as HTML; only `plain_title` is plain and not escaped."""

    title: str
    plain_title: str
    summary: tuple[str, ...]
    abstract: tuple[str, ...]


# What touches a formula: no line ends between them, as in "$k$-means" or "$\\mu$P".
_MAX_AFFIX = 30
_TEXT_BEFORE, _TEXT_AFTER = re.compile(r"[^\s<>&;]*\Z"), re.compile(rf"[^\s<>&;]{{0,{_MAX_AFFIX}}}")
# More than what any word or figure of plain prose is made of.
_NEEDS_RENDERING = re.compile(r"[^A-Za-z0-9 ,.;:()?\n-]|--|http|math|varepsilon|leq|geq|infty")
_EXCERPT_SOURCE_LENGTH = 400
_FORMULA = re.compile(r"<math\b.*?</math>")


def render_texts(paper: Paper) -> PaperTexts:
    """All texts of a paper as HTML."""
    title = render_rich(paper.title)
    return PaperTexts(
        title=_wrap_formulas(title.html),
        plain_title=title.plain_text,
        summary=tuple(_wrap_formulas(part.html) for part in _render_paragraphs(paper.summary)),
        abstract=tuple(_wrap_formulas(part.html) for part in _render_paragraphs(paper.abstract)),
    )


def render_short_title(paper: Paper) -> str:
    """The title as HTML, cut where it is longer than any title should be."""
    return _fit_to_limit([render_rich(paper.title)], _TITLE_LENGTH)


def render_excerpt(paper: Paper) -> str:
    """What lists tell of a paper, as HTML: its summary, else how its abstract begins."""
    if paper.summary:
        return _fit_to_limit(_render_paragraphs(paper.summary), _SUMMARY_LENGTH)
    head = paper.abstract[:_EXCERPT_SOURCE_LENGTH]
    # Most abstracts begin in plain words, and no formula behind them changes what is shown.
    if (
        len(paper.abstract) > _EXCERPT_SOURCE_LENGTH
        and head.isascii()
        and not _NEEDS_RENDERING.search(head)
    ):
        return escape_html(truncate(head.replace("\n\n", " "), EXCERPT_LENGTH))
    return _fit_to_limit(_render_paragraphs(paper.abstract), EXCERPT_LENGTH)


def _render_paragraphs(text: str) -> list[RichText]:
    return [render_rich(part) for part in text.split("\n\n") if part]


def _fit_to_limit(parts: list[RichText], limit: int) -> str:
    """Texts as HTML where they are short enough, else the beginning of them in plain words."""
    plain = " ".join(part.plain_text for part in parts)
    html = " ".join(part.html for part in parts)
    if len(plain) > limit or len(html) > _MAX_HTML_LENGTH:
        return escape_html(truncate(plain, limit))
    return _wrap_formulas(html)


def _wrap_formulas(html: str) -> str:
    """The text with each formula and what touches it in one box."""
    if "<math" not in html:
        return html
    parts = []
    position = 0
    for formula in _FORMULA.finditer(html):
        start, end = formula.span()
        before = _TEXT_BEFORE.search(html, max(position, start - _MAX_AFFIX), start)
        after = _TEXT_AFTER.match(html, end)
        first, last = before.start() if before else start, after.end() if after else end
        boxed = html[first:last]
        if (first, last) != (start, end):
            boxed = f'<span class="nb">{boxed}</span>'
        parts += [html[position:first], boxed]
        position = last
    return "".join([*parts, html[position:]])
