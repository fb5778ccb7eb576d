"""The rendered texts of a paper, shared by all pages that show them.

Takes a `Paper`; returns HTML with MathML, and plain text versions of titles and excerpts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from papershelf.core.messages import DEFAULT_LANGUAGE, Messages
from papershelf.core.own_fields import OwnField
from papershelf.records.model import Paper
from papershelf.records.own_values import own_texts
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html, language_attribute
from papershelf.text.latex_render import RichText, render_rich
from papershelf.text.urls import normalize_url

EXCERPT_LENGTH = 240
_SUMMARY_LENGTH = 360  # A summary of 45 words is shown in full.
_TITLE_LENGTH = 300
_MAX_HTML_LENGTH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTexts:
    """The texts of a paper's page as HTML; only `plain_title` is plain, unescaped text."""

    title: str
    plain_title: str
    summary: tuple[str, ...]
    abstract: tuple[str, ...]


# Text adjacent to a formula, as in "$k$-means" or "$\\mu$P": no line break is allowed between.
_MAX_AFFIX = 30
_TEXT_BEFORE, _TEXT_AFTER = re.compile(r"[^\s<>&;]*\Z"), re.compile(rf"[^\s<>&;]{{0,{_MAX_AFFIX}}}")
# Characters that are not part of plain words and numbers.
_NEEDS_RENDERING = re.compile(r"[^A-Za-z0-9 ,.;:()?\n-]|--|http|math|varepsilon|leq|geq|infty")
_EXCERPT_SOURCE_LENGTH = 400
# The shortest sentence has more letters than an abbreviation such as "et al." at the beginning.
_SENTENCE = re.compile(r".{30,}?[.!?。？！](?=\s|$)", re.DOTALL)
_FORMULA = re.compile(r"<math\b.*?</math>")


def title_language(paper: Paper, messages: Messages) -> str:
    """Return the attribute for the language of a paper's title and abstract.

    If it is unknown, readers of a site in English most likely read English; on any other site it
    must not be taken for the language of the page.
    """
    unknown = "" if messages.language == DEFAULT_LANGUAGE else ' lang=""'
    return language_attribute(paper.language) or unknown


def render_texts(paper: Paper) -> PaperTexts:
    """Render all texts of a paper as HTML."""
    title = render_rich(paper.title)
    return PaperTexts(
        title=_wrap_formulas(title.html),
        plain_title=title.plain_text,
        summary=tuple(_wrap_formulas(part.html) for part in _render_paragraphs(paper.summary)),
        abstract=render_abstract(paper),
    )


def render_abstract(paper: Paper) -> tuple[str, ...]:
    """Render the paragraphs of the abstract as HTML."""
    return tuple(_wrap_formulas(part.html) for part in _render_paragraphs(paper.abstract))


def render_short_title(paper: Paper) -> str:
    """Render the title as HTML, truncated if it is unusually long."""
    return _fit_to_limit([render_rich(paper.title)], _TITLE_LENGTH)


def render_excerpt(paper: Paper) -> str:
    """Render the text shown in lists as HTML: the summary, or the beginning of the abstract."""
    if paper.summary:
        return _fit_to_limit(_render_paragraphs(paper.summary), _SUMMARY_LENGTH)
    head = paper.abstract[:_EXCERPT_SOURCE_LENGTH]
    # Most abstracts begin with plain words, and formulas after the excerpt do not affect it.
    if (
        len(paper.abstract) > _EXCERPT_SOURCE_LENGTH
        and head.isascii()
        and not _NEEDS_RENDERING.search(head)
    ):
        return escape_html(truncate(head.replace("\n\n", " "), EXCERPT_LENGTH))
    return _fit_to_limit(_render_paragraphs(paper.abstract), EXCERPT_LENGTH)


@lru_cache(maxsize=1 << 14)
def render_first_sentence(paper: Paper) -> str:
    """Return the first sentence of the summary as plain text; "" without a summary."""
    first = next(iter(_render_paragraphs(paper.summary)), None)
    text = first.plain_text if first else ""
    sentence = _SENTENCE.match(text)
    return truncate(sentence[0] if sentence else text, EXCERPT_LENGTH)


def _render_paragraphs(text: str) -> list[RichText]:
    return [render_rich(part) for part in text.split("\n\n") if part]


def _fit_to_limit(parts: list[RichText], limit: int) -> str:
    """Render texts as HTML if they are short enough, otherwise the beginning of them as plain text."""
    plain = " ".join(part.plain_text for part in parts)
    html = " ".join(part.html for part in parts)
    if len(plain) > limit or len(html) > _MAX_HTML_LENGTH:
        return escape_html(truncate(plain, limit))
    return _wrap_formulas(html)


def _wrap_formulas(html: str) -> str:
    """Wrap each formula and the text adjacent to it in one element."""
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


def render_own_values(paper: Paper, field: OwnField, messages: Messages) -> str:
    """Render the values of a field that the collection declares itself, "" if it has none."""
    return ", ".join(
        _render_own_text(text, field, messages) for text in own_texts(paper.extra, field)
    )


def _render_own_text(text: str, field: OwnField, messages: Messages) -> str:
    if field.type == "url" and (url := normalize_url(text)):
        return f'<a href="{escape_html(url)}">{escape_html(text)}</a>'
    if field.type == "date":
        return f'<time datetime="{text}">{messages.date(text)}</time>'
    return escape_html(text)
