"""Reads a saved web page of Hugging Face Papers; one record per paper.

The page embeds its data as JSON in an attribute (`data-props`), which `hf` parses. A page saved
without it still has an `article` per paper, with title, address, authors and counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.sources.formats.hf import gather_hf_items
from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.html_tokens import HtmlToken, parse_html_tokens
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder

_HTML = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_DAY = re.compile(r"/papers/date/(\d{4}-\d{2}-\d{2})(?![\d-])")
_PAPER = re.compile(r"(?:https?://huggingface\.co)?/papers/([\w.-]+)(#community)?$")
_PAGE_DATA = re.compile(r'^\s*\{.*"(?:dailyPapers|paper)"\s*:', re.DOTALL)
_MIN_PROSE_LENGTH = 80
"""A paragraph with at least this many characters is an abstract."""


@dataclass(slots=True, kw_only=True)
class _PageArticle:
    """The content of one `article`; `spot` is the part that the next text belongs to."""

    line: int
    paper: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)


def is_hf_page(head: str) -> bool:
    """Whether the text is HTML that mentions papers on Hugging Face."""
    if not head.lstrip().startswith("<") or not _HTML.search(head[:4000]):
        return False
    return "huggingface.co/papers" in head or "DailyPapers" in head or 'href="/papers/' in head


def parse_hf_page(content: bytes, path: str) -> ReadResult:
    """Parse a saved page, from its embedded data or else from its visible content."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    page = _PageCollector()
    for token in parse_html_tokens(text):
        page.add_token(token)
    for line, props in page.data:
        gather_hf_items(props, builder, line)
    if not builder.records:
        for article in page.articles:
            if article.paper:
                builder.add(_article_fields(article, page.day), article.line)
    if not builder.records and not builder.problems:
        builder.skip(0, "contains no papers")
    return builder.make_reading()


def _article_fields(article: _PageArticle, day: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": article.texts.get("title", ""),
        "abstract": article.texts.get("abstract", ""),
        "authors": _author_names(article.authors),
        "arxiv": article.paper,
        "featured": [day] if day else [],
        "submitted_by": article.texts.get("submitter", ""),
    }
    for name in ("upvotes", "comments"):
        number = article.texts.get(name, "").strip()
        if number.isascii() and number.isdigit():
            value = int(number[:9])
            fields[name] = {"value": value, "day": day} if day else {"value": value}
    return fields


def _author_names(names: list[str]) -> list[AuthorValue]:
    return drop_empty_authors([make_author_from_name(name) for name in dict.fromkeys(names)])


class _PageCollector:
    """Collects the embedded data of a page, its date, and its articles."""

    def __init__(self) -> None:
        self.data: list[tuple[int, str]] = []
        self.articles: list[_PageArticle] = []
        self.day = ""
        self._spots: list[tuple[str, str]] = []
        self._in_article = self._names_submitter = False

    def add_token(self, token: HtmlToken) -> None:
        """Process the next tag or text."""
        if token.kind == "start":
            self._handle_start(token)
        elif token.kind == "end":
            self._handle_end(token.text)
        else:
            self._add_text(token.text)

    def _handle_start(self, token: HtmlToken) -> None:
        """Record data and dates, and enter articles and their parts."""
        tag, given = token.text, token.attributes
        if _PAGE_DATA.match(given.get("data-props", "")):
            self.data.append((token.line, given["data-props"]))
        if tag in ("link", "meta") and not self.day:
            found = _DAY.search(given.get("href", "") or given.get("content", ""))
            self.day = found[1] if found else ""
        if tag == "article":
            self.articles.append(_PageArticle(line=token.line))
            self._in_article, self._names_submitter, self._spots = True, False, []
        elif self._in_article:
            self._enter_element(tag, given)

    def _enter_element(self, tag: str, attributes: Mapping[str, str]) -> None:
        article = self.articles[-1]
        found = _PAPER.search(attributes.get("href", ""))
        if found and not article.paper:
            article.paper = found[1]
        if found and found[2]:
            self._spots.append((tag, "comments"))
        elif tag in ("h1", "h2", "h3"):
            self._spots.append((tag, "title"))
        elif tag == "p":
            self._spots.append((tag, "abstract"))
        elif tag == "li" and attributes.get("title"):
            article.authors.append(attributes["title"])
        elif "leading-none" in attributes.get("class", "") and "upvotes" not in article.texts:
            self._spots.append((tag, "upvotes"))

    def _handle_end(self, tag: str) -> None:
        """Leave the part that this tag closes."""
        if tag == "article":
            self._in_article = False
        elif self._spots and self._spots[-1][0] == tag:
            _, spot = self._spots.pop()
            texts = self.articles[-1].texts
            if spot == "abstract" and len(texts.get(spot, "")) < _MIN_PROSE_LENGTH:
                texts.pop(spot, None)

    def _add_text(self, data: str) -> None:
        """Add a text to the current part."""
        words = " ".join(data.split())
        if not self._in_article or not words:
            return
        texts = self.articles[-1].texts
        if words.lower() == "submitted by":
            self._names_submitter = True
        elif self._names_submitter:
            texts["submitter"] = words
            self._names_submitter = False
        elif self._spots:
            spot = self._spots[-1][1]
            texts[spot] = f"{texts.get(spot, '')} {words}".strip()
