"""Finds the columns of a table of papers that contain titles, authors, venues or dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from papershelf.sources.formats.paper_lists.blocks import ListBlock, TextSpan
from papershelf.sources.formats.paper_lists.items import parse_item

RoleCells: TypeAlias = tuple[tuple[str, tuple[TextSpan, ...]], ...]
"""The role of each cell that has one, with its spans."""

_COLUMN_NAMES = {
    "title": "title|paper title|paper|papers|name|work|article|publication|论文|标题|题目",
    "names": "author|authors|author(s)|first author|people|作者",
    "venue": "venue|venues|conference|journal|conference/journal|published in|published|pub|pub."
    "|publisher|source|venue/year|venue & year|会议|期刊",
    "date": "date|year|time|published date|release date|publish date|submission date|日期|年份",
}
_ROLE_BY_NAME = {name: role for role, names in _COLUMN_NAMES.items() for name in names.split("|")}
_SECOND_TITLES = frozenset({"method", "model", "approach", "abbreviation", "acronym", "algorithm"})


def _split_cells(block: ListBlock) -> list[list[TextSpan]]:
    cells: list[list[TextSpan]] = [
        [] for _ in range(max((span.cell for span in block.spans), default=0))
    ]
    for span in block.spans:
        if span.cell and not (span.is_break and not cells[span.cell - 1]):
            cells[span.cell - 1].append(span)
    return cells


def spans_text(spans: Sequence[TextSpan]) -> str:
    """The text of spans as one line."""
    return " ".join("".join(span.text for span in spans).split())


def detect_column_roles(block: ListBlock) -> list[str]:
    """The roles of the columns of a table; of several title columns, the most certain one."""
    names = [spans_text(cell).lower().strip(" *_:") for cell in _split_cells(block)]
    roles = [_ROLE_BY_NAME.get(name, "") for name in names]
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
        # "Paper" may be a column of links next to the names of the methods.
        others = [at for at, name in enumerate(names) if name in _SECOND_TITLES and at != chosen]
        roles += [f"else {others[0]}"] if others else []
    return roles


def split_row(block: ListBlock, columns: Sequence[str]) -> tuple[list[TextSpan], RoleCells]:
    """The spans of a row without a role, and the cells with one."""
    cells = _split_cells(block)
    roles = list(columns[: len(cells)])
    if "title" in roles and len(columns) and columns[-1].startswith("else "):
        at, other = roles.index("title"), int(columns[-1][5:])
        if other < len(cells) and not parse_item((), [("title", cells[at])]).title:
            roles[at], roles[other] = "", "title"
    named = tuple(
        (role, tuple(cell))
        for role, cell in zip(roles, cells, strict=False)
        if role in _COLUMN_NAMES
    )
    rest: list[TextSpan] = []
    for at, cell in enumerate(cells):
        if at >= len(roles) or roles[at] not in _COLUMN_NAMES:
            rest += [
                TextSpan(text="\n", line=block.line),
                *(replace(span, cell=0) for span in cell),
            ]
    return rest, named
