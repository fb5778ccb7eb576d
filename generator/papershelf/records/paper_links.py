"""The addresses in records, and the problems of those that are dead. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from papershelf.core.errors import Problem
from papershelf.records.model import Paper

LINK_FIELDS = (
    "url", "pdf", "code", "project", "datasets", "models", "demos", "video", "slides", "poster",
)  # fmt: skip
"""The fields whose values are addresses; those made from identifiers belong to large services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLink:
    """An address in a record, with the field that has it."""

    address: str
    field: str
    paper: Paper


def list_links(papers: Iterable[Paper]) -> Iterator[PaperLink]:
    """Yield the links of papers."""
    for paper in papers:
        for name in LINK_FIELDS:
            value = getattr(paper, name)
            for address in [value] if isinstance(value, str) else value:
                if address:
                    yield PaperLink(address=address, field=name, paper=paper)


def describe_dead_links(papers: Iterable[Paper], dead: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning at the record of each dead address; `dead` has the reasons."""
    for link in list_links(papers):
        if reason := dead.get(link.address):
            message = f"{link.address} is a dead link ({reason})"
            yield Problem(link.paper.path, link.paper.line, link.field, message, "warning")
