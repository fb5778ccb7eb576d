"""What the papers of a listing can be filtered and ordered by, as far as the collection has it.

Takes the catalogue and its messages; returns labeled values. A script filters a listing of one page
in place, and leads from one of several pages to the search, which covers all of its papers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.messages import Messages
from papershelf.records.model import Paper

_HAS: Mapping[str, Callable[[Paper], object]] = {
    "code": lambda paper: paper.code,
    "data": lambda paper: paper.datasets,
    "model": lambda paper: paper.models,
    "award": lambda paper: paper.awards,
}
_ORDERS: Mapping[str, Callable[[Paper], object]] = {
    "upvotes": lambda paper: paper.upvotes,
    "citations": lambda paper: paper.citations,
}


@dataclass(frozen=True, slots=True)
class ListFilters:
    """Names of the search, each with its label; only those that some paper of the collection has."""

    has: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...]


def list_filters(catalogue: Catalogue, messages: Messages) -> ListFilters:
    """Return the filters and orders for all listings of a collection."""
    return catalogue.cached_index("filters", lambda: _find_filters(catalogue, messages))


def _find_filters(catalogue: Catalogue, messages: Messages) -> ListFilters:
    papers = catalogue.papers
    orders = [name for name, value in _ORDERS.items() if any(map(value, papers))]
    return ListFilters(
        has=tuple(
            (name, messages.text(f"search.has_{name}"))
            for name, value in _HAS.items()
            if any(map(value, papers))
        ),
        orders=(
            ("date", messages.text("list.newest_first")),
            *((name, messages.text(f"list.by_{name}")) for name in (*orders, "title")),
        ),
    )
