"""Reads paper lists in Markdown or HTML ("awesome lists"); one record per listed paper.

An entry is a list item, table row, paragraph or heading. It becomes a record if it links to a paper
or has data typical of papers (authors, venue). All other entries are reported. The headings above
an entry can be mapped to tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from papershelf.sources.formats.paper_lists.blocks import parse_blocks
from papershelf.sources.formats.paper_lists.entries import ListEntry, parse_list_entries
from papershelf.sources.formats.paper_lists.links import ListLink, assign_list_links
from papershelf.sources.formats.paper_lists.rows import spans_text
from papershelf.sources.formats.paper_lists.titles import clean_title
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder

_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|ul|ol|table|h[1-6]|div|article)[\s>]", re.IGNORECASE
)
_LINK = re.compile(r"\]\(\s*<?https?://")
_LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d{1,4}[.)])\s|^\s*\||^#{1,6}\s|^\*\*", re.MULTILINE)
_IDENTIFIERS = frozenset({"arxiv", "doi"})
_MAX_TITLE = 400


def is_markdown_list(head: str) -> bool:
    """Whether the text has lists, tables or headings in which many lines contain links."""
    lines = [line for line in head.split("\n") if line.strip()]
    links = sum(bool(_LINK.search(line)) for line in lines)
    return (
        links > max(2, 0.1 * len(lines)) and bool(_LIST_MARK.search(head)) and head[:1] not in "{@"
    )


def is_html_list(head: str) -> bool:
    """Whether the text is an HTML page or fragment with links."""
    return head.lstrip().startswith("<") and bool(_HTML.search(head)) and "<?xml" not in head[:100]


def parse_markdown_list(content: bytes, path: str) -> ReadResult:
    """Parse the papers of a Markdown list."""
    # Imported only here: loading this parser takes a tenth of the time of loading all readers.
    from papershelf.sources.formats.paper_lists.markdown import render_html_lines  # noqa: PLC0415

    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    _gather_entries(builder, render_html_lines(text))
    return builder.make_reading()


def parse_html_list(content: bytes, path: str) -> ReadResult:
    """Parse the papers of a list on an HTML page."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    _gather_entries(builder, text)
    return builder.make_reading()


def _gather_entries(builder: RecordBuilder, html: str) -> None:
    for entry in parse_list_entries(parse_blocks(html)):
        item = entry.item
        if item.title and len(item.title) <= _MAX_TITLE and _is_paper(entry):
            _add_entry(builder, entry)
        else:
            _note_skipped_entry(builder, entry)


def _is_paper(entry: ListEntry) -> bool:
    """Whether an entry describes a paper, unlike running text that mentions one."""
    item = entry.item
    if item.papers:
        return (
            entry.kind != "text"
            or item.title_source != "plain"
            or not item.remarks.description_count
        )
    return item.is_work


def _note_skipped_entry(builder: RecordBuilder, entry: ListEntry) -> None:
    """Report an entry that has links but is not a record, with a warning for each linked paper."""
    item = entry.item
    for link in item.papers:
        message = f"{link.value} is linked without a title; the entry was left out"
        builder.warn(entry.line, message, "title")
    if item.papers:
        builder.non_paper_counts["links to papers in running text"] += 1
    elif item.links and item.title:
        builder.warn(entry.line, f"{item.title!r} has no link to a paper and was left out", "title")
        builder.non_paper_counts["entries without a link to a paper"] += 1
    elif item.links or (entry.kind in ("item", "row") and _has_text(entry)):
        builder.non_paper_counts["texts and links that are not entries"] += 1


def _has_text(entry: ListEntry) -> bool:
    """Whether an entry has more than page-internal links, unlike a table of contents."""
    return bool(spans_text([span for span in entry.spans if not span.href.startswith("#")]))


def _add_entry(builder: RecordBuilder, entry: ListEntry) -> None:
    item = entry.item
    titled = [link for link in item.papers if _has_title(link)]
    if item.title_source == "strong" and len(titled) > 1:
        # A text in bold is the name of a group of papers on one line.
        for link in titled:
            _add_linked_paper(builder, entry, link)
        return
    links, others = _split_papers(item.links)
    placed, rest = assign_list_links(links)
    has_arxiv = "arxiv" in placed
    fields = {"title": item.title, **item.remarks.fields(is_preprint=has_arxiv), **placed}
    unread = ["link"] * sum(link.field == "" for link in rest)
    unread += [link.field for link in rest if link.field]
    unread += ["description"] * bool(item.remarks.description_count)
    builder.add(
        fields, entry.line, keywords=item.remarks.keywords, headings=entry.headings, unread=unread
    )
    for link in others:
        if _has_title(link):
            _add_linked_paper(builder, entry, link)
            continue
        message = f"links to a second paper, {link.value}; if it is a different one, add it by hand"
        builder.warn(entry.line, message, link.field)


def _split_papers(links: Sequence[ListLink]) -> tuple[list[ListLink], list[ListLink]]:
    """Separate the links of an entry from links to other papers, which have other identifiers."""
    first: dict[str, str] = {}
    for link in links:
        if link.field in _IDENTIFIERS:
            first.setdefault(link.field, link.value)
    is_second = [link.field in first and link.value != first[link.field] for link in links]
    return (
        [link for link, second in zip(links, is_second, strict=True) if not second],
        [link for link, second in zip(links, is_second, strict=True) if second],
    )


def _has_title(link: ListLink) -> bool:
    """Whether the text of a link is the title of its target."""
    return not link.is_label and len(clean_title(link.label).split()) > 2


def _add_linked_paper(builder: RecordBuilder, entry: ListEntry, link: ListLink) -> None:
    fields = {"title": clean_title(link.label), link.field: link.value}
    builder.add(fields, entry.line, headings=entry.headings)
