"""Groups the blocks of a page into list entries, one per listed thing.

Nested items are either details of their parent or entries of their own; paragraphs of one entry are
joined; a heading is a section, or the title of the only entry below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from papershelf.sources.formats.paper_lists.blocks import ListBlock, TextSpan
from papershelf.sources.formats.paper_lists.items import ListItem, parse_item
from papershelf.sources.formats.paper_lists.links import ListLink
from papershelf.sources.formats.paper_lists.rows import (
    RoleCells,
    detect_column_roles,
    spans_text,
    split_row,
)
from papershelf.sources.formats.paper_lists.tokens import tokenize_spans

_MAX_ENTRY = 2_000
"""Maximum number of spans joined into one entry, which keeps the running time linear."""
_MAX_GROUP_HEADING = 60


@dataclass(kw_only=True)
class ListEntry:
    """An entry with the headings above it; `kind` is that of its first block."""

    kind: str
    line: int
    spans: list[TextSpan]
    headings: tuple[str, ...] = ()
    cells: RoleCells = ()
    block: ListBlock | None = None
    children: list[ListEntry] = field(default_factory=list)

    @cached_property
    def item(self) -> ListItem:
        """The parsed content of the entry."""
        return parse_item(self.spans, self.cells)

    @property
    def has_paper(self) -> bool:
        """Whether it has its own title and a link to a paper."""
        return bool(self.item.title and self.item.papers)

    def try_join(self, other: ListEntry) -> bool:
        """Append the spans of another entry as a new line, unless the entry gets too long."""
        if len(self.spans) + len(other.spans) > _MAX_ENTRY:
            return False
        self.spans = [*self.spans, TextSpan(text="\n", line=other.line), *other.spans]
        self.__dict__.pop("item", None)
        return True


def parse_list_entries(blocks: Sequence[ListBlock]) -> list[ListEntry]:
    """All entries of a page in order, whether or not they are papers."""
    entries = [
        entry for entry in _join_nested(_entries_of_blocks(blocks)) if entry.spans or entry.cells
    ]
    return list(_add_heading_paths(_join_details(entries)))


# --- rows and paragraphs --------------------------------------------------------------------------


def _entries_of_blocks(blocks: Sequence[ListBlock]) -> Iterator[ListEntry]:
    columns: list[str] = []
    table = -1
    for block in blocks:
        if block.kind == "row":
            if block.table != table:
                table, columns = block.table, []
                if block.is_header:
                    columns = detect_column_roles(block)
                    continue
            if not block.is_header:
                spans, cells = split_row(block, columns)
                yield ListEntry(kind="row", line=block.line, spans=spans, cells=cells, block=block)
        elif block.kind == "text":
            yield from _split_paragraph(block)
        else:
            yield ListEntry(kind=block.kind, line=block.line, spans=block.spans, block=block)


def _split_paragraph(block: ListBlock) -> Iterator[ListEntry]:
    """Split a paragraph into entries: if a line has a paper, each line with a title starts one."""
    lines: list[list[TextSpan]] = [[]]
    for span in block.spans:
        if span.is_break:
            lines.append([])
        else:
            lines[-1].append(span)
    current = ListEntry(kind="text", line=block.line, spans=[], block=block)
    for spans in filter(None, lines):
        line = ListEntry(kind="text", line=spans[0].line, spans=spans, block=block)
        if current.spans and _may_start_entry(spans) and _starts_entry(line) and current.has_paper:
            yield current
            current = line
        elif not current.spans:
            current.spans = spans
        elif not current.try_join(line):
            yield current
            current = line
    yield current


def _may_start_entry(spans: Sequence[TextSpan]) -> bool:
    """Whether a line starts with markup; most lines below a title do not, or start with a label."""
    first = next((span for span in spans if span.text.strip() or span.href), spans[0])
    return first.is_strong or bool(first.href)


def _starts_entry(entry: ListEntry) -> bool:
    """Whether a line starts an entry: with a title in bold or as a link to a paper."""
    return entry.item.title_source == "strong" or (
        entry.item.title_source == "link" and entry.has_paper
    )


# --- joining related blocks -------------------------------------------------------------------


def _join_nested(entries: Iterator[ListEntry]) -> Iterator[ListEntry]:
    """Join items with their details; nested items that are entries follow their parent."""
    every = list(entries)
    by_block = {id(entry.block): entry for entry in every if entry.kind == "item"}
    for entry in every:
        parent = by_block.get(id(entry.block.parent)) if entry.block else None
        if entry.kind == "item" and parent is not None:
            parent.children.append(entry)
    for entry in reversed(every):  # innermost first
        if entry.kind == "item" and entry.children:
            _absorb_details(entry)
    groups: dict[int, tuple[str, ...]] = {}
    taken = {id(child) for entry in every for child in entry.children if child.kind == "taken"}
    for entry in every:
        if id(entry) in taken:
            continue
        parent = by_block.get(id(entry.block.parent)) if entry.block else None
        above = groups.get(id(parent), ()) if parent is not None else ()
        own = (spans_text(entry.spans),) if _is_group_heading(entry) else ()
        if entry.kind == "item":
            groups[id(entry)] = (*above, *own)[-6:]
            entry.headings = above
        if not own:
            yield entry


def _is_group_heading(entry: ListEntry) -> bool:
    """Whether an item is the heading of the items nested in it."""
    has_entries = any(child.kind == "item" for child in entry.children)
    return (
        has_entries and not entry.item.links and len(spans_text(entry.spans)) < _MAX_GROUP_HEADING
    )


def _absorb_details(entry: ListEntry) -> None:
    """Join nested items without a title and paper of their own to their parent."""
    details = [child for child in entry.children if not _is_own_entry(child)]
    others = len(details) < len(entry.children)
    is_titled = bool(entry.item.title)
    has_paper = bool(entry.item.papers)
    if not is_titled or (others and not has_paper):
        return
    if not has_paper and not any(child.item.papers for child in details):
        is_work = entry.item.title_source in ("strong", "link")
        if not is_work or any(child.children for child in details):
            return
    for child in details:
        if not child.children and entry.try_join(child):
            child.kind = "taken"


def _is_own_entry(entry: ListEntry) -> bool:
    item = entry.item
    return (
        bool(entry.children)
        or (entry.has_paper and item.title_source != "")
        or (item.title_source == "link")
    )


def _join_details(entries: Sequence[ListEntry]) -> Iterator[ListEntry]:
    """Join blocks with the following ones that describe the same paper."""
    current: ListEntry | None = None
    for at, entry in enumerate(entries):
        if entry.kind == "heading":
            if current is not None:
                yield current
            current = None
            if _is_title(entry, entries[at + 1 : at + 2]):
                current = ListEntry(
                    kind="title", line=entry.line, spans=_strong_spans(entry), block=entry.block
                )
            else:
                yield entry
            continue
        if current is not None and _continues_entry(current, entry) and current.try_join(entry):
            continue
        if current is not None:
            yield current
        current = entry
    if current is not None:
        yield current


def _strong_spans(entry: ListEntry) -> list[TextSpan]:
    return [span if span.is_break else replace(span, is_strong=True) for span in entry.spans]


def _is_title(heading: ListEntry, following: Sequence[ListEntry]) -> bool:
    """Whether a heading is the title of a paper, by its link or by the text below it."""
    title = ListEntry(kind="title", line=heading.line, spans=_strong_spans(heading)).item
    if title.title and title.papers:
        return True
    below = following[0] if following else None
    if below is None or below.kind not in ("text", "item") or len(title.title.split()) < 3:
        return False
    is_label = not below.item.title and bool(below.item.papers)
    return is_label or (not below.item.title and bool(below.item.remarks.authors))


def _continues_entry(entry: ListEntry, following: ListEntry) -> bool:
    """Whether a block continues the entry before it."""
    if entry.kind not in ("title", "text") or following.kind not in ("text", "item"):
        return False
    if following.kind == "item" and entry.kind != "title":
        return False
    item, more = entry.item, following.item
    if entry.kind == "title" and following.kind == "item" and not more.title:
        return True
    if not item.title or item.title_source == "plain":
        return False
    if more.title and (more.title_source != "plain" or more.papers):
        return False
    # Text below an entry is about it only if it adds information that the entry lacks.
    if not item.papers and more.papers:
        return True
    if not item.remarks.authors and more.remarks.authors:
        return True
    return bool(more.links) and not more.title and not _is_other_paper(item.papers, more.papers)


def _is_other_paper(papers: Sequence[ListLink], other_links: Sequence[ListLink]) -> bool:
    """Whether links lead to another paper: they have another value for the same key."""
    known = {link.field: link.value for link in papers}
    return any(known.get(link.field, link.value) != link.value for link in other_links)


def _add_heading_paths(entries: Iterator[ListEntry]) -> Iterator[ListEntry]:
    """The entries with the headings above them, without the headings themselves."""
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
        entry.headings = (*path, *entry.headings)
        yield entry


def heading_text(spans: Sequence[TextSpan]) -> str:
    """The text of a heading without emoji and numbers."""
    text = " ".join(token.text for token in tokenize_spans(spans) if not token.is_break)
    return " ".join(text.split()).strip(" #:.*_-–—•|")
