"""Splits an HTML page into blocks that may be list entries: items, rows, paragraphs.

Returns blocks in page order, each with its line and its text as spans. Malformed HTML is parsed as
in browsers. Time and memory are linear in the size of the page. libxml2 is fed line by line; this
also gives line numbers above 65,535, the limit of its trees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml import etree

BlockKind = Literal["heading", "text", "item", "row", "end"]

DETAILS_LEVEL = 7
"""Level of the summary of a `details` element, below all headings."""

_SKIPPED_TAGS = frozenset(
    "script style template head nav pre svg math button select textarea noscript iframe".split()
)
_BREAKING_TAGS = frozenset(
    "p div section article main header footer aside ul ol dl table tbody thead tfoot blockquote "
    "center details figure figcaption address hr td th".split()
)
_STRONG_TAGS = frozenset({"b", "strong"})
_EMPHASIS_TAGS = frozenset({"i", "em", "cite"})
_CODE_TAGS = frozenset({"code", "kbd", "tt"})
_RAISED_TAGS = frozenset({"sup", "sub"})
_HEADING = re.compile("h([1-6])")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>()\[\]{}\"'|]+[^\s<>()\[\]{}\"'|.,;:!?*_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """A text in one style; the text of a break is a line feed, and `image` is an address."""

    text: str
    line: int
    href: str = ""
    image: str = ""
    link: int = 0
    cell: int = 0
    is_strong: bool = False
    is_emphasis: bool = False
    is_code: bool = False

    @property
    def is_break(self) -> bool:
        """Whether the span is a line break."""
        return self.text == "\n"


@dataclass(slots=True, kw_only=True)
class ListBlock:
    """A heading, paragraph, list item or table row; `end` closes a `details` element.

    `parent` is the enclosing list item; `table` is the same number for all rows of a table.
    """

    kind: BlockKind
    line: int
    level: int = 0
    table: int = 0
    is_header: bool = False
    parent: ListBlock | None = None
    spans: list[TextSpan] = field(default_factory=list)


def parse_blocks(text: str) -> list[ListBlock]:
    """Parse the blocks of an HTML page or fragment."""
    builder = _BlockBuilder()
    parser = etree.HTMLParser(target=builder, huge_tree=True, encoding="utf-8")
    # A byte order mark overrides any encoding that the page declares.
    parser.feed("\ufeff".encode())
    for line, content in enumerate(text.split("\n"), 1):
        builder.line = line
        parser.feed(f"{content}\n".encode("utf-8", "replace"))
    parser.close()
    return builder.blocks


class _BlockBuilder:
    """Receives parser events and builds blocks."""

    def __init__(self) -> None:
        self.line = 0
        self.blocks: list[ListBlock] = []
        self._open: list[ListBlock] = []
        self._paragraph: ListBlock | None = None
        self._term: ListBlock | None = None
        self._links: list[tuple[str, int]] = []
        self._styles = {"strong": 0, "emphasis": 0, "code": 0}
        self._skipped = 0
        self._tables: list[int] = []
        self._count = 0
        self._cell = 0

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """Handle a start tag."""
        if self._skipped or tag in _SKIPPED_TAGS:
            self._skipped += 1
            return
        heading = _HEADING.fullmatch(tag)
        if tag in ("li", "dt", "dd"):
            self._open_item(tag)
        elif tag == "tr":
            self._cell = 0
            table = self._tables[-1] if self._tables else 0
            self._push(ListBlock(kind="row", line=self.line, table=table, is_header=True))
        elif (heading or tag == "summary") and not self._open:
            level = int(heading[1]) if heading else DETAILS_LEVEL
            self._push(ListBlock(kind="heading", line=self.line, level=level))
        elif heading or tag == "summary":
            self._add_break()
            self._styles["strong"] += 1
        elif tag == "a":
            self._count += 1
            self._links.append((" ".join(attrs.get("href", "").split()), self._count))
        elif tag == "img":
            self._add(attrs.get("alt", ""), image=attrs.get("src", ""))
        elif tag in _RAISED_TAGS:
            self._add(f"<{tag}>")
        elif tag in _BREAKING_TAGS or tag == "br":
            self._start_part(tag)
        self._change_style(tag, 1)

    def _start_part(self, tag: str) -> None:
        if tag == "table":
            self._count += 1
            self._tables.append(self._count)
        if tag in ("td", "th") and self._open:
            self._cell += 1
            self._open[-1].is_header &= tag == "th"
        if tag != "br" and not self._open:
            self._paragraph = None
        self._add_break()

    def end(self, tag: str) -> None:
        """Handle an end tag."""
        if self._skipped:
            self._skipped -= 1
            return
        heading = _HEADING.fullmatch(tag) or tag == "summary"
        if tag in ("li", "dt", "dd", "tr") or (
            heading and self._open and self._open[-1].kind == "heading"
        ):
            self._pop()
        elif heading:
            self._styles["strong"] -= 1
            self._add_break()
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in _RAISED_TAGS:
            self._add(f"</{tag}>")
        elif tag in _BREAKING_TAGS:
            self._end_part(tag)
        self._change_style(tag, -1)

    def _end_part(self, tag: str) -> None:
        if tag == "table" and self._tables:
            self._tables.pop()
        if tag == "dl":
            self._term = None
        if self._open:
            self._add_break()
            return
        self._paragraph = None
        if tag == "details":
            self.blocks.append(ListBlock(kind="end", line=self.line, level=DETAILS_LEVEL))

    def data(self, text: str) -> None:
        """Handle text."""
        if not self._skipped:
            self._add(text)

    def comment(self, _text: str) -> None:
        """Ignore a comment."""

    def pi(self, _target: str, _data: str) -> None:
        """Ignore a processing instruction."""

    def doctype(self, *_names: str | None) -> None:
        """Ignore the document type."""

    def close(self) -> None:
        """Do nothing at the end of the page."""

    def _change_style(self, tag: str, step: int) -> None:
        for name, tags in (
            ("strong", _STRONG_TAGS),
            ("emphasis", _EMPHASIS_TAGS),
            ("code", _CODE_TAGS),
        ):
            if tag in tags:
                self._styles[name] += step

    def _open_item(self, tag: str) -> None:
        parent = next((block for block in reversed(self._open) if block.kind == "item"), None)
        if tag == "dd":
            parent = self._term or parent
        block = ListBlock(kind="item", line=self.line, parent=parent)
        if tag == "dt":
            self._term = block
        self._push(block)

    def _push(self, block: ListBlock) -> None:
        self._paragraph = None
        self.blocks.append(block)
        self._open.append(block)

    def _pop(self) -> None:
        self._paragraph = None
        if self._open:
            self._open.pop()

    def _add_break(self) -> None:
        block = self._open[-1] if self._open else self._paragraph
        if block is not None and block.spans and not block.spans[-1].is_break:
            block.spans.append(TextSpan(text="\n", line=self.line, cell=self._cell))

    def _add(self, text: str, *, image: str = "") -> None:
        block = self._open[-1] if self._open else self._paragraph
        if block is None:
            if not text.strip() and not image:
                return
            block = self._paragraph = ListBlock(kind="text", line=self.line)
            self.blocks.append(block)
        href, link = self._links[-1] if self._links else ("", 0)
        span = TextSpan(
            text=text.replace("\n", " "), line=self.line, href=href, image=image, link=link,
            cell=self._cell if block.kind == "row" else 0,
            is_strong=self._styles["strong"] > 0,
            is_emphasis=self._styles["emphasis"] > 0,
            is_code=self._styles["code"] > 0,
        )  # fmt: skip
        block.spans.append(span)


def join_spans(spans: list[TextSpan]) -> list[TextSpan]:
    """Merge adjacent spans of one style, and turn addresses in plain text into links."""
    joined: list[TextSpan] = []
    texts: list[str] = []
    for span in spans:
        if (
            joined
            and not span.image
            and not joined[-1].image
            and _span_style(span) == _span_style(joined[-1])
        ):
            texts[-1] += span.text
        else:
            joined.append(span)
            texts.append(span.text)
    found: list[TextSpan] = []
    for span, text in zip(joined, texts, strict=True):
        found += (
            [replace(span, text=text)]
            if span.href or span.is_break
            else _split_at_addresses(span, text)
        )
    return found


def _span_style(span: TextSpan) -> tuple[object, ...]:
    return (
        span.is_break, span.href, span.link, span.cell, span.is_strong, span.is_emphasis,
        span.is_code,
    )  # fmt: skip


def _split_at_addresses(span: TextSpan, text: str) -> list[TextSpan]:
    """Split an unlinked span at the addresses in it."""
    parts: list[TextSpan] = []
    end = 0
    for match in _BARE_ADDRESS.finditer(text):
        if match.start() > end:
            parts.append(replace(span, text=text[end : match.start()]))
        parts.append(replace(span, text="", href=match[0], link=-match.start() - 1))
        end = match.end()
    if end < len(text) or not text:
        parts.append(replace(span, text=text[end:]))
    return parts
