"""The rows of a table of papers: which column holds titles, authors, venues or dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from papershelf.sources.formats.paper_lists.blocks import Block, Span
from papershelf.sources.formats.paper_lists.items import parse_item

Cells: TypeAlias = tuple[tuple[str, tuple[Span, ...]], ...]
"""The role of each cell that has one, with its spans."""

_COLUMNS = {
    "title": "title|paper title|paper|papers|name|work|article|publication|论文|标题|题目",
    "names": "author|authors|author(s)|first author|people|作者",
    "venue": "venue|venues|conference|journal|conference/journal|published in|published|pub|pub."
    "|publisher|source|venue/year|venue & year|会议|期刊",
    "date": "date|year|time|published date|release date|publish date|submission date|日期|年份",
}
_ROLE_OF = {name: role for role, names in _COLUMNS.items() for name in names.split("|")}
_SECOND_TITLES = frozenset({"method", "model", "approach", "abbreviation", "acronym", "algorithm"})


def _cells(block: Block) -> list[list[Span]]:
    cells: list[list[Span]] = [
        [] for _ in range(max((span.cell for span in block.spans), default=0))
    ]
    for span in block.spans:
        if span.cell and not (span.is_break and not cells[span.cell - 1]):
            cells[span.cell - 1].append(span)
    return cells


def text_of(spans: Sequence[Span]) -> str:
    """The text of some spans on one line."""
    return " ".join("".join(span.text for span in spans).split())


def read_columns(block: Block) -> list[str]:
    """The roles of the columns of a table; of several with a title the most certain."""
    names = [text_of(cell).lower().strip(" *_:") for cell in _cells(block)]
    roles = [_ROLE_OF.get(name, "") for name in names]
    titles = [at for at, role in enumerate(roles) if role == "title"]
    if not titles:
        titles = [at for at, name in enumerate(names) if name in _SECOND_TITLES][:1]
    chosen = next((at for at in titles if "title" in names[at] or names[at] == "name"), None)
    if chosen is None:
        chosen = titles[0] if titles else -1
    for at, role in enumerate(roles):
        if role == "title" and at != chosen:
            roles[at] = ""
    if chosen >= 0:
        roles[chosen] = "title"
        # "Paper" may be a column of links beside the names of the methods.
        others = [at for at, name in enumerate(names) if name in _SECOND_TITLES and at != chosen]
        roles += [f"else {others[0]}"] if others else []
    return roles


def read_row(block: Block, columns: Sequence[str]) -> tuple[list[Span], Cells]:
    """The spans of a row without a role, and its cells with one."""
    cells = _cells(block)
    roles = list(columns[: len(cells)])
    if "title" in roles and len(columns) and columns[-1].startswith("else "):
        at, other = roles.index("title"), int(columns[-1][5:])
        if other < len(cells) and not parse_item((), [("title", cells[at])]).title:
            roles[at], roles[other] = "", "title"
    named = tuple(
        (role, tuple(cell)) for role, cell in zip(roles, cells, strict=False) if role in _COLUMNS
    )
    rest: list[Span] = []
    for at, cell in enumerate(cells):
        if at >= len(roles) or roles[at] not in _COLUMNS:
            rest += [Span(text="\n", line=block.line), *(replace(span, cell=0) for span in cell)]
    return rest, named
