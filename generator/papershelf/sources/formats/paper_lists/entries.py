"""The entries of a list of papers: the blocks of a page in, an entry for each thing it lists out.

Nested items are details of their item or entries of their own; paragraphs of one entry are joined;
a heading is a section, or the title of the one entry below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from papershelf.sources.formats.paper_lists.blocks import Block, Span
from papershelf.sources.formats.paper_lists.items import ListItem, parse_item
from papershelf.sources.formats.paper_lists.links import Link
from papershelf.sources.formats.paper_lists.rows import Cells, read_columns, read_row, text_of
from papershelf.sources.formats.paper_lists.tokens import tokenize

_LONGEST_ENTRY = 2_000
"""Spans at most that are joined for one entry, so that time grows with the page alone."""
_SHORT_HEADING = 60


@dataclass(kw_only=True)
class Entry:
    """An entry with the headings that it stands under; `kind` is that of its first block."""

    kind: str
    line: int
    spans: list[Span]
    path: tuple[str, ...] = ()
    cells: Cells = ()
    block: Block | None = None
    children: list[Entry] = field(default_factory=list)

    @cached_property
    def item(self) -> ListItem:
        """What the entry says."""
        return parse_item(self.spans, self.cells)

    @property
    def has_paper(self) -> bool:
        """Whether it has a title of its own and a link to a paper."""
        return bool(self.item.title and self.item.papers)

    def join(self, other: Entry) -> bool:
        """Take the spans of another entry as a new line, if there is room for them."""
        if len(self.spans) + len(other.spans) > _LONGEST_ENTRY:
            return False
        self.spans = [*self.spans, Span(text="\n", line=other.line), *other.spans]
        self.__dict__.pop("item", None)
        return True


def find_entries(blocks: Sequence[Block]) -> list[Entry]:
    """All entries of a page, in its order, whether or not they are papers."""
    entries = [entry for entry in _join_nested(_read_blocks(blocks)) if entry.spans or entry.cells]
    return list(_with_paths(_join_details(entries)))


# --- rows and paragraphs --------------------------------------------------------------------------


def _read_blocks(blocks: Sequence[Block]) -> Iterator[Entry]:
    columns: list[str] = []
    table = -1
    for block in blocks:
        if block.kind == "row":
            if block.table != table:
                table, columns = block.table, []
                if block.is_header:
                    columns = read_columns(block)
                    continue
            if not block.is_header:
                spans, cells = read_row(block, columns)
                yield Entry(kind="row", line=block.line, spans=spans, cells=cells, block=block)
        elif block.kind == "text":
            yield from _split(block)
        else:
            yield Entry(kind=block.kind, line=block.line, spans=block.spans, block=block)


def _split(block: Block) -> Iterator[Entry]:
    """The entries of a paragraph: each line with a title begins one where one has a paper."""
    lines: list[list[Span]] = [[]]
    for span in block.spans:
        if span.is_break:
            lines.append([])
        else:
            lines[-1].append(span)
    current = Entry(kind="text", line=block.line, spans=[], block=block)
    for spans in filter(None, lines):
        line = Entry(kind="text", line=spans[0].line, spans=spans, block=block)
        if current.spans and _may_begin(spans) and _begins(line) and current.has_paper:
            yield current
            current = line
        elif not current.spans:
            current.spans = spans
        elif not current.join(line):
            yield current
            current = line
    yield current


def _may_begin(spans: Sequence[Span]) -> bool:
    """Whether a line begins with mark-up; most lines below a title do not, or with a label."""
    first = next((span for span in spans if span.text.strip() or span.href), spans[0])
    return first.is_strong or bool(first.href)


def _begins(entry: Entry) -> bool:
    """Whether a line begins an entry: with a title in bold, or one that is a link to a paper."""
    return entry.item.found_by == "strong" or (entry.item.found_by == "link" and entry.has_paper)


# --- what belongs together ------------------------------------------------------------------------


def _join_nested(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Items with their details; items within items that are entries come behind their item."""
    every = list(entries)
    by_block = {id(entry.block): entry for entry in every if entry.kind == "item"}
    for entry in every:
        parent = by_block.get(id(entry.block.parent)) if entry.block else None
        if entry.kind == "item" and parent is not None:
            parent.children.append(entry)
    for entry in reversed(every):  # the innermost first
        if entry.kind == "item" and entry.children:
            _take_details(entry)
    groups: dict[int, tuple[str, ...]] = {}
    taken = {id(child) for entry in every for child in entry.children if child.kind == "taken"}
    for entry in every:
        if id(entry) in taken:
            continue
        parent = by_block.get(id(entry.block.parent)) if entry.block else None
        above = groups.get(id(parent), ()) if parent is not None else ()
        own = (text_of(entry.spans),) if _is_group(entry) else ()
        if entry.kind == "item":
            groups[id(entry)] = (*above, *own)[-6:]
            entry.path = above
        if not own:
            yield entry


def _is_group(entry: Entry) -> bool:
    """Whether an item is the heading of the items in it."""
    has_entries = any(child.kind == "item" for child in entry.children)
    return has_entries and not entry.item.links and len(text_of(entry.spans)) < _SHORT_HEADING


def _take_details(entry: Entry) -> None:
    """Join the items in an item that have no title and paper of their own to it."""
    details = [child for child in entry.children if not _is_own(child)]
    others = len(details) < len(entry.children)
    is_titled = bool(entry.item.title)
    has_paper = bool(entry.item.papers)
    if not is_titled or (others and not has_paper):
        return
    if not has_paper and not any(child.item.papers for child in details):
        is_work = entry.item.found_by in ("strong", "link")
        if not is_work or any(child.children for child in details):
            return
    for child in details:
        if not child.children and entry.join(child):
            child.kind = "taken"


def _is_own(entry: Entry) -> bool:
    item = entry.item
    return (
        bool(entry.children)
        or (entry.has_paper and item.found_by != "")
        or (item.found_by == "link")
    )


def _join_details(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Paragraphs, items and headings with those behind them that go on about the same paper."""
    current: Entry | None = None
    for at, entry in enumerate(entries):
        if entry.kind == "heading":
            if current is not None:
                yield current
            current = None
            if _is_title(entry, entries[at + 1 : at + 2]):
                current = Entry(
                    kind="title", line=entry.line, spans=_strong(entry), block=entry.block
                )
            else:
                yield entry
            continue
        if current is not None and _goes_on(current, entry) and current.join(entry):
            continue
        if current is not None:
            yield current
        current = entry
    if current is not None:
        yield current


def _strong(entry: Entry) -> list[Span]:
    return [span if span.is_break else replace(span, is_strong=True) for span in entry.spans]


def _is_title(heading: Entry, following: Sequence[Entry]) -> bool:
    """Whether a heading is the title of a paper: by its link, or by what stands below it."""
    title = Entry(kind="title", line=heading.line, spans=_strong(heading)).item
    if title.title and title.papers:
        return True
    below = following[0] if following else None
    if below is None or below.kind not in ("text", "item") or len(title.title.split()) < 3:
        return False
    is_label = not below.item.title and bool(below.item.papers)
    return is_label or (not below.item.title and bool(below.item.remarks.authors))


def _goes_on(entry: Entry, following: Entry) -> bool:
    """Whether a block says more of the entry before it."""
    if entry.kind not in ("title", "text") or following.kind not in ("text", "item"):
        return False
    if following.kind == "item" and entry.kind != "title":
        return False
    item, more = entry.item, following.item
    if entry.kind == "title" and following.kind == "item" and not more.title:
        return True
    if not item.title or item.found_by == "plain":
        return False
    if more.title and (more.found_by != "plain" or more.papers):
        return False
    # Further text below an entry is about it only if it adds what the entry does not have.
    if not item.papers and more.papers:
        return True
    if not item.remarks.authors and more.remarks.authors:
        return True
    return bool(more.links) and not more.title and not _is_other(item.papers, more.papers)


def _is_other(papers: Sequence[Link], others: Sequence[Link]) -> bool:
    """Whether some links lead to another paper: to another value of one key."""
    known = {link.key: link.value for link in papers}
    return any(known.get(link.key, link.value) != link.value for link in others)


def _with_paths(entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries with the headings above them; the headings themselves go."""
    stack: list[tuple[int, str]] = []
    for entry in entries:
        level = entry.block.level if entry.block else 0
        if entry.kind in ("heading", "end"):
            while stack and stack[-1][0] >= level:
                stack.pop()
            text = heading_text(entry.spans)
            if entry.kind == "heading" and text:
                stack.append((level, text))
            continue
        if entry.kind == "title":
            path = [text for above, text in stack if above < level]
        else:
            path = [text for _, text in stack]
        entry.path = (*path, *entry.path)
        yield entry


def heading_text(spans: Sequence[Span]) -> str:
    """The text of a heading without emoji and numbers."""
    text = " ".join(token.text for token in tokenize(spans) if not token.is_break)
    return " ".join(text.split()).strip(" #:.*_-–—•|")
